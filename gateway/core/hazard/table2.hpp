#pragma once

#include <span>
#include <string_view>

/// Tables 2 and 4 of GB 18218-2018: the classes of what table 1 does not list.
/// Thread  any (pure)
/// Source  as table1.hpp: transcriptions of the standard, to be verified
namespace hazgate::hazard {

/// A row of table 2, with its correction factor from table 4.
struct HazardClass {
  std::string_view symbol;  ///< "W5.3"
  std::string_view chinese;
  std::string_view english;  ///< ours
  double critical_t = 0.0;   ///< Q, tonnes (of aerosols the net mass)
  double beta = 0.0;
};

/// In the order of table 2.
std::span<const HazardClass> table2();

/// By its symbol, in upper or lower case. Nothing when there is none.
const HazardClass* find_class(std::string_view symbol);

}  // namespace hazgate::hazard
