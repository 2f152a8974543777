#pragma once

#include <map>
#include <optional>
#include <string>

#include "drivers/model/mistakes.hpp"

namespace hazgate::model {

/// Which gas is measured, as it is written on a [[point]], or on the [[device]] for its gas point:
/// every key optional. gateway/config looks the gas up and checks limits against it.
/// Units   molar_volume: L/mol; molar_mass: g/mol; oel: mg/m3; idlh: ppm; all above 0
struct GasText {
  Place place;                          ///< of the table
  std::string path;                     ///< of the table, for messages: "point[2]"
  std::map<std::string, Mark> written;  ///< the keys that are there
  std::optional<std::string> gas;       ///< formula, name or CAS; "combustible", "oxygen"
  std::optional<std::string> cap;       ///< "oel" or "idlh"
  std::optional<double> molar_volume, molar_mass, oel, idlh;
};

/// Puts the keys of `over` on top of `text`. With another gas the figures of the old one go.
void override_with(GasText& text, const GasText& over);

}  // namespace hazgate::model
