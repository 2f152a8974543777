#include "gateway/core/hazard/table2.hpp"

#include <algorithm>
#include <array>

namespace hazgate::hazard {
namespace {

// clang-format off
constexpr std::array<HazardClass, 24> kClasses = {{
    {"J1", "急性毒性 类别1,所有暴露途径,气体", "acute toxicity 1, any route, gas", 5, 4},
    {"J2", "急性毒性 类别1,所有暴露途径,固体、液体", "acute toxicity 1, any route, solid or liquid", 50, 1},
    {"J3", "急性毒性 类别2、类别3,所有暴露途径,气体", "acute toxicity 2 or 3, any route, gas", 50, 2},
    {"J4", "急性毒性 类别2、类别3,吸入途径,液体(沸点≤35℃)", "acute toxicity 2 or 3, inhaled, liquid that boils at 35 degrees or below", 50, 2},
    {"J5", "急性毒性 类别2,所有暴露途径,液体(除J4外)、固体", "acute toxicity 2, any route, other liquid or solid", 500, 1},
    {"W1.1", "爆炸物 不稳定爆炸物,1.1项爆炸物", "unstable explosive, or division 1.1", 1, 2},
    {"W1.2", "爆炸物 1.2、1.3、1.5、1.6项爆炸物", "explosive of division 1.2, 1.3, 1.5 or 1.6", 10, 2},
    {"W1.3", "爆炸物 1.4项爆炸物", "explosive of division 1.4", 50, 2},
    {"W2", "易燃气体 类别1和类别2", "flammable gas 1 or 2", 10, 1.5},
    {"W3", "气溶胶 类别1和类别2(净重)", "aerosol 1 or 2 (net mass)", 150, 1},
    {"W4", "氧化性气体 类别1", "oxidising gas 1", 50, 1},
    {"W5.1", "易燃液体 类别1;类别2和3,工作温度高于沸点", "flammable liquid 1; 2 or 3 above its boiling point", 10, 1.5},
    {"W5.2", "易燃液体 类别2和3,具有引发重大事故的特殊工艺条件", "flammable liquid 2 or 3 in a special process (hazardous process, near the explosive range, above 1.6 MPa)", 50, 1},
    {"W5.3", "易燃液体 不属于W5.1或W5.2的其他类别2", "other flammable liquid 2", 1000, 1},
    {"W5.4", "易燃液体 不属于W5.1或W5.2的其他类别3", "other flammable liquid 3", 5000, 1},
    {"W6.1", "自反应物质和混合物 A型和B型", "self-reactive, type A or B", 10, 1.5},
    {"W6.2", "自反应物质和混合物 C型、D型、E型", "self-reactive, type C, D or E", 50, 1},
    {"W7.1", "有机过氧化物 A型和B型", "organic peroxide, type A or B", 10, 1.5},
    {"W7.2", "有机过氧化物 C型、D型、E型、F型", "organic peroxide, type C to F", 50, 1},
    {"W8", "自燃液体和自燃固体 类别1", "pyrophoric liquid or solid 1", 50, 1},
    {"W9.1", "氧化性固体和液体 类别1", "oxidising solid or liquid 1", 50, 1},
    {"W9.2", "氧化性固体和液体 类别2、类别3", "oxidising solid or liquid 2 or 3", 200, 1},
    {"W10", "易燃固体 类别1", "flammable solid 1", 200, 1},
    {"W11", "遇水放出易燃气体的物质和混合物 类别1和类别2", "gives off flammable gas in water, 1 or 2", 200, 1},
}};
// clang-format on

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::span<const HazardClass> table2() {
  return kClasses;
}

const HazardClass* find_class(std::string_view symbol) {
  const auto* found = std::find_if(kClasses.begin(), kClasses.end(), [&](const HazardClass& one) {
    return std::equal(one.symbol.begin(), one.symbol.end(), symbol.begin(), symbol.end(),
                      [](char a, char b) { return a == upper(b); });
  });
  return found == kClasses.end() ? nullptr : &*found;
}

}  // namespace hazgate::hazard
