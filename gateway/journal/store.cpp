#include "gateway/journal/store.hpp"

#include <algorithm>
#include <utility>

#include "gateway/journal/json_list.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::journal {
namespace {

constexpr int kEventSlice = 500;  ///< rows deleted at once: a few milliseconds
constexpr const char* kVacuumSlice = "PRAGMA incremental_vacuum(256)";

const char* name_of(Lane lane) {
  switch (lane) {
    case Lane::Event:
      return "event";
    case Lane::Sample:
      return "sample";
    case Lane::Audit:
      break;
  }
  return "audit";
}

}  // namespace

Store::Store(Database& database, const SegmentLimits& limits)
    : database_(database),
      memory_(database),
      samples_(database, limits),
      minutes_(database),
      insert_event_(database.prepare("INSERT INTO event VALUES(?, ?, ?, ?)")),
      insert_audit_(database.prepare("INSERT INTO audit VALUES(?, ?, ?)")),
      insert_layout_(database.prepare("INSERT INTO layout VALUES(?, ?, ?)")),
      set_sent_(database.prepare("UPDATE lane SET sent = ?2, ahead = ?3 WHERE name = ?1")),
      page_count_(database.prepare("PRAGMA page_count")),
      free_pages_(database.prepare("PRAGMA freelist_count")),
      page_size_(static_cast<std::uint64_t>(database.integer("PRAGMA page_size"))) {}

void Store::insert(Lane lane, const EventRecord& record) {
  if (lane == Lane::Audit) {
    insert_audit_.run(record.seq, unix_ms(record.t), record.body);
  } else {
    insert_event_.run(record.seq, unix_ms(record.t), record.kind, record.body);
  }
}

void Store::insert(const FrameLayout& layout) {
  insert_layout_.run(layout.id, layout.device, to_json(layout.points));
}

void Store::set_sent(Lane lane, std::uint64_t seq, const Spans& ahead) {
  set_sent_.run(name_of(lane), seq, ahead.text());
}

void Store::touch() {
  database_.execute("UPDATE lane SET sent = sent");
}

void Store::load(Opened& opened, std::map<std::uint32_t, FrameLayout>& layouts) {
  load_lane("event", opened.last_event, &opened.sent_event);
  load_lane("sample", opened.last_sample, &opened.sent_sample);
  load_lane("audit", opened.last_audit, nullptr);
  samples_.load(opened);
  minutes_.load();
  opened.ahead_sample = load_ahead(opened.sent_sample, opened.last_sample);
  for (const char* lane : {"event", "audit"}) {
    const auto t =
        database_.integer(std::string("SELECT t FROM ") + lane + " ORDER BY seq DESC LIMIT 1");
    opened.newest = std::max(opened.newest, stamp_from(t).value_or(WallTime{}));
  }
  opened.memory = memory_.load();
  Statement row = database_.prepare("SELECT id, device, points FROM layout");
  for (row.start(); row.next();) {
    FrameLayout layout{static_cast<std::uint32_t>(row.number(0)), row.text(1), {}};
    if (auto points = texts_from_json(row.text(2))) layout.points = std::move(*points);
    const std::uint32_t id = layout.id;
    layouts.emplace(id, std::move(layout));
  }
}

void Store::load_lane(const char* name, std::uint64_t& last, std::uint64_t* sent) {
  Statement row = database_.prepare("SELECT last, sent FROM lane WHERE name = ?");
  row.start(name);
  if (row.next()) {
    last = row.number(0);
    if (sent != nullptr) *sent = row.number(1);
  }
  row.finish();
  const bool is_sample = std::string_view(name) == name_of(Lane::Sample);
  const std::string highest = is_sample ? "SELECT max(last_seq) FROM "
                                          "(SELECT max(last_seq) AS last_seq FROM segment "
                                          "UNION ALL SELECT max(last_seq) FROM tail)"
                                        : std::string("SELECT max(seq) FROM ") + name;
  last = std::max(last, static_cast<std::uint64_t>(database_.integer(highest)));
  if (sent != nullptr) *sent = std::min(*sent, last);
}

void Store::leave_out(Opened& opened, std::uint64_t numbers) {
  const auto go_on = [&](const char* lane, std::uint64_t& last, std::uint64_t* sent) {
    const bool all_sent = sent != nullptr && *sent == last;
    last += numbers;
    if (all_sent) *sent = last;
    database_.prepare("UPDATE lane SET last = ?2, sent = ?3 WHERE name = ?1")
        .run(lane, last, sent != nullptr ? *sent : std::uint64_t{0});
  };
  go_on("event", opened.last_event, &opened.sent_event);
  go_on("sample", opened.last_sample, &opened.sent_sample);
  go_on("audit", opened.last_audit, nullptr);
}

