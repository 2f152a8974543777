#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "gateway/journal/frame.hpp"

namespace hazgate::journal {

using Random = std::mt19937_64;

/// Readings of all kinds, extremes and payloads among them.
Value random_value(Random& random);
Reading random_reading(Random& random);

/// A point that does as points do: mostly as before, now and then something else.
void go_on(Reading& reading, Random& random);

/// A frame with so many readings; now and then bytes that are none.
std::string random_frame(std::vector<Reading>& readings, Random& random);

}  // namespace hazgate::journal
