// Blocks and tails of samples, garbled in any way, and frames of any bytes. Input: what it is (one byte), then
//   b  a part of a block, its checksum is put right here
//   t  a commit's frames without their checksum, behind those that a first commit told
//   f  frames, each a byte for its length and its bytes: they come back through both codecs as they were
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/journal/block.hpp"
#include "gateway/journal/checksum.hpp"
#include "gateway/journal/tail.hpp"

namespace hazgate::fuzz {
namespace {

using namespace journal;

void insist(bool holds) {
  if (!holds) std::abort();
}

std::string_view bytes_of(const std::uint32_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

void open_part(std::string_view bytes) {
  std::string part(bytes);
  part += bytes_of(crc32c(bytes));
  const auto opened = BlockPart::open(part);
  if (!opened) return insist(!opened.error().empty());
  std::vector<ReadingView> readings;
  for (std::size_t place = 0; place < 3; ++place) opened->column(place, readings);
  const auto frames = opened->frames();
  insist(frames.size() == opened->size() || frames.empty());
}

void open_tail(std::string_view bytes) {
  const std::string frame = pack({{std::int64_t{5}, Quality::Good}, {1.5, Quality::Good}});
  Told told;
  encode_tail(std::vector<SampleRecord>{{1, {}, 1, frame}}, told);
  std::string row(bytes);
  row += bytes_of(crc32c(std::string(bytes_of(told.checksum)) + row));
  static_cast<void>(decode_tail(
      row, told, [](std::uint32_t) { return true; }, [](SampleRecord&&) {}));
}

std::vector<SampleRecord> frames_in(std::string_view bytes) {
  std::vector<SampleRecord> records;
  while (!bytes.empty()) {
    const auto size = static_cast<unsigned char>(bytes.front());
    const std::string frame(bytes.substr(1, size));
    bytes.remove_prefix(std::min<std::size_t>(bytes.size(), 1U + size));
    const std::uint64_t n = records.size() + 1;
    records.push_back({size % 3 == 0 ? 0 : n, from_unix_ms(size), size % 2U, frame});
  }
  return records;
}

void come_back(std::string_view bytes) {
  const auto records = frames_in(bytes);
  std::vector<BlockFrame> frames;
  for (const auto& record : records) {
    frames.push_back({frames.size(), record.seq, unix_ms(record.t), record.frame});
  }
  bool damaged = false;
  std::size_t found = 0;
  const std::string block = encode_block(frames);
  for (const BlockPart& part : open_block(block, damaged)) {
    const auto decoded = part.frames();
    insist(decoded.size() == part.size());
    for (std::size_t i = 0; i < decoded.size(); ++i, ++found) {
      const SampleRecord& record = records[static_cast<std::size_t>(part.ordinal(i))];
      insist(decoded[i] == record.frame && part.seq(i) == record.seq);
    }
  }
  insist(!damaged && found == records.size());
}

void are_told(std::string_view bytes) {
  auto records = frames_in(bytes);
  std::uint64_t seq = 0;
  for (auto& record : records) record.seq = record.seq != 0 ? ++seq : 0;
  Told writer, reader;
  for (const SampleRecord& record : records) {
    const std::string row = encode_tail(std::vector<SampleRecord>{record}, writer);
    bool same = false;
    const auto told = decode_tail(
        row, reader, [](std::uint32_t) { return true; },
        [&](SampleRecord&& found) {
          same = found.frame == record.frame && found.seq == record.seq && found.t == record.t;
        });
    insist(told.has_value() && same);
  }
}

}  // namespace
}  // namespace hazgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'b':
      fuzz::open_part(rest);
      break;
    case 't':
      fuzz::open_tail(rest);
      break;
    case 'f':
      fuzz::come_back(rest);
      fuzz::are_told(rest);
      break;
    default:
      break;
  }
  return 0;
}
