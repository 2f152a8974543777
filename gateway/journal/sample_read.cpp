#include "gateway/journal/sample_read.hpp"

#include <algorithm>
#include <utility>

#include "gateway/journal/block.hpp"
#include "gateway/journal/database.hpp"

namespace hazgate::journal {
namespace {

constexpr unsigned kSegmentShift = 32;
constexpr std::size_t kMostMet = 10'000;
constexpr std::uint64_t kTailKey = std::uint64_t{1} << 63U;  ///< apart from the keys of blocks

using Placed = std::pair<std::uint64_t, SampleRecord>;  ///< by its place in the segment

/// False: something of the block could not be decoded.
bool take_block(std::string_view body, std::uint32_t layout, std::vector<Placed>& placed) {
  bool damaged = false;
  for (const BlockPart& part : open_block(body, damaged)) {
    std::vector<std::string> frames = part.frames();
    damaged = damaged || frames.size() != part.size();
    for (std::size_t i = 0; i < frames.size(); ++i) {
      placed.emplace_back(part.ordinal(i), SampleRecord{part.seq(i), from_unix_ms(part.t(i)),
                                                        layout, std::move(frames[i])});
    }
  }
  return !damaged;
}

}  // namespace

void Damage::meet(std::uint64_t key) {
  if (met_.size() < kMostMet && met_.insert(key).second) ++count_;
}

std::optional<std::string> block_of(Database& database, std::uint64_t segment,
                                    std::uint32_t layout) {
  Statement row = database.prepare("SELECT body FROM block WHERE id = ?");
  row.start((segment << kSegmentShift) + layout);
  if (!row.next()) return std::nullopt;
  return row.text(0);
}

namespace {

std::vector<Placed> placed_frames(Database& database, std::uint64_t segment, Damage& damage) {
  std::vector<Placed> placed;
  Statement row = database.prepare("SELECT id, body FROM block WHERE id >= ? AND id < ?");
  for (row.start(segment << kSegmentShift, (segment + 1) << kSegmentShift); row.next();) {
    const std::uint64_t key = row.number(0);
    if (!take_block(row.text(1), static_cast<std::uint32_t>(key), placed)) damage.meet(key);
  }
  std::sort(placed.begin(), placed.end(),
            [](const Placed& a, const Placed& b) { return a.first < b.first; });
  return placed;
}

}  // namespace

std::vector<SampleRecord> closed_frames(Database& database, std::uint64_t segment, Damage& damage) {
  std::vector<Placed> placed = placed_frames(database, segment, damage);
  std::vector<SampleRecord> frames;
  frames.reserve(placed.size());
  for (auto& [place, record] : placed) frames.push_back(std::move(record));
  return frames;
}

void each_frame(Database& database, std::uint64_t segment, Damage& damage,
                const std::function<void(const SampleRecord&, FramePlace)>& take) {
  Statement row = database.prepare("SELECT id FROM segment WHERE id >= ? ORDER BY id");
  for (row.start(segment); row.next();) {
    const std::uint64_t id = row.number(0);
    for (const auto& [ordinal, record] : placed_frames(database, id, damage)) {
      take(record, {id, ordinal});
    }
  }
  for (const std::uint64_t id : open_segments(database)) {
    if (id < segment) continue;
    TailReader tail(id);
    tail.look(database, damage);
    for (std::size_t i = 0; i < tail.frames().size(); ++i) take(tail.frames()[i], {id, i});
  }
}

TailReader::TailReader(std::uint64_t segment, Wanted wanted)
    : segment_(segment), wanted_(std::move(wanted)) {
  if (!wanted_) wanted_ = [](std::uint32_t) { return true; };
}

void TailReader::look(Database& database, Damage& damage) {
  Statement row = database.prepare(
      "SELECT id, last_seq, body FROM tail WHERE id > ? AND segment = ? ORDER BY id");
  for (row.start(row_, segment_); row.next();) {
    row_ = row.number(0);
    last_seq_ = std::max(last_seq_, row.number(1));
    if (!readable_) continue;
    readable_ = decode_tail(row.text(2), told_, wanted_, [&](SampleRecord&& record) {
                  frames_.push_back(std::move(record));
                }).has_value();
    if (!readable_) damage.meet(kTailKey + segment_);
  }
}

std::vector<std::uint64_t> open_segments(Database& database) {
  std::vector<std::uint64_t> segments;
  Statement row = database.prepare("SELECT DISTINCT segment FROM tail ORDER BY segment");
  for (row.start(); row.next();) segments.push_back(row.number(0));
  return segments;
}

std::uint64_t count_frames(Database& database) {
  auto frames = static_cast<std::uint64_t>(database.integer("SELECT sum(frames) FROM segment"));
  Damage damage;
  for (const std::uint64_t segment : open_segments(database)) {
    TailReader tail(segment);
    tail.look(database, damage);
    frames += tail.frames().size();
  }
  return frames;
}

const std::vector<SampleRecord>& SampleReader::frames() const {
  return tail_ ? tail_->frames() : frames_;
}

std::optional<std::uint64_t> SampleReader::take_up(Database& database, std::uint64_t seq) {
  Statement row = database.prepare(
      "SELECT id, last_seq FROM segment WHERE last_seq > ? ORDER BY last_seq, id LIMIT 1");
  row.start(seq);
  if (row.next()) {
    const std::uint64_t id = row.number(0), last = row.number(1);
    row.finish();
    tail_.reset();
    if (closed_ != id) frames_ = closed_frames(database, id, damage_);
    closed_ = database.ok() ? id : 0;
    return last;
  }
  row =
      database.prepare("SELECT segment FROM tail WHERE last_seq > ? ORDER BY last_seq, id LIMIT 1");
  row.start(seq);
  if (!row.next()) return std::nullopt;
  const std::uint64_t id = row.number(0);
  row.finish();
  if (!tail_ || tail_->segment() != id) tail_.emplace(id);
  tail_->look(database, damage_);
  return tail_->last_seq();
}

std::vector<SampleRecord> SampleReader::after(Database& database, std::uint64_t seq,
                                              std::size_t limit) {
  std::vector<SampleRecord> records;
  database.execute("BEGIN");
  while (records.size() < limit && database.ok()) {
    const auto last = take_up(database, seq);
    if (!last) break;
    for (const SampleRecord& record : frames()) {
      if (records.size() == limit) break;
      if (record.seq > seq) records.push_back(record);
    }
    seq = std::max(*last, seq + 1);
  }
  database.execute("COMMIT");
  if (!database.ok()) {
    records.clear();
    tail_.reset();
    closed_ = 0;
  }
  return records;
}

}  // namespace hazgate::journal
