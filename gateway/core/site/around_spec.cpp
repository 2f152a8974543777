#include "gateway/core/site/around_spec.hpp"

#include <algorithm>

namespace hazgate::site {

const EvacuationSpec* evacuation_of(const AroundSpec& around, const std::string& source,
                                    const std::string& area) {
  const auto find = [&](auto matches) -> const EvacuationSpec* {
    const auto found = std::find_if(around.evacuations.begin(), around.evacuations.end(), matches);
    return found == around.evacuations.end() ? nullptr : &*found;
  };
  if (!source.empty()) {
    const auto* of_source = find([&](const EvacuationSpec& one) { return one.source == source; });
    if (of_source != nullptr) return of_source;
  }
  if (area.empty()) return nullptr;
  return find([&](const EvacuationSpec& one) { return one.area == area; });
}

}  // namespace hazgate::site
