#include "gateway/journal/tail.hpp"

#include <cstring>
#include <optional>
#include <utility>
#include <variant>

#include "gateway/journal/checksum.hpp"
#include "gateway/journal/decimal.hpp"
#include "gateway/journal/frame.hpp"
#include "gateway/journal/varint.hpp"

namespace hazgate::journal {
namespace {

constexpr unsigned kVersion = 1;
constexpr std::uint64_t kMostFrames = 65'536;
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;  ///< of a frame that was changed

enum How : unsigned { kWhole, kSame, kChanged };
enum What : unsigned { kReading, kDifference, kDecimal };

/// One reading of a frame and the bytes it has there.
struct Piece {
  ReadingView reading;
  std::string_view bytes;
};

class Pieces {
 public:
  explicit Pieces(std::string_view frame) : frame_(frame), reader_(frame) {}

  bool next(Piece& piece) {
    const std::size_t start = reader_.place();
    if (!reader_.next(piece.reading)) return false;
    piece.bytes = frame_.substr(start, reader_.place() - start);
    return true;
  }
  bool is_sound() const { return reader_.is_sound(); }
  std::string_view rest() const { return frame_.substr(reader_.place()); }

 private:
  std::string_view frame_;
  FrameReader reader_;
};

/// A whole number as 64 bits; none: the value is something else.
std::optional<std::uint64_t> whole(const ReadingView& reading) {
  if (const auto* number = std::get_if<std::int64_t>(&reading.value)) {
    return static_cast<std::uint64_t>(*number);
  }
  if (const auto* number = std::get_if<std::uint64_t>(&reading.value)) return *number;
  return std::nullopt;
}

/// `before`, with its number that much greater.
std::optional<ReadingView> after_difference(const ReadingView& before, std::uint64_t difference) {
  ReadingView after = before;
  if (auto* number = std::get_if<std::int64_t>(&after.value)) {
    *number = static_cast<std::int64_t>(static_cast<std::uint64_t>(*number) + difference);
    return after;
  }
  if (auto* number = std::get_if<std::uint64_t>(&after.value)) {
    *number += difference;
    return after;
  }
  return std::nullopt;
}

std::optional<ReadingView> after_decimal(const ReadingView& before, unsigned form,
                                         std::uint64_t difference) {
  const auto* number = std::get_if<double>(&before.value);
  const auto integer = number != nullptr ? to_decimal(*number, form) : std::nullopt;
  if (!integer) return std::nullopt;
  const std::uint64_t sum = static_cast<std::uint64_t>(*integer) + difference;
  return ReadingView{from_decimal(static_cast<std::int64_t>(sum), form), before.quality};
}

bool makes(const std::optional<ReadingView>& reading, std::string_view bytes) {
  std::string packed;
  if (reading) append_packed(packed, *reading);
  return reading && packed == bytes;
}

void put_change(std::string& bytes, std::uint64_t stay, const Piece& before, const Piece& now) {
  const auto put_difference = [&](unsigned what, std::uint64_t difference) {
    put_varint(bytes, stay << 4U | what);
    put_varint(bytes, zigzag(difference));
  };
  const auto was = whole(before.reading), is = whole(now.reading);
  if (was && is && makes(after_difference(before.reading, *is - *was), now.bytes)) {
    return put_difference(kDifference, *is - *was);
  }
  const auto* old = std::get_if<double>(&before.reading.value);
  const auto* fresh = std::get_if<double>(&now.reading.value);
  const bool doubles = old != nullptr && fresh != nullptr;
  for (unsigned form = 0; doubles && form < kDecimalForms; ++form) {
    const auto from = to_decimal(*old, form), to = to_decimal(*fresh, form);
    if (!from || !to) continue;
    const std::uint64_t difference =
        static_cast<std::uint64_t>(*to) - static_cast<std::uint64_t>(*from);
    if (!makes(after_decimal(before.reading, form, difference), now.bytes)) continue;
    return put_difference(kDecimal + form, difference);
  }
  put_varint(bytes, stay << 4U | kReading);
  bytes += now.bytes;
}

/// None: the frames are not made of as many readings.
std::optional<std::string> changes(std::string_view before, std::string_view now) {
  std::string bytes;
  Pieces old(before), fresh(now);
  Piece was, is;
  std::uint64_t stay = 0;
  while (fresh.next(is)) {
    if (!old.next(was)) return std::nullopt;
    if (was.bytes == is.bytes) {
      ++stay;
      continue;
    }
    put_change(bytes, stay, was, is);
    stay = 0;
  }
  if (!fresh.is_sound() || !old.rest().empty()) return std::nullopt;
  return bytes;
}

bool take_change(ByteReader& bytes, unsigned what, const Piece& before, std::string& frame) {
  if (what == kReading) {
    Pieces pieces(bytes.rest());
    Piece piece;
    if (!pieces.next(piece)) return false;
    frame += piece.bytes;
    bytes.take(piece.bytes.size());
    return true;
  }
  const std::uint64_t difference = unzigzag(bytes.varint());
  const auto after = what == kDifference
                         ? after_difference(before.reading, difference)
                         : after_decimal(before.reading, what - kDecimal, difference);
  if (!after || !bytes.is_sound()) return false;
  append_packed(frame, *after);
  return true;
}

std::optional<std::string> changed(std::string_view before, std::string_view changes) {
  std::string frame;
  Pieces old(before);
  Piece piece;
  ByteReader bytes(changes);
  while (!bytes.rest().empty()) {
    const std::uint64_t head = bytes.varint();
    const auto what = static_cast<unsigned>(head & 0xfU);
    if (!bytes.is_sound() || what >= kDecimal + kDecimalForms) return std::nullopt;
    for (std::uint64_t stay = head >> 4U; stay > 0; --stay) {
      if (!old.next(piece)) return std::nullopt;
      frame += piece.bytes;
    }
    if (!old.next(piece) || !take_change(bytes, what, piece, frame)) return std::nullopt;
    if (frame.size() > kMostBytes) return std::nullopt;
  }
  frame += old.rest();
  return frame;
}

void put_frame(std::string& bytes, const std::string& frame, unsigned publish,
               const std::string* before, std::uint64_t difference_of_time) {
  const auto put_how = [&](unsigned how) {
    put_varint(bytes, publish << 2U | how);
    put_varint(bytes, zigzag(difference_of_time));
  };
  if (before != nullptr && *before == frame) return put_how(kSame);
  const auto told = before != nullptr ? changes(*before, frame) : std::nullopt;
  const std::string& body = told && told->size() < frame.size() ? *told : frame;
  put_how(&body == &frame ? kWhole : kChanged);
  put_varint(bytes, body.size());
  bytes += body;
}

std::uint32_t chained(std::uint32_t before, std::string_view bytes) {
  std::string all(reinterpret_cast<const char*>(&before), sizeof before);
  all += bytes;
  return crc32c(all);
}

/// The next frame of its layout; none: it is not sound.
std::optional<std::string> take_frame(unsigned how, std::string_view body,
                                      const std::string* before) {
  if (how == kWhole) return std::string(body);
  if (before == nullptr) return std::nullopt;
  return how == kSame ? std::optional(*before) : changed(*before, body);
}

}  // namespace

std::string encode_tail(std::span<const SampleRecord> frames, Told& told) {
  std::string bytes(1, static_cast<char>(kVersion));
  std::uint64_t first = 0, t = 0;
  for (const SampleRecord& record : frames) first = first == 0 ? record.seq : first;
  put_varint(bytes, first);
  put_varint(bytes, frames.size());
  for (const SampleRecord& record : frames) {
    put_varint(bytes, record.layout);
    const auto now = static_cast<std::uint64_t>(unix_ms(record.t));
    const auto before = told.frames.find(record.layout);
    put_frame(bytes, record.frame, record.seq != 0 ? 1 : 0,
              before != told.frames.end() ? &before->second : nullptr, now - t);
    t = now;
    told.frames[record.layout] = record.frame;
  }
  told.checksum = chained(told.checksum, bytes);
  bytes.append(reinterpret_cast<const char*>(&told.checksum), sizeof told.checksum);
  return bytes;
}

tl::expected<void, std::string> decode_tail(std::string_view bytes, Told& told,
                                            const std::function<bool(std::uint32_t)>& wanted,
                                            const std::function<void(SampleRecord&&)>& take) {
  std::uint32_t crc = 0;
  if (bytes.size() < sizeof crc)
    return tl::unexpected(std::string("a commit's frames are cut short"));
  const std::string_view checked = bytes.substr(0, bytes.size() - sizeof crc);
  std::memcpy(&crc, bytes.data() + checked.size(), sizeof crc);
  ByteReader reader(checked);
  if (chained(told.checksum, checked) != crc || reader.byte() != kVersion) {
    return tl::unexpected(std::string("a commit's frames have a wrong checksum or version"));
  }
  told.checksum = crc;
  std::uint64_t seq = reader.varint(), t = 0;
  std::uint64_t frames = reader.varint();
  if (frames > kMostFrames) reader.fail();
  for (; reader.is_sound() && frames > 0; --frames) {
    const auto layout = static_cast<std::uint32_t>(reader.varint());
    const std::uint64_t head = reader.varint();
    const auto how = static_cast<unsigned>(head & 3U);
    t += unzigzag(reader.varint());
    const std::string_view body = how == kSame ? std::string_view() : reader.take(reader.varint());
    const std::uint64_t number = head >> 2U != 0 ? seq++ : 0;
    if (!reader.is_sound()) break;
    if (!wanted(layout)) continue;
    const auto before = told.frames.find(layout);
    auto frame = take_frame(how, body, before != told.frames.end() ? &before->second : nullptr);
    if (!frame) {
      reader.fail();
      break;
    }
    told.frames[layout] = *frame;
    take({number, from_unix_ms(static_cast<std::int64_t>(t)), layout, *std::move(frame)});
  }
  if (!reader.is_sound())
    return tl::unexpected(std::string("a commit's frames are not what they should be"));
  return {};
}

}  // namespace hazgate::journal
