#include "gateway/journal/minute_store.hpp"

#include <algorithm>
#include <utility>

#include "gateway/journal/sample_read.hpp"

namespace hazgate::journal {
namespace {

constexpr std::int64_t kRowsAtOnce = 64;  ///< of a layout's minutes, decoded: some milliseconds
constexpr std::size_t kMinutesAtOnce = 20'000;  ///< of points, encoded
constexpr std::int64_t kDeletedAtOnce = 128;    ///< rows
constexpr unsigned kPointShift = 22, kLayoutShift = 38;

}  // namespace

std::int64_t quarter_of(std::int64_t minute) {
  return minute / kQuarterMinutes - (minute % kQuarterMinutes < 0 ? 1 : 0);
}

std::optional<std::int64_t> minute_key(std::uint32_t layout, std::size_t point,
                                       std::int64_t quarter) {
  constexpr std::uint64_t kLayouts = 1U << 25U, kPoints = 1U << 16U;
  constexpr std::int64_t kQuarters = 1 << kPointShift;
  if (layout >= kLayouts || point >= kPoints || quarter < 0 || quarter >= kQuarters) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>((std::uint64_t{layout} << kLayoutShift) |
                                   (std::uint64_t{point} << kPointShift)) +
         quarter;
}

std::int64_t quarter_of_key(std::int64_t key) {
  return key & ((1 << kPointShift) - 1);
}

void begin_minutes(Database& database) {
  database.execute("DELETE FROM minute_mark");
  const std::int64_t last = std::max(database.integer("SELECT max(id) FROM segment"),
                                     database.integer("SELECT max(segment) FROM tail"));
  const std::int64_t bytes = database.integer("SELECT sum(length(body)) FROM minute") +
                             database.integer("SELECT sum(length(body)) FROM minute_block");
  const MinuteMark mark{{static_cast<std::uint64_t>(last) + 1, 0}, {}};
  database.prepare("INSERT INTO minute_mark VALUES(1, ?, ?)").run(mark.text(), bytes);
}

MinuteStore::MinuteStore(Database& database)
    : database_(database),
      insert_(database.prepare("INSERT INTO minute(layout, quarter, minute, body) "
                               "VALUES(?, ?, ?, ?)")),
      mark_(database.prepare("UPDATE minute_mark SET mark = ?")),
      block_(database.prepare("SELECT body FROM minute_block WHERE id = ?")),
      rows_(database.prepare("SELECT id, minute, body FROM minute WHERE quarter = ? AND layout = ? "
                             "AND id > ? ORDER BY id LIMIT ?")) {}

void MinuteStore::load() {
  Statement row = database_.prepare("SELECT mark FROM minute_mark");
  row.start();
  const auto mark = row.next() ? MinuteMark::from_text(row.text(0)) : std::nullopt;
  row.finish();
  now_ = database_.integer("SELECT quarter FROM minute ORDER BY id DESC LIMIT 1");
  if (!mark) return begin_minutes(database_);
  Damage damage;
  const FramePlace first = mark->earliest();
  each_frame(database_, first.segment, damage, [&](const SampleRecord& record, FramePlace place) {
    if (mark->wants(record.layout, place)) take(record, place);
  });
}

void MinuteStore::take(const SampleRecord& record, FramePlace place) {
  fold_.take(record, place);
  now_ = quarter_of(minute_of(record.t));
}

void MinuteStore::count(std::int64_t bytes) {
  database_.prepare("UPDATE minute_mark SET bytes = max(0, bytes + ?)").run(bytes);
}

std::uint64_t MinuteStore::bytes() {
  return static_cast<std::uint64_t>(database_.integer("SELECT bytes FROM minute_mark"));
}

void MinuteStore::write() {
  if (!fold_.is_due()) return;
  std::int64_t bytes = 0;
  for (const LayoutMinute& done : fold_.finished()) {
    const std::string body = encode_minute(done.points);
    const auto quarter = quarter_of(done.minute);
    insert_.run(std::uint64_t{done.layout}, quarter, done.minute, Statement::bytes(body));
    bytes += static_cast<std::int64_t>(body.size());
  }
  mark_.run(fold_.mark().text());
  count(bytes);
  written_ = fold_.finished().size();
}

void MinuteStore::settle(bool durable) {
  if (written_ && durable) {
    fold_.forget(*written_);
    to_pack_ = true;
  }
  written_.reset();
}

bool MinuteStore::pack_some() {
  if (!packing_ && !begin_packing()) {
    to_pack_ = false;
    return false;
  }
  if (!packing_->is_read) {
    read_rows();
  } else if (packing_->blocks.size() < packing_->points.size()) {
    encode_points();
  } else {
    database_.begin();
    write_packed();
    if (auto error = database_.commit()) database_.fail(*std::move(error));
    packing_.reset();
  }
  if (!database_.ok()) packing_.reset();
  return true;
}

/// A quarter that is not now: over, or one that a clock which ran ahead had made.
bool MinuteStore::begin_packing() {
  Statement row = database_.prepare(
      "SELECT quarter, layout FROM minute WHERE quarter < ?1 OR quarter > ?1 "
      "ORDER BY quarter, layout LIMIT 1");
  row.start(now_);
  if (!row.next()) return false;
  packing_ =
      Packing{.layout = static_cast<std::uint32_t>(row.number(1)), .quarter = row.integer(0)};
  return true;
}

void MinuteStore::read_rows() {
  Packing& packing = *packing_;
  std::int64_t rows = 0;
  for (rows_.start(packing.quarter, std::uint64_t{packing.layout}, packing.row, kRowsAtOnce);
       rows_.next(); ++rows) {
    packing.row = rows_.number(0);
    const auto points = decode_minute(rows_.text(2));
    if (!points) {
      ++damaged_;
      continue;
    }
    if (packing.points.size() < points->size()) packing.points.resize(points->size());
    for (std::size_t i = 0; i < points->size(); ++i) {
      packing.points[i].emplace_back(rows_.integer(1), (*points)[i]);
    }
  }
  packing.is_read = rows < kRowsAtOnce;
}

void MinuteStore::encode_points() {
  Packing& packing = *packing_;
  for (std::size_t encoded = 0;
       encoded < kMinutesAtOnce && packing.blocks.size() < packing.points.size();) {
    const std::size_t point = packing.blocks.size();
    std::vector<TimedMinute>& minutes = packing.points[point];
    // What was packed of this quarter before comes first.
    if (const auto key = minute_key(packing.layout, point, packing.quarter)) {
      block_.start(*key);
      if (block_.next()) {
        auto before = decode_minutes(block_.text(0));
        if (before) minutes.insert(minutes.begin(), before->begin(), before->end());
        if (!before) ++damaged_;
      }
      block_.finish();
    }
    encoded += minutes.size() + 1;
    packing.blocks.push_back(encode_minutes(minutes));
    minutes = {};
  }
}

void MinuteStore::write_packed() {
  const Packing& packing = *packing_;
  Statement length = database_.prepare("SELECT length(body) FROM minute_block WHERE id = ?");
  Statement replace = database_.prepare("INSERT OR REPLACE INTO minute_block VALUES(?, ?, ?)");
  std::int64_t bytes = 0;
  for (std::size_t point = 0; point < packing.blocks.size(); ++point) {
    const auto key = minute_key(packing.layout, point, packing.quarter);
    if (!key) continue;
    length.start(*key);
    if (length.next()) bytes -= length.integer(0);
    length.finish();
    replace.run(*key, packing.quarter, Statement::bytes(packing.blocks[point]));
    bytes += static_cast<std::int64_t>(packing.blocks[point].size());
  }
  Statement rows = database_.prepare(
      "SELECT sum(length(body)) FROM minute WHERE quarter = ? AND layout = ? AND id <= ?");
  rows.start(packing.quarter, std::uint64_t{packing.layout}, packing.row);
  if (rows.next()) bytes -= rows.integer(0);
  rows.finish();
  database_.prepare("DELETE FROM minute WHERE quarter = ? AND layout = ? AND id <= ?")
      .run(packing.quarter, std::uint64_t{packing.layout}, packing.row);
  count(bytes);
}

/// Deletes some of the oldest; how many.
std::int64_t MinuteStore::retain_table(const char* table, std::int64_t before) {
  const std::string name(table);
  const std::string oldest =
      " WHERE id IN (SELECT id FROM " + name + " WHERE quarter < ? ORDER BY quarter LIMIT ?)";
  Statement length = database_.prepare("SELECT sum(length(body)) FROM " + name + oldest);
  length.start(before, kDeletedAtOnce);
  const std::int64_t bytes = length.next() ? length.integer(0) : 0;
  length.finish();
  if (bytes == 0) return 0;
  database_.prepare("DELETE FROM " + name + oldest).run(before, kDeletedAtOnce);
  const std::int64_t gone = database_.integer("SELECT changes()");
  count(-bytes);
  return gone;
}

bool MinuteStore::retain(WallTime before) {
  const std::int64_t quarter = quarter_of(minute_of(before));
  const std::int64_t blocks = retain_table("minute_block", quarter);
  const std::int64_t rows = retain_table("minute", quarter);
  return blocks == kDeletedAtOnce || rows == kDeletedAtOnce;
}

bool MinuteStore::retain_one() {
  if (retain_table("minute_block", INT64_MAX) > 0) return true;
  return retain_table("minute", INT64_MAX) > 0;
}

}  // namespace hazgate::journal
