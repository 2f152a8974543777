#include "gateway/journal/segment.hpp"

#include <algorithm>
#include <utility>

#include "gateway/journal/block.hpp"

namespace hazgate::journal {

bool Segment::takes(WallTime t, const SegmentLimits& limits) const {
  if (frames_.empty()) return true;
  if (frames_.size() >= limits.frames || bytes_ >= limits.bytes) return false;
  const auto span = std::max(to_, t) - std::min(from_, t);
  if (span > std::min<std::chrono::milliseconds>(limits.longest, kLongestSegment)) return false;
  return span <= limits.span || frames_.size() < limits.few;
}

void Segment::span(const SampleRecord& record) {
  from_ = frames_.empty() ? record.t : std::min(from_, record.t);
  to_ = frames_.empty() ? record.t : std::max(to_, record.t);
  bytes_ += record.frame.size() + sizeof record;
}

void Segment::add(SampleRecord record) {
  span(record);
  frames_.push_back(std::move(record));
}

void Segment::cut(std::size_t frames, std::uint32_t checksum) {
  frames_.resize(std::min(frames, frames_.size()));
  told_ = {{}, checksum};
  bytes_ = 0;
  for (const SampleRecord& record : std::exchange(frames_, {})) add(record);
  for (const SampleRecord& record : frames_) told_.frames[record.layout] = record.frame;
}

std::map<std::uint32_t, std::vector<std::size_t>> Segment::by_layout() const {
  std::map<std::uint32_t, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < frames_.size(); ++i) places[frames_[i].layout].push_back(i);
  return places;
}

std::string Segment::block(const std::vector<std::size_t>& frames) const {
  std::vector<BlockFrame> list;
  list.reserve(frames.size());
  for (const std::size_t i : frames) {
    const SampleRecord& record = frames_[i];
    list.push_back({i, record.seq, unix_ms(record.t), record.frame});
  }
  return encode_block(list);
}

}  // namespace hazgate::journal
