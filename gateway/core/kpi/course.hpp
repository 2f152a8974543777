#pragma once

#include "gateway/core/alarm/time.hpp"

namespace hazgate::kpi {

/// How much time lies between two lines of the record, whose stamps may step. The order of the record
/// is right; of the stamps:
///
///  stamp                        | elapsed                    | where in the calendar
///  -----------------------------+----------------------------+------------------------------------
///  later than the one before    | the difference             | there
///  earlier than the one before  | nothing                    | where it was, until a stamp passes it
///  after the end of the reading | nothing at the jump there, | where it was
///                               | then the difference        |
///
/// Thread  any, one at a time (pure)
class Course {
 public:
  Course(WallTime begin, WallTime end) : end_(end), last_(begin), place_(begin) {}

  struct Passed {
    Duration elapsed{};  ///< what durations are made of
    WallTime place{};    ///< in the calendar, never going back
    bool stepped = false;
  };
  Passed pass(WallTime stamp);

 private:
  WallTime end_;
  WallTime last_;  ///< stamp
  WallTime place_;
};

}  // namespace hazgate::kpi
