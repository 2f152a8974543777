#include "gateway/journal/sample_store.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "gateway/journal/sample_read.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::journal {
namespace {

constexpr std::size_t kEncodedAtOnce =
    std::size_t{128} * 1024;                  ///< [bytes] of frames: a few milliseconds
constexpr std::int64_t kDeletedAtOnce = 128;  ///< blocks
constexpr unsigned kSegmentShift = 32;

std::uint64_t first_block(std::uint64_t segment) {
  return segment << kSegmentShift;
}

}  // namespace

void insert_segment(Database& database, const Segment& segment, std::uint64_t last_seq,
                    const std::map<std::uint32_t, std::string>& blocks) {
  database.prepare("INSERT INTO segment VALUES(?, ?, ?, ?, ?)")
      .run(segment.id(), last_seq, unix_ms(segment.from()), unix_ms(segment.to()),
           static_cast<std::uint64_t>(segment.frames().size()));
  Statement insert = database.prepare("INSERT INTO block VALUES(?, ?)");
  for (const auto& [layout, body] : blocks) {
    insert.run(first_block(segment.id()) + layout, Statement::bytes(body));
  }
}

SampleStore::SampleStore(Database& database, const SegmentLimits& limits)
    : database_(database),
      limits_(limits),
      insert_row_(database.prepare("INSERT INTO tail(segment, last_seq, body) VALUES(?, ?, ?)")),
      delete_rows_(database.prepare("DELETE FROM tail WHERE segment = ?")),
      oldest_(database.prepare("SELECT id, to_t, last_seq FROM segment ORDER BY id LIMIT 1")),
      delete_segment_(database.prepare("DELETE FROM segment WHERE id = ?")),
      delete_blocks_(database.prepare("DELETE FROM block WHERE id >= ? AND id < ?")) {}

void SampleStore::load(Opened& opened) {
  const auto newest = database_.integer("SELECT to_t FROM segment ORDER BY id DESC LIMIT 1");
  opened.newest = std::max(opened.newest, stamp_from(newest).value_or(WallTime{}));
  next_id_ = static_cast<std::uint64_t>(database_.integer("SELECT max(id) FROM segment")) + 1;
  bool readable = true;
  Statement row = database_.prepare("SELECT segment, last_seq, body FROM tail ORDER BY id");
  for (row.start(); row.next();) {
    const std::uint64_t id = row.number(0);
    if (closing_.empty() || closing_.back().segment.id() != id) {
      closing_.push_back({Segment(id), 0, {}, {}, false});
      readable = true;
    }
    Closing& closing = closing_.back();
    closing.last_seq = std::max(closing.last_seq, row.number(1));
    next_id_ = std::max(next_id_, id + 1);
    if (!readable) continue;
    readable = decode_tail(
                   row.text(2), closing.segment.told(), [](std::uint32_t) { return true; },
                   [&](SampleRecord&& record) { closing.segment.add(std::move(record)); })
                   .has_value();
    if (!readable) ++damaged_;
  }
  for (const Closing& closing : closing_) {
    opened.last_sample = std::max(opened.last_sample, closing.last_seq);
    opened.newest = std::max(opened.newest, closing.segment.to());
  }
  last_seq_ = opened.last_sample;
  open_ = Segment(next_id_);
}

void SampleStore::turn() {
  if (open_.empty()) return;
  closing_.push_back({std::exchange(open_, Segment(++next_id_)), last_seq_, {}, {}, false});
}

void SampleStore::insert(std::span<const SampleRecord> records) {
  if (!mark_) {
    mark_ = Mark{open_.frames().size(), closing_.size(), open_.told().checksum, last_seq_};
  }
  places_.clear();
  while (!records.empty()) {
    std::size_t fit = 0;
    for (; fit < records.size() && open_.takes(records[fit].t, limits_); ++fit) {
      last_seq_ = std::max(last_seq_, records[fit].seq);
      places_.push_back({open_.id(), open_.frames().size()});
      open_.add(records[fit]);
    }
    if (fit > 0) {
      const std::string body = encode_tail(records.first(fit), open_.told());
      insert_row_.run(open_.id(), last_seq_, Statement::bytes(body));
    }
    records = records.subspan(fit);
    if (!records.empty()) turn();
  }
}

