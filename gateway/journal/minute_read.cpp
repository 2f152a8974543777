#include "gateway/journal/minute_read.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/journal/database.hpp"
#include "gateway/journal/minute_block.hpp"
#include "gateway/journal/minute_store.hpp"
#include "gateway/journal/sample_read.hpp"

namespace hazgate::journal {
namespace {

constexpr std::uint64_t kMinuteKey = std::uint64_t{3} << 62U;  ///< apart from blocks and tails
constexpr std::uint64_t kRowKey = std::uint64_t{5} << 61U;

/// Where something of the point lies: blocks by their keys, layouts of which there are rows.
struct Quarter {
  std::vector<std::int64_t> blocks;
  std::vector<std::pair<std::uint32_t, std::size_t>> rows;  ///< layout, place of the point
};

class MinuteWalk {
 public:
  MinuteWalk(Database& database, const MinuteQuery& query, const Places& places, Damage& damage,
             const TakeMinutes& take)
      : database_(database), query_(query), places_(places), damage_(damage), take_(take) {
    constexpr std::int64_t kMost = 1LL << 40U;
    first_ = step_of(std::clamp<std::int64_t>(minute_of(query.from), 0, kMost));
    last_ = step_of(std::clamp<std::int64_t>(minute_of(query.to), -1, kMost)) + query.every - 1;
  }

  Walk run() {
    database_.execute("BEGIN");
    std::size_t blocks = 0;
    for (const auto& [quarter, place] : quarters()) {
      const std::int64_t begin = quarter * kQuarterMinutes;
      if (blocks++ >= query_.most_blocks && step_of(begin) == begin) {
        give_step();
        give_up(begin);
      }
      if (ended_) break;
      for (const TimedMinute& minute : minutes_of(quarter, place)) {
        if (!add(minute)) break;
      }
      if (ended_) break;
    }
    give_step();
    database_.execute("COMMIT");
    return walk_;
  }

 private:
  std::int64_t step_of(std::int64_t minute) const {
    const std::int64_t in_step = minute % query_.every;
    return minute - (in_step < 0 ? in_step + query_.every : in_step);
  }

  std::map<std::int64_t, Quarter> quarters() {
    std::map<std::int64_t, Quarter> found;
    constexpr std::int64_t kMostQuarter = (1 << 22) - 1;
    const std::int64_t from = std::min(quarter_of(first_), kMostQuarter);
    const std::int64_t to = std::clamp<std::int64_t>(quarter_of(last_), -1, kMostQuarter);
    if (to < from) return found;
    Statement block = database_.prepare("SELECT id FROM minute_block WHERE id BETWEEN ? AND ?");
    Statement row = database_.prepare(
        "SELECT DISTINCT quarter FROM minute WHERE quarter BETWEEN ? AND ? AND layout = ?");
    for (const auto& [layout, place] : places_) {
      const auto first = minute_key(layout, place, from), last = minute_key(layout, place, to);
      if (!first || !last) continue;
      for (block.start(*first, *last); block.next();) {
        found[quarter_of_key(block.integer(0))].blocks.push_back(block.integer(0));
      }
      for (row.start(from, to, std::uint64_t{layout}); row.next();) {
        found[row.integer(0)].rows.emplace_back(layout, place);
      }
    }
    return found;
  }

  /// In the order of time, passes through one minute in theirs.
  std::vector<TimedMinute> minutes_of(std::int64_t quarter, const Quarter& place) {
    std::vector<TimedMinute> minutes;
    Statement block = database_.prepare("SELECT body FROM minute_block WHERE id = ?");
    for (const std::int64_t key : place.blocks) {
      block.start(key);
      if (!block.next()) continue;
      const auto packed = decode_minutes(block.text(0));
      if (packed) minutes.insert(minutes.end(), packed->begin(), packed->end());
      if (!packed) damage_.meet(kMinuteKey ^ static_cast<std::uint64_t>(key));
    }
    Statement row = database_.prepare(
        "SELECT id, minute, body FROM minute WHERE quarter = ? AND layout = ? ORDER BY id");
    for (const auto& [layout, point] : place.rows) {
      for (row.start(quarter, std::uint64_t{layout}); row.next();) {
        const auto points = decode_minute(row.text(2));
        if (!points) damage_.meet(kRowKey ^ row.number(0));
        if (points && point < points->size()) {
          minutes.emplace_back(row.integer(1), (*points)[point]);
        }
      }
    }
    std::stable_sort(minutes.begin(), minutes.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return minutes;
  }

  /// False: enough.
  bool add(const TimedMinute& timed) {
    const auto& [minute, point] = timed;
    if (minute < first_ || minute > last_ || point.count == 0) return true;
    const std::int64_t step = step_of(minute);
    if (step_ && (step != *step_ || query_.every == 1)) {
      const bool is_new = step != *step_;
      give_step();
      if (is_new && steps_ >= query_.most_steps) give_up(step);
    }
    if (ended_) return false;
    step_ = step;
    sum_.add(point);
    return true;
  }

  void give_step() {
    if (step_ && !ended_) {
      ++steps_;
      if (!take_({begin_of_minute(*step_), sum_})) ended_ = true;
    }
    step_.reset();
    sum_ = {};
  }

  void give_up(std::int64_t next) {
    if (ended_) return;
    ended_ = true;
    walk_.whole = false;
    walk_.reached = begin_of_minute(next);
  }

  Database& database_;
  const MinuteQuery& query_;
  const Places& places_;
  Damage& damage_;
  const TakeMinutes& take_;
  std::int64_t first_ = 0, last_ = 0;  ///< minutes that are wanted
  std::optional<std::int64_t> step_;
  PointMinute sum_;
  std::size_t steps_ = 0;
  bool ended_ = false;
  Walk walk_;
};

}  // namespace

Walk walk_minutes(Database& database, const MinuteQuery& query, const Places& places,
                  Damage& damage, const TakeMinutes& take) {
  return MinuteWalk(database, query, places, damage, take).run();
}

}  // namespace hazgate::journal
