#pragma once

#include <optional>
#include <vector>

#include "gateway/config/limit_check.hpp"
#include "gateway/config/measured_gas.hpp"

/// Limits of gas points against what the law lets them be at most.
namespace hazgate::config {

/// Level 1 and 2 of GB/T 50493, for each of `limits`: H and L are level 1, HH and LL level 2; of
/// other names the first limit that a leak (a lack of oxygen) reaches is level 1 and the second
/// level 2. Nothing for what stands behind two others: they keep the law.
std::vector<std::optional<limits::Level>> levels_of(const std::vector<Limit>& limits);

/// A limit beyond its cap is a mistake: cap, basis and what to write, in the point's unit. It is
/// said at the limit; at the device's `gas` when that is in the site file and the limit is not.
/// Source  GB/T 50493-2019 5.5.2; domain.md 1.1
void check_caps(const std::vector<Limit>& limits, const MeasuredGas& gas, const PointText& text,
                const site::PointSpec& point, model::Mistakes& mistakes);

}  // namespace hazgate::config