void SampleStore::undo() {
  if (closing_.size() > mark_->closing) {
    open_ = std::move(closing_[mark_->closing].segment);
    closing_.resize(mark_->closing);
    next_id_ = open_.id();
  }
  open_.cut(mark_->frames, mark_->checksum);
  last_seq_ = mark_->last_seq;
}

void SampleStore::settle(bool durable) {
  if (mark_ && !durable) undo();
  mark_.reset();
}

bool SampleStore::close_some() {
  if (closing_.empty()) return false;
  Closing& closing = closing_.front();
  if (!closing.begun) closing.left = closing.segment.by_layout();
  closing.begun = true;
  for (std::size_t encoded = 0; !closing.left.empty();) {
    if (encoded >= kEncodedAtOnce) return true;
    const auto next = closing.left.begin();
    for (const std::size_t i : next->second) encoded += closing.segment.frames()[i].frame.size();
    closing.blocks[next->first] = closing.segment.block(next->second);
    closing.left.erase(next);
  }
  database_.begin();
  write_closed(closing);
  if (auto error = database_.commit()) {
    database_.fail(*std::move(error));
    return true;
  }
  closing_.pop_front();
  ++closed_;
  return !closing_.empty();
}

void SampleStore::write_closed(const Closing& closing) {
  if (closing.segment.empty()) {  // nothing of it could be read: its numbers stay given
    database_.prepare("UPDATE lane SET last = max(last, ?) WHERE name = 'sample'")
        .run(closing.last_seq);
  } else {
    insert_segment(database_, closing.segment, closing.last_seq, closing.blocks);
  }
  delete_rows_.run(closing.segment.id());
}

bool SampleStore::retain(WallTime before, bool any) {
  std::int64_t deleted = 0;
  std::uint64_t last_seq = 0;
  bool more = true;
  while (deleted < kDeletedAtOnce) {
    oldest_.start();
    more = oldest_.next() && (any || oldest_.integer(1) < unix_ms(before));
    if (!more) break;
    const std::uint64_t id = oldest_.number(0);
    last_seq = std::max(last_seq, oldest_.number(2));
    oldest_.finish();
    delete_blocks_.run(first_block(id), first_block(id + 1));
    deleted += database_.integer("SELECT changes()");
    delete_segment_.run(id);
  }
  oldest_.finish();
  if (last_seq > 0) {
    database_.prepare("UPDATE lane SET last = max(last, ?) WHERE name = 'sample'").run(last_seq);
  }
  if (!more && !open_.empty() && (any || open_.to() < before)) turn();
  return more;
}

bool SampleStore::retain_one(WallTime before) {
  oldest_.start();
  const bool found = oldest_.next() && oldest_.integer(1) < unix_ms(before);
  const std::uint64_t id = found ? oldest_.number(0) : 0;
  const std::uint64_t last_seq = found ? oldest_.number(2) : 0;
  oldest_.finish();
  if (!found) return false;
  remove(id);
  database_.prepare("UPDATE lane SET last = max(last, ?) WHERE name = 'sample'").run(last_seq);
  return true;
}

void SampleStore::remove(std::uint64_t segment) {
  delete_blocks_.run(first_block(segment), first_block(segment + 1));
  delete_segment_.run(segment);
}

bool SampleStore::thin(WallTime before) {
  Statement next = database_.prepare(
      "SELECT id, last_seq FROM segment WHERE id > ? AND to_t < ? ORDER BY id LIMIT 1");
  next.start(thinned_, unix_ms(before));
  if (!next.next()) return false;
  const std::uint64_t id = next.number(0), last_seq = next.number(1);
  next.finish();
  thinned_ = id;
  Damage damage;
  const std::vector<SampleRecord> frames = closed_frames(database_, id, damage);
  if (damage.count() > 0) return true;  // what cannot be read now stays for a better reader
  Segment kept(id);
  std::set<std::pair<std::uint32_t, std::int64_t>> minutes;
  for (const SampleRecord& frame : frames) {
    if (minutes.emplace(frame.layout, unix_ms(frame.t) / 60'000).second) kept.add(frame);
  }
  if (kept.frames().size() == frames.size()) return true;
  std::map<std::uint32_t, std::string> blocks;
  for (const auto& [layout, places] : kept.by_layout()) blocks[layout] = kept.block(places);
  remove(id);
  insert_segment(database_, kept, last_seq, blocks);
  return true;
}

}  // namespace hazgate::journal
