#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/journal/record.hpp"

/// What one point did in one minute.
/// Thread  any (pure)
namespace hazgate::journal {

/// The minute of a stamp, counted from 1970; also of one before.
std::int64_t minute_of(WallTime t);
WallTime begin_of_minute(std::int64_t minute);

/// The readings of one point in a stretch of time. A true counts as 1, a false as 0, so that the mean is the
/// share of true; a text (an enumeration) has no value. Only readings of quality good make the value.
struct PointMinute {
  std::uint32_t count = 0;  ///< readings of any quality
  std::uint32_t good = 0;   ///< of these, good ones
  bool has_value = false;   ///< some good reading was a number or a bool
  double min = 0, max = 0;
  double mean =
      0;  ///< between min and max; two digits more than the finest reading, else a float32

  /// Adds what came of another stretch; the means by the number of good readings.
  void add(const PointMinute& other);

  friend bool operator==(const PointMinute&, const PointMinute&) = default;
};

/// Where a frame stands in the sample lane: what becomes of its segment does not change that.
struct FramePlace {
  std::uint64_t segment = 0;
  std::uint64_t ordinal = 0;  ///< among the frames of the segment

  friend auto operator<=>(const FramePlace&, const FramePlace&) = default;
};

/// One minute of one layout that is over.
struct LayoutMinute {
  std::uint32_t layout = 0;
  std::int64_t minute = 0;
  std::vector<PointMinute> points;  ///< in the order of the layout

  friend bool operator==(const LayoutMinute&, const LayoutMinute&) = default;
};

/// From where on frames are not in finished minutes yet.
struct MinuteMark {
  FramePlace end;                             ///< all from here on
  std::map<std::uint32_t, FramePlace> opens;  ///< before it, those of this layout from here on

  bool wants(std::uint32_t layout, FramePlace place) const;
  FramePlace earliest() const;
  std::string text() const;
  /// Result  none: it is not one
  static std::optional<MinuteMark> from_text(std::string_view text);

  friend bool operator==(const MinuteMark&, const MinuteMark&) = default;
};

/// Frames in, minutes out. A minute of a layout is over when its next frame has another minute's stamp, or any
/// frame one that is `kGrace` beyond its end. So a minute that the clock passed through twice comes out twice,
/// and two passes are never mixed up.
class MinuteFold {
 public:
  static constexpr std::chrono::seconds kGrace{10};
  static constexpr std::chrono::minutes kAhead{
      5};  ///< of another layout's frame: not a minute that runs

  /// In the order of their places. A frame that pack() could not have made counts for nothing, nor does one with
  /// a stamp before 1970 or beyond the year 9999.
  void take(const SampleRecord& record, FramePlace place);

  /// Those that are over, and where that leaves the frames; for as long as they are not taken, they stay.
  const std::vector<LayoutMinute>& finished() const { return finished_; }
  /// The minutes of all layouts are together, or there are many.
  bool is_due() const { return due_now_ && !finished_.empty(); }
  MinuteMark mark() const;
  void forget(std::size_t finished);  ///< the first so many are durable

 private:
  /// Sums of one point while its minute runs.
  struct Running {
    std::uint32_t count = 0, good = 0, numbers = 0;
    double min = 0, max = 0, sum = 0;
    double last = 0;
    unsigned digits = 0;  ///< of the finest reading

    void take(double value);
    PointMinute done() const;
  };
  struct Open {
    std::int64_t minute = 0;
    FramePlace first;
    std::vector<Running> points;
  };
  void finish(std::uint32_t layout, const Open& open);
  void finish_all(WallTime now);

  std::map<std::uint32_t, Open> opens_;
  std::vector<LayoutMinute> finished_;
  FramePlace end_;
  WallTime due_ = WallTime::max();  ///< the first open minute is over, or was
  bool due_now_ = false;
};

}  // namespace hazgate::journal