Store::Relief Store::make_room(WallTime before) {
  Relief relief = Relief::None;
  if (samples_.thin(before)) {
    relief = Relief::Thinned;
  } else if (samples_.retain_one(before)) {  // all of that age is thinned already
    relief = Relief::Dropped;
  } else if (minutes_.retain_one()) {
    relief = Relief::Dropped;
  }
  if (relief != Relief::None) database_.execute(kVacuumSlice);
  return relief;
}

Spans Store::load_ahead(std::uint64_t sent, std::uint64_t last) {
  Statement row = database_.prepare("SELECT ahead FROM lane WHERE name = 'sample'");
  row.start();
  auto ahead = row.next() ? Spans::from_text(row.text(0)) : Spans{};
  row.finish();
  garbled_ahead_ = !ahead;
  if (!ahead) return {};
  ahead->clip(sent, last);
  return *std::move(ahead);
}

bool Store::retain(const Retention& retention) {
  memory_.forget_closed(retention.events_before);
  const bool events = retain_events("event", retention.events_before);
  const bool audits = retain_events("audit", retention.events_before);
  const bool minutes = minutes_.retain(retention.minutes_before);
  const bool samples = retain_samples(retention);
  return events || audits || minutes || samples;
}

/// A lane whose rows are all gone must not begin at 1 again.
void Store::keep_last(const std::string& table, std::int64_t highest) {
  if (database_.integer("SELECT count(*) FROM (SELECT 1 FROM " + table + " LIMIT 1)") != 0) return;
  database_.prepare("UPDATE lane SET last = max(last, ?2) WHERE name = ?1").run(table, highest);
}

bool Store::retain_events(const std::string& table, WallTime before) {
  const std::int64_t highest = database_.integer("SELECT max(seq) FROM " + table);
  database_
      .prepare("DELETE FROM " + table + " WHERE seq IN (SELECT seq FROM " + table +
               " WHERE t < ? ORDER BY t LIMIT ?)")
      .run(unix_ms(before), kEventSlice);
  const std::int64_t gone = database_.integer("SELECT changes()");
  if (gone > 0) keep_last(table, highest);
  return gone == kEventSlice;
}

bool Store::retain_samples(const Retention& retention) {
  const auto count = [](Statement& statement) {
    statement.start();
    const std::uint64_t value = statement.next() ? statement.number(0) : 0;
    statement.finish();
    return value;
  };
  const std::uint64_t pages = count(page_count_);
  const std::uint64_t free_pages = count(free_pages_);
  const bool too_big = (pages - free_pages) * page_size_ > retention.max_size_bytes;
  // Samples give way first, but minutes leave them half of it.
  const bool minutes_go = too_big && minutes_.bytes() > retention.max_size_bytes / 2;
  if (minutes_go) minutes_.retain_one();
  const bool more = samples_.retain(retention.samples_before, too_big && !minutes_go) || minutes_go;
  const bool shrink = pages * page_size_ > retention.max_size_bytes && free_pages > 0;
  if (shrink) database_.execute(kVacuumSlice);
  return more || shrink;
}

std::vector<EventRecord> select_events(Database& database, Lane lane, std::uint64_t after,
                                       std::size_t limit) {
  Statement row = database.prepare(
      lane == Lane::Audit
          ? "SELECT seq, t, 'audit', body FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"
          : "SELECT seq, t, kind, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?");
  std::vector<EventRecord> records;
  for (row.start(after, static_cast<std::uint64_t>(limit)); row.next();) {
    records.push_back({row.number(0), from_unix_ms(row.integer(1)), row.text(2), row.text(3)});
  }
  return records;
}

std::vector<EventRecord> select_events_since(Database& database, WallTime since,
                                             std::size_t limit) {
  Statement row = database.prepare(
      "SELECT seq, t, kind, body, 0 FROM event WHERE t >= ?1 UNION ALL "
      "SELECT seq, t, 'audit', body, 1 FROM audit WHERE t >= ?1 ORDER BY 2, 5, 1 LIMIT ?2");
  std::vector<EventRecord> records;
  for (row.start(unix_ms(since), static_cast<std::uint64_t>(limit)); row.next();) {
    records.push_back({row.number(0), from_unix_ms(row.integer(1)), row.text(2), row.text(3)});
  }
  return records;
}

}  // namespace hazgate::journal
