#include "gateway/journal/course.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gateway/journal/block.hpp"
#include "gateway/journal/database.hpp"
#include "gateway/journal/frame.hpp"
#include "gateway/journal/sample_read.hpp"
#include "gateway/journal/segment.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::journal {
namespace {

Value value_of(const ReadingView& reading) {
  struct Visitor {
    Value operator()(std::string_view text) const { return std::string(text); }
    Value operator()(std::monostate) const { return {}; }
    Value operator()(bool flag) const { return flag; }
    Value operator()(std::int64_t number) const { return number; }
    Value operator()(std::uint64_t number) const { return number; }
    Value operator()(double number) const { return number; }
  };
  return std::visit(Visitor{}, reading.value);
}

std::optional<PastReading> reading_at(const std::string& frame, std::size_t place, WallTime t) {
  FrameReader reader(frame);
  ReadingView reading;
  for (std::size_t i = 0; i <= place; ++i) {
    if (!reader.next(reading)) return std::nullopt;
  }
  return PastReading{t, value_of(reading), reading.quality};
}

/// The point's readings of one segment, by their place in it.
using Readings = std::vector<std::pair<std::uint64_t, PastReading>>;

/// A segment that is not closed, of which only frames with the point were read.
struct Open {
  WallTime from{};
  Readings readings;
};

class CourseWalk {
 public:
  CourseWalk(Database& database, const CourseQuery& query, const Places& places, Damage& damage,
             const TakeReading& take)
      : database_(database), query_(query), places_(places), damage_(damage), take_(take) {}

  Walk run() {
    database_.execute("BEGIN");
    read_open();
    walk_segments();
    database_.execute("COMMIT");
    return walk_;
  }

 private:
  WallTime earliest() const { return query_.back ? query_.to : query_.from; }
  WallTime latest() const { return query_.back ? query_.from : query_.to; }

  void read_open() {
    for (const std::uint64_t id : open_segments(database_)) {
      TailReader tail(id, [this](std::uint32_t layout) { return places_.count(layout) != 0; });
      tail.look(database_, damage_);
      Open open;
      for (const SampleRecord& record : tail.frames()) {
        auto reading = reading_at(record.frame, places_.at(record.layout), record.t);
        if (!reading) continue;
        open.from = open.readings.empty() ? record.t : std::min(open.from, record.t);
        open.readings.emplace_back(open.readings.size(), *std::move(reading));
      }
      if (!open.readings.empty()) open_.push_back(std::move(open));
    }
    std::stable_sort(open_.begin(), open_.end(), [this](const Open& a, const Open& b) {
      return query_.back ? a.from > b.from : a.from < b.from;
    });
  }

  /// Closed and open ones in the order of their first stamps.
  void walk_segments() {
    constexpr const char* kOn =
        "SELECT id, from_t, to_t FROM segment WHERE from_t BETWEEN ? AND ? ORDER BY from_t, id";
    constexpr const char* kBack =
        "SELECT id, from_t, to_t FROM segment WHERE from_t BETWEEN ? AND ? ORDER BY from_t DESC, "
        "id DESC";
    Statement row = database_.prepare(query_.back ? kBack : kOn);
    auto open = open_.begin();
    for (row.start(unix_ms(earliest() - kLongestSegment), unix_ms(latest())); row.next();) {
      const WallTime from = from_unix_ms(row.integer(1));
      for (; open != open_.end() && (query_.back ? open->from >= from : open->from < from);
           ++open) {
        if (!give(open->readings)) return;
      }
      if (row.integer(2) < unix_ms(earliest())) continue;
      if (!give(closed(row.number(0)))) return;
    }
    for (; open != open_.end(); ++open) {
      if (!give(open->readings)) return;
    }
  }

  Readings closed(std::uint64_t segment) {
    Readings readings;
    for (const auto& [layout, place] : places_) {
      const auto body = block_of(database_, segment, layout);
      if (!body) continue;
      bool damaged = false;
      for (const BlockPart& part : open_block(*body, damaged)) {
        if (!part.column(place, column_))
          continue;  // a text of another shape may hold no such place
        for (std::size_t i = 0; i < column_.size(); ++i) {
          readings.emplace_back(
              part.ordinal(i),
              PastReading{from_unix_ms(part.t(i)), value_of(column_[i]), column_[i].quality});
        }
      }
      if (damaged) damage_.meet((segment << 32U) + layout);
    }
    std::stable_sort(readings.begin(), readings.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return readings;
  }

  /// False: enough.
  bool give(const Readings& readings) {
    for (std::size_t i = 0; i < readings.size(); ++i) {
      const PastReading& reading = readings[query_.back ? readings.size() - 1 - i : i].second;
      if (reading.t < earliest() || reading.t > latest()) continue;
      walk_.reached = reading.t;
      if (!take_(reading)) return false;
      if (++rows_ < query_.most_rows) continue;
      walk_.whole = false;
      return false;
    }
    return true;
  }

  Database& database_;
  const CourseQuery& query_;
  const Places& places_;
  Damage& damage_;
  const TakeReading& take_;
  std::vector<Open> open_;
  std::vector<ReadingView> column_;
  std::size_t rows_ = 0;
  Walk walk_;
};

}  // namespace

Walk walk_course(Database& database, const CourseQuery& query, const Places& places, Damage& damage,
                 const TakeReading& take) {
  return CourseWalk(database, query, places, damage, take).run();
}

Walk walk_events_back(Database& database, std::size_t most_rows, const TakeEvent& take) {
  Walk walk;
  Statement row = database.prepare("SELECT seq, t, kind, body FROM event ORDER BY seq DESC");
  std::size_t rows = 0;
  for (row.start(); row.next();) {
    const EventRecord record{row.number(0), from_unix_ms(row.integer(1)), row.text(2), row.text(3)};
    walk.reached = record.t;
    if (!take(record)) break;
    if (++rows >= most_rows) {
      walk.whole = false;
      break;
    }
  }
  return walk;
}

}  // namespace hazgate::journal
