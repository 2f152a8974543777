#include <algorithm>
#include <utility>

#include "gateway/journal/archive.hpp"
#include "gateway/journal/database.hpp"
#include "gateway/journal/sample_read.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::journal {
namespace {

constexpr std::size_t kBatch = 4096;
constexpr std::uint64_t kProbes = 1024;

bool is_in(const Extent& stretch, WallTime t) {
  return t >= stretch.begin && t < stretch.end;
}

}  // namespace

/// Samples from the first to the last, evenly apart by number.
std::vector<Archive::Probe> Archive::probes() {
  std::vector<Probe> found;
  const auto first = static_cast<std::uint64_t>(database_->integer("SELECT min(seq) FROM sample"));
  const auto last = static_cast<std::uint64_t>(database_->integer("SELECT max(seq) FROM sample"));
  const std::uint64_t step = std::max<std::uint64_t>(1, (last - first) / kProbes);
  Statement row =
      database_->prepare("SELECT seq, t FROM sample WHERE seq >= ? ORDER BY seq LIMIT 1");
  for (std::uint64_t seq = first; last > 0; seq = found.back().seq + step) {
    row.start(std::min(seq, last));
    if (!row.next()) break;
    found.push_back({row.number(0), from_unix_ms(row.integer(1))});
    row.finish();
    if (found.back().seq >= last) break;
  }
  if (!is_well()) found.clear();
  return found;
}

std::optional<Extent> Archive::extent_of_rows() {
  const std::vector<Probe> found = probes();
  if (found.empty()) return std::nullopt;
  const auto [first, last] = std::minmax_element(
      found.begin(), found.end(), [](const Probe& a, const Probe& b) { return a.t < b.t; });
  return Extent{first->t, last->t + WallTime::duration{1}};
}

std::optional<Extent> Archive::extent_of_segments() {
  std::optional<Extent> extent;
  const auto widen = [&](WallTime from, WallTime to) {
    if (!extent) extent = Extent{from, to};
    extent = Extent{std::min(extent->begin, from), std::max(extent->end, to)};
  };
  database_->execute("BEGIN");
  Statement row = database_->prepare("SELECT min(from_t), max(to_t) FROM segment");
  row.start();
  if (row.next() && !row.is_null(0)) {
    const auto from = stamp_from(row.integer(0)), to = stamp_from(row.integer(1));
    if (from && to) widen(*from, *to);
  }
  row.finish();
  for (const std::uint64_t id : open_segments(*database_)) {
    TailReader tail(id);
    tail.look(*database_, damage_);
    for (const SampleRecord& record : tail.frames()) widen(record.t, record.t);
  }
  database_->execute("COMMIT");
  if (!is_well() || !extent) return std::nullopt;
  return Extent{extent->begin, extent->end + WallTime::duration{1}};
}

std::optional<Extent> Archive::extent() {
  return has_segments() ? extent_of_segments() : extent_of_rows();
}

SampleCursor Archive::samples(const Extent& stretch) {
  if (has_segments()) return {*this, stretch, {}};
  const std::vector<Probe> found = probes();
  std::vector<SeqRange> ranges;
  const auto add = [&](std::uint64_t first, std::uint64_t last) {
    if (!ranges.empty() && ranges.back().second + 1 >= first) {
      ranges.back().second = last;
    } else {
      ranges.emplace_back(first, last);
    }
  };
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Probe& next = found[std::min(i + 1, found.size() - 1)];
    const auto [earlier, later] = std::minmax(found[i].t, next.t);
    if (earlier < stretch.end && later >= stretch.begin) add(found[i].seq, next.seq);
  }
  std::reverse(ranges.begin(), ranges.end());
  return {*this, stretch, std::move(ranges)};
}

SampleCursor::SampleCursor(Archive& archive, Extent stretch, std::vector<SeqRange> ranges)
    : archive_(archive), stretch_(stretch), ranges_(std::move(ranges)) {}

const SampleRecord* SampleCursor::next() {
  while (true) {
    for (; place_ < batch_.size(); ++place_) {
      if (is_in(stretch_, batch_[place_].t)) return &batch_[place_++];
    }
    if (!fetch()) return nullptr;
  }
}

bool SampleCursor::fetch() {
  batch_.clear();
  place_ = 0;
  return archive_.has_segments() ? fetch_segment() : fetch_rows();
}

/// The next segment that touches the stretch, closed or not; a closing one has the same id before and after.
bool SampleCursor::fetch_segment() {
  Database& database = *archive_.database_;
  bool found = false;
  database.execute("BEGIN");
  Statement row = database.prepare(
      "SELECT id FROM segment WHERE id >= ? AND from_t < ? AND to_t >= ? ORDER BY id LIMIT 1");
  row.start(segment_, unix_ms(stretch_.end), unix_ms(stretch_.begin));
  if (row.next()) {
    const std::uint64_t id = row.number(0);
    batch_ = closed_frames(database, id, archive_.damage_);
    segment_ = id + 1;
    found = true;
  }
  row.finish();
  for (const std::uint64_t id : open_segments(database)) {
    if (found || id < segment_) continue;
    TailReader tail(id);
    tail.look(database, archive_.damage_);
    batch_ = tail.frames();
    segment_ = id + 1;
    found = true;
  }
  database.execute("COMMIT");
  return archive_.is_well() && found;
}

bool SampleCursor::fetch_rows() {
  while (batch_.empty() && !ranges_.empty()) {
    SeqRange& range = ranges_.back();
    Statement row = archive_.database_->prepare(
        "SELECT seq, t, layout, frame FROM sample WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?");
    for (row.start(range.first, range.second, std::uint64_t{kBatch}); row.next();) {
      batch_.push_back({row.number(0), from_unix_ms(row.integer(1)),
                        static_cast<std::uint32_t>(row.number(2)), row.text(3)});
    }
    if (!archive_.is_well()) return false;
    const bool done = batch_.size() < kBatch || batch_.back().seq >= range.second;
    if (!done) range.first = batch_.back().seq + 1;
    if (done) ranges_.pop_back();
  }
  return !batch_.empty();
}

}  // namespace hazgate::journal
