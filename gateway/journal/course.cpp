#include "gateway/journal/course.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "gateway/journal/database.hpp"
#include "gateway/journal/frame.hpp"

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

/// The first sample whose stamp is at least (`beyond`: later than) a moment; one past the last when
/// there is none. A lane has no gaps between its ends.
std::uint64_t first_from(Database& database, WallTime moment, bool beyond) {
  auto low = static_cast<std::uint64_t>(database.integer("SELECT min(seq) FROM sample"));
  auto end = static_cast<std::uint64_t>(database.integer("SELECT max(seq) FROM sample")) + 1;
  Statement stamp = database.prepare("SELECT t FROM sample WHERE seq >= ? ORDER BY seq LIMIT 1");
  while (low < end) {
    const std::uint64_t middle = low + (end - low) / 2;
    stamp.start(middle);
    if (!stamp.next()) return end;
    const bool is_far =
        stamp.integer(0) > unix_ms(moment) || (!beyond && stamp.integer(0) == unix_ms(moment));
    stamp.finish();
    if (is_far) {
      end = middle;
    } else {
      low = middle + 1;
    }
  }
  return end;
}

constexpr const char* kOn = "SELECT t, layout, frame FROM sample WHERE seq >= ? ORDER BY seq";
constexpr const char* kBack = "SELECT t, layout, frame FROM sample WHERE seq < ? ORDER BY seq DESC";

}  // namespace

Walk walk_course(Database& database, const CourseQuery& query, const Places& places,
                 const TakeReading& take) {
  Walk walk;
  const std::uint64_t begin = first_from(database, query.from, query.back);
  Statement row = database.prepare(query.back ? kBack : kOn);
  std::size_t rows = 0;
  for (row.start(begin); row.next();) {
    const WallTime t = from_unix_ms(row.integer(0));
    if (query.back ? t < query.to : t > query.to) break;
    walk.reached = t;
    const auto place = places.find(static_cast<std::uint32_t>(row.number(1)));
    if (place != places.end()) {
      const auto reading = reading_at(row.text(2), place->second, t);
      if (reading && !take(*reading)) break;
    }
    if (++rows >= query.most_rows) {
      walk.whole = false;
      break;
    }
  }
  return walk;
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
