#include "gateway/journal/block.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "gateway/journal/checksum.hpp"
#include "gateway/journal/column.hpp"
#include "gateway/journal/varint.hpp"

namespace hazgate::journal {
namespace {

constexpr unsigned kVersion = 1;
constexpr std::size_t kFramesPerPart = 512;
constexpr std::size_t kMostFrames = 4096;                      ///< that are believed
constexpr std::size_t kMostUnpacked = std::size_t{64} << 20U;  ///< [bytes] of a part
constexpr std::size_t kChecksum = sizeof(std::uint32_t);

using Frames = std::span<const BlockFrame>;
using Numbers = std::vector<std::uint64_t>;

template <class Each>
Numbers numbers_of(Frames frames, const Each& each) {
  Numbers numbers;
  numbers.reserve(frames.size());
  for (const BlockFrame& frame : frames) numbers.push_back(each(frame));
  return numbers;
}

void put_head(std::string& bytes, Frames frames, std::size_t shape) {
  bytes += static_cast<char>(kVersion);
  put_varint(bytes, shape);
  put_varint(bytes, frames.size());
  put_steps(bytes, numbers_of(frames, [](const BlockFrame& frame) { return frame.ordinal; }));
  put_steps(bytes, numbers_of(frames, [](const BlockFrame& frame) {
              return static_cast<std::uint64_t>(frame.t);
            }));
  put_numbers(bytes, numbers_of(frames, [](const BlockFrame& frame) -> std::uint64_t {
                return frame.seq != 0 ? 1 : 0;
              }));
  Numbers seqs;
  for (const BlockFrame& frame : frames) {
    if (frame.seq != 0) seqs.push_back(frame.seq - frame.ordinal);
  }
  put_numbers(bytes, seqs);
}

void put_part(std::string& block, Frames frames, std::size_t shape,
              const std::vector<std::string>& columns) {
  std::string part;
  put_head(part, frames, shape);
  for (const std::string& column : columns) put_varint(part, column.size());
  for (const std::string& column : columns) part += column;
  const std::uint32_t crc = crc32c(part);
  part.append(reinterpret_cast<const char*>(&crc), sizeof crc);
  put_varint(block, part.size());
  block += part;
}

void put_columns(std::string& block, Frames frames, std::size_t points) {
  std::vector<FrameReader> readers;
  for (const BlockFrame& frame : frames) readers.emplace_back(frame.frame);
  std::vector<ReadingView> readings(frames.size());
  std::vector<std::string> columns;
  for (std::size_t place = 0; place < points; ++place) {
    for (std::size_t i = 0; i < frames.size(); ++i) readers[i].next(readings[i]);
    columns.push_back(encode_column(readings));
  }
  put_part(block, frames, points + 1, columns);
}

void put_texts(std::string& block, Frames frames) {
  std::vector<ReadingView> readings;
  for (const BlockFrame& frame : frames) readings.push_back({frame.frame, Quality::Good});
  put_part(block, frames, 0, {encode_column(readings)});
}

template <class Put>
void in_parts(Frames frames, const Put& put) {
  for (std::size_t i = 0; i < frames.size(); i += kFramesPerPart) {
    put(frames.subspan(i, std::min(kFramesPerPart, frames.size() - i)));
  }
}

}  // namespace

std::string encode_block(Frames frames) {
  std::optional<std::size_t> points;
  std::vector<BlockFrame> regular, others;
  for (const BlockFrame& frame : frames) {
    const auto readings = readings_in(frame.frame);
    if (readings && !points) points = readings;
    (readings && readings == points ? regular : others).push_back(frame);
  }
  std::string block;
  in_parts(regular, [&](Frames part) { put_columns(block, part, *points); });
  in_parts(others, [&](Frames part) { put_texts(block, part); });
  return block;
}

bool BlockPart::take_head(std::string_view bytes) {
  ByteReader head(bytes);
  if (head.byte() != kVersion) return false;
  const std::uint64_t shape = head.varint();
  const std::uint64_t size = head.varint();
  if (!head.is_sound() || size > kMostFrames || shape > bytes.size()) return false;
  const auto frames = static_cast<std::size_t>(size);
  texts_ = shape == 0;
  ordinals_.resize(frames);
  times_.resize(frames);
  seqs_.resize(frames);
  Numbers published(frames);
  if (!take_steps(head, ordinals_) || !take_steps(head, times_) || !take_numbers(head, published)) {
    return false;
  }
  Numbers seqs(frames - static_cast<std::size_t>(
                            std::count(published.begin(), published.end(), std::uint64_t{0})));
  if (!take_numbers(head, seqs)) return false;
  auto next = seqs.begin();
  for (std::size_t i = 0; i < frames; ++i)
    seqs_[i] = published[i] != 0 ? *next++ + ordinals_[i] : 0;
  Numbers lengths(texts_ ? 1 : static_cast<std::size_t>(shape) - 1);
  for (std::uint64_t& length : lengths) length = head.varint();
  for (const std::uint64_t length : lengths) columns_.push_back(head.take(length));
  return head.is_sound() && head.rest().empty();
}

tl::expected<BlockPart, std::string> BlockPart::open(std::string_view bytes) {
  std::uint32_t crc = 0;
  if (bytes.size() < kChecksum)
    return tl::unexpected(std::string("a part of a block is cut short"));
  const std::string_view checked = bytes.substr(0, bytes.size() - kChecksum);
  std::memcpy(&crc, bytes.data() + checked.size(), sizeof crc);
  if (crc32c(checked) != crc)
    return tl::unexpected(std::string("a part of a block has a wrong checksum"));
  BlockPart part;
  if (!part.take_head(checked))
    return tl::unexpected(std::string("a part of a block is not one of ours"));
  return part;
}

bool BlockPart::column(std::size_t place, std::vector<ReadingView>& readings) const {
  readings.resize(size());
  if (!texts_) return place < columns_.size() && decode_column(columns_[place], readings);
  if (!decode_column(columns_.front(), readings)) return false;
  for (ReadingView& reading : readings) {
    const auto* text = std::get_if<std::string_view>(&reading.value);
    if (text == nullptr) return false;
    FrameReader frame(*text);
    for (std::size_t i = 0; i <= place; ++i) {
      if (!frame.next(reading)) return false;
    }
  }
  return true;
}

std::vector<std::string> BlockPart::frames() const {
  std::vector<std::string> frames(size());
  std::vector<ReadingView> readings(size());
  std::size_t unpacked = 0;
  for (const std::string_view column : columns_) {
    if (!decode_column(column, readings)) return {};
    for (std::size_t i = 0; i < size(); ++i) {
      const auto* text = std::get_if<std::string_view>(&readings[i].value);
      unpacked += text != nullptr ? text->size() : sizeof(double);
      if (unpacked > kMostUnpacked || (texts_ && text == nullptr)) return {};
      texts_ ? static_cast<void>(frames[i] = *text) : append_packed(frames[i], readings[i]);
    }
  }
  return frames;
}

std::vector<BlockPart> open_block(std::string_view block, bool& damaged) {
  std::vector<BlockPart> parts;
  ByteReader bytes(block);
  while (!bytes.rest().empty()) {
    const std::string_view next = bytes.take(bytes.varint());
    auto part = BlockPart::open(next);
    if (!part || !bytes.is_sound()) damaged = true;
    if (part) parts.push_back(std::move(*part));
  }
  return parts;
}

}  // namespace hazgate::journal
