#pragma once

#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/quality.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate {

/// One reading of one point, as the alarm core sees it.
/// Units   value: the point's unit after scale and offset; the raw code for an enumeration; 0/1 for
///         a bool. It has a meaning only where is_usable(quality).
struct Sample {
  PointIndex point{};
  Quality quality = Quality::NotYet;
  bool above_range = false;  ///< with OutOfRange: above (true) or below (false) the range
  double value = 0.0;
  Tick at{};  ///< when the reply was received
};

}  // namespace hazgate
