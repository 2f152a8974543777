#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "drivers/model/gas_text.hpp"
#include "gateway/core/limits/caps.hpp"
#include "gateway/core/limits/substance.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::config {

/// What a gas point measures, looked up.
struct MeasuredGas {
  enum class Kind : std::uint8_t { Combustible, Oxygen, Toxic };
  Kind kind = Kind::Combustible;
  limits::GasUnit unit = limits::GasUnit::PercentLel;
  // Toxic:
  std::string name;
  limits::ToxicGas gas;
  limits::OelKind oel_kind = limits::OelKind::Given;
  bool is_uncertain = false;  ///< the figure is the table's, and tables differ
};

/// Whether a device's `gas` could mean this point: a number in a unit of gas.
bool may_be_gas(const site::PointSpec& point);

/// What is written about the gas of a point, looked up. Nothing when nothing is said about it, or
/// it is wrong, which goes into `mistakes`. %LEL and LEL·m are combustible without saying so.
std::optional<MeasuredGas> measured_gas(const model::GasText& text, const site::PointSpec& point,
                                        model::Mistakes& mistakes);

}  // namespace hazgate::config
