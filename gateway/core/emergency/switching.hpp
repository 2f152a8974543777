#pragma once

#include <optional>

#include "drivers/codec/point_format.hpp"
#include "drivers/codec/value.hpp"

/// What on and off are for an output, whatever it is: a coil, a register, a list of states.
namespace hazgate::emergency {

/// false, 0, or the state whose code is 0. None: nothing that can be written switches it off.
Value off_of(const codec::PointFormat& format);

/// true, 1, or the state whose code is 1, else the first whose code is not 0. None: nothing that can be
/// written switches it on.
Value on_of(const codec::PointFormat& format);

/// Whether a value means "on": all that is not off. What cannot be written and is not 0 counts as on, which
/// is the careful answer for ventilation.
bool switches_on(const codec::PointFormat& format, const Value& value);

/// What a point reads as a number (Sample::value) when this value is on it: a state's code, a scaled value as its
/// register rounds it. None: it has no number (a text), or it cannot be on it.
std::optional<double> reads_as(const codec::PointFormat& format, const Value& value);

}  // namespace hazgate::emergency
