#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "drivers/device/counter.hpp"
#include "drivers/device/note.hpp"
#include "drivers/device/status_word.hpp"
#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::poll {

/// Turns the decoded readings of one device into what they are worth: looks at its heartbeat, its
/// status words and the registers that hold the decimals and the unit of a value. For each point the
/// first row that fits decides; a value is there only where the quality is usable:
///
///   | own reading is comm, exception, fault, not-yet         | as it is                    |
///   | a heartbeat of the device has not moved for too long   | stuck, every point          |
///   | a status word claims fault, maintenance, warm-up,      | that; too long is fault     |
///   |   over-range, under-range (Claims::worst)              | (over-range: above_range)   |
///   | a status word cannot be read                           | the status word's quality   |
///   | decimals or unit cannot be read                        | their quality               |
///   | decimals are not 0 to 4, the unit is another one       | fault                       |
///   | the number, with its decimals, is outside the range    | out-of-range                |
///   | a status word claims simulated, then uncertain         | that, with its value        |
///   | a counter was reset                                    | uncertain, with its total   |
///   | otherwise                                              | good                        |
///
/// Partners that were never read are not-yet, and so is what leans on them. A value keeps the decimals
/// it was read with: when they change, its old registers are not shifted anew. A heartbeat that was
/// never read counts as standing since the first call, and after an outage longer than its limit the
/// device is stuck until it moves: only a sign of life makes readings usable.
/// Thread  one owner (pure)
class Interpreter {
 public:
  /// `device` must outlive it.
  explicit Interpreter(const PolledDevice& device);

  /// The same device in another plan. `device` must outlive it.
  void rebind(const PolledDevice& device);

  /// The readings that came in at `now`, in their order, and after them those of other points of the
  /// device that are worth something else by now.
  std::vector<PointReading> interpret(std::vector<PointReading> readings, Tick now);

 private:
  struct Point {
    codec::Decoded raw{std::monostate{}, Quality::NotYet};
    bool fresh = false;              ///< no counter has taken `raw` yet
    bool given = false;              ///< among the readings of this call
    std::optional<double> decimals;  ///< those that `raw` was read with
    device::StatusWord word;
    device::Counter counter;
    PointReading last;  ///< as it was sent
  };
  struct Beat {
    std::size_t place = 0;
    std::optional<codec::Decoded> seen;
    Tick moved{};
  };
  struct Verdict {
    std::optional<device::Claim> claim;
    device::Note note = device::Note::None;
    Quality unreadable = Quality::Good;
  };

  void absorb(std::size_t place, const codec::Decoded& raw, Tick now);
  bool is_standing(Tick now) const;
  Quality worth(std::size_t place) const;
  void pair_decimals();
  Verdict status_of(const device::PointRules& rules, Tick now) const;
  PointReading judge(std::size_t place, Tick now);
  PointReading measured(std::size_t place, const Verdict& status);
  std::optional<PointReading> partner_problem(std::size_t place) const;
  PointReading without_value(std::size_t place, Quality quality, device::Note note) const;

  const PolledDevice* device_;
  std::map<PointIndex, std::size_t> places_;  ///< empty: the device has no rules
  std::vector<Point> points_;
  std::vector<Beat> beats_;
  bool started_ = false;
  bool standing_ = false;
};

}  // namespace hazgate::poll
