#include "gateway/core/limits/substance.hpp"

#include <algorithm>
#include <array>

namespace hazgate::limits {
namespace {

constexpr std::optional<double> kNone;
constexpr auto kRead = Confidence::Read;
constexpr auto kKnown = Confidence::Known;
constexpr auto kUncertain = Confidence::Uncertain;

// clang-format off
constexpr std::array<Substance, 24> kSubstances = {{
    // formula  name                 chinese       CAS           g/mol   MAC    TWA     STEL     IDLH
    {"H2S",    "hydrogen sulfide",  "硫化氢",     "7783-06-4",   34.08, 10.0,  kNone,  kNone,    100.0, kRead},
    {"CO",     "carbon monoxide",   "一氧化碳",   "630-08-0",    28.01, kNone,   20.0,    30.0,  1200.0, kRead},
    {"Cl2",    "chlorine",          "氯",         "7782-50-5",   70.90,  1.0,  kNone,  kNone,     10.0, kRead},
    {"NH3",    "ammonia",           "氨",         "7664-41-7",   17.03, kNone,   20.0,    30.0,   300.0, kRead},
    {"SO2",    "sulfur dioxide",    "二氧化硫",   "7446-09-5",   64.06, kNone,    5.0,    10.0,   100.0, kRead},
    {"HCN",    "hydrogen cyanide",  "氰化氢",     "74-90-8",     27.03,  1.0,  kNone,  kNone,     50.0, kRead},
    {"NO2",    "nitrogen dioxide",  "二氧化氮",   "10102-44-0",  46.01, kNone,    5.0,    10.0,    13.0, kRead},
    {"HCl",    "hydrogen chloride", "氯化氢",     "7647-01-0",   36.46,  7.5,  kNone,  kNone,     50.0, kRead},
    {"HF",     "hydrogen fluoride", "氟化氢",     "7664-39-3",   20.01,  2.0,  kNone,  kNone,     30.0, kRead},
    {"COCl2",  "phosgene",          "光气",       "75-44-5",     98.92,  0.5,  kNone,  kNone,      2.0, kRead},
    // An amendment is said to halve them: PC-TWA 3, PC-STEL 6.
    {"C6H6",   "benzene",           "苯",         "71-43-2",     78.11, kNone,    6.0,    10.0,   500.0, kUncertain},
    {"CH3OH",  "methanol",          "甲醇",       "67-56-1",     32.04, kNone,   25.0,    50.0,  6000.0, kRead},
    // An older table has 0.6 and 2.
    {"C2H4O",  "ethylene oxide",    "环氧乙烷",   "75-21-8",     44.05, kNone,    2.0,   kNone,   800.0, kUncertain},
    // A vendor's table has a PC-TWA of 2, which is wrong.
    {"HCHO",   "formaldehyde",      "甲醛",       "50-00-0",     30.03,  0.5,  kNone,  kNone,     20.0, kKnown},
    {"C3H3N",  "acrylonitrile",     "丙烯腈",     "107-13-1",    53.06, kNone,    1.0,     2.0,    60.0, kRead},
    // A vendor's table has a PC-STEL of 25.
    {"C2H3Cl", "vinyl chloride",    "氯乙烯",     "75-01-4",     62.50, kNone,   10.0,   kNone,   kNone, kUncertain},
    {"Br2",    "bromine",           "溴",         "7726-95-6",  159.81, kNone,    0.6,     2.0,     3.0, kKnown},
    {"O3",     "ozone",             "臭氧",       "10028-15-6",  48.00,  0.3,  kNone,  kNone,      5.0, kRead},
    {"C7H8",   "toluene",           "甲苯",       "108-88-3",    92.14, kNone,   50.0,   100.0,   500.0, kRead},
    {"C8H10",  "xylene",            "二甲苯",     "1330-20-7",  106.17, kNone,   50.0,   100.0,   900.0, kRead},
    {"PH3",    "phosphine",         "磷化氢",     "7803-51-2",   34.00,  0.3,  kNone,  kNone,     50.0, kKnown},
    {"CS2",    "carbon disulfide",  "二硫化碳",   "75-15-0",     76.14, kNone,    5.0,    10.0,   500.0, kKnown},
    {"AsH3",   "arsine",            "砷化氢",     "7784-42-1",   77.95,  0.03, kNone,  kNone,      3.0, kKnown},
    {"CO2",    "carbon dioxide",    "二氧化碳",   "124-38-9",    44.01, kNone, 9000.0, 18000.0, 40000.0, kRead},
}};
// clang-format on

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::span<const Substance> substances() {
  return kSubstances;
}

const Substance* find_substance(std::string_view word) {
  const auto* found =
      std::find_if(kSubstances.begin(), kSubstances.end(), [&](const Substance& each) {
        return same(word, each.formula) || same(word, each.name) || word == each.chinese ||
               word == each.cas;
      });
  return found == kSubstances.end() ? nullptr : found;
}

std::optional<Oel> oel_of(const Substance& substance) {
  if (substance.mac) return Oel{*substance.mac, OelKind::Mac};
  if (substance.twa) return Oel{*substance.twa, OelKind::Twa};
  return std::nullopt;
}

}  // namespace hazgate::limits
