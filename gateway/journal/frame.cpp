#include "gateway/journal/frame.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

namespace hazgate::journal {
namespace {

static_assert(std::endian::native == std::endian::little, "frames are little-endian");
static_assert(kQualityTexts.size() <= 16, "the quality fills half a tag byte");

enum Kind : unsigned {
  kNone,
  kFalse,
  kTrue,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFloat32,
  kFloat64,
  kText,
};

template <class Number>
void put(std::string& frame, unsigned kind, Quality quality, Number number) {
  std::array<char, 1 + sizeof(Number)> bytes{};
  bytes[0] = static_cast<char>(kind << 4U | static_cast<unsigned>(quality));
  std::memcpy(&bytes[1], &number, sizeof number);
  frame.append(bytes.data(), bytes.size());
}

void put(std::string& frame, unsigned kind, Quality quality) {
  frame += static_cast<char>(kind << 4U | static_cast<unsigned>(quality));
}

template <class Narrow, class Number>
bool fits(Number number) {
  return number >= std::numeric_limits<Narrow>::min() &&
         number <= std::numeric_limits<Narrow>::max();
}

struct Packer {
  std::string& frame;
  Quality quality;

  void operator()(std::monostate) const { put(frame, kNone, quality); }
  void operator()(bool flag) const { put(frame, flag ? kTrue : kFalse, quality); }
  void operator()(std::int64_t number) const {
    if (fits<std::int8_t>(number)) {
      put(frame, kInt8, quality, static_cast<std::int8_t>(number));
    } else if (fits<std::int16_t>(number)) {
      put(frame, kInt16, quality, static_cast<std::int16_t>(number));
    } else if (fits<std::int32_t>(number)) {
      put(frame, kInt32, quality, static_cast<std::int32_t>(number));
    } else {
      put(frame, kInt64, quality, number);
    }
  }
  void operator()(std::uint64_t number) const {
    if (fits<std::uint8_t>(number)) {
      put(frame, kUint8, quality, static_cast<std::uint8_t>(number));
    } else if (fits<std::uint16_t>(number)) {
      put(frame, kUint16, quality, static_cast<std::uint16_t>(number));
    } else if (fits<std::uint32_t>(number)) {
      put(frame, kUint32, quality, static_cast<std::uint32_t>(number));
    } else {
      put(frame, kUint64, quality, number);
    }
  }
  void operator()(double number) const {
    constexpr double kFloatMax = std::numeric_limits<float>::max();
    const bool in_range = number >= -kFloatMax && number <= kFloatMax;  // not NaN, not infinite
    const float narrow = in_range ? static_cast<float>(number) : 0.0F;
    const bool exact = in_range && std::bit_cast<std::uint64_t>(static_cast<double>(narrow)) ==
                                       std::bit_cast<std::uint64_t>(number);
    if (exact) {
      put(frame, kFloat32, quality, narrow);
    } else {
      put(frame, kFloat64, quality, number);
    }
  }
  void operator()(std::string_view text) const {
    put(frame, kText, quality, static_cast<std::uint32_t>(text.size()));
    frame += text;
  }
};

struct Owner {
  Value operator()(std::string_view text) const { return std::string(text); }
  template <class Held>
  Value operator()(Held held) const {
    return held;
  }
};

}  // namespace

std::string pack(const std::vector<Reading>& readings) {
  std::string frame;
  frame.reserve(readings.size() * 9);
  for (const Reading& reading : readings) std::visit(Packer{frame, reading.quality}, reading.value);
  return frame;
}

void append_packed(std::string& frame, const ReadingView& reading) {
  std::visit(Packer{frame, reading.quality}, reading.value);
}

std::optional<std::size_t> readings_in(std::string_view frame) {
  std::size_t readings = 0, start = 0;
  std::string again;
  FrameReader reader(frame);
  for (ReadingView view; reader.next(view); ++readings) {
    again.clear();
    append_packed(again, view);
    if (frame.substr(start, reader.place() - start) != again) return std::nullopt;
    start = reader.place();
  }
  return reader.is_sound() ? std::optional(readings) : std::nullopt;
}

template <class Number, class Wide>
bool FrameReader::take(ReadingView& reading) {
  if (frame_.size() - place_ < sizeof(Number)) return false;
  Number number{};
  std::memcpy(&number, frame_.data() + place_, sizeof number);
  place_ += sizeof number;
  reading.value = static_cast<Wide>(number);
  return true;
}

bool FrameReader::take_text(ReadingView& reading) {
  if (!take<std::uint32_t, std::uint64_t>(reading)) return false;
  const std::uint64_t size = std::get<std::uint64_t>(reading.value);
  if (frame_.size() - place_ < size) return false;
  reading.value = frame_.substr(place_, static_cast<std::size_t>(size));
  place_ += static_cast<std::size_t>(size);
  return true;
}

bool FrameReader::take_value(unsigned kind, ReadingView& reading) {
  switch (kind) {
    case kNone:
      reading.value = std::monostate{};
      return true;
    case kFalse:
      reading.value = false;
      return true;
    case kTrue:
      reading.value = true;
      return true;
    case kInt8:
      return take<std::int8_t, std::int64_t>(reading);
    case kInt16:
      return take<std::int16_t, std::int64_t>(reading);
    case kInt32:
      return take<std::int32_t, std::int64_t>(reading);
    case kInt64:
      return take<std::int64_t, std::int64_t>(reading);
    case kUint8:
      return take<std::uint8_t, std::uint64_t>(reading);
    case kUint16:
      return take<std::uint16_t, std::uint64_t>(reading);
    case kUint32:
      return take<std::uint32_t, std::uint64_t>(reading);
    case kUint64:
      return take<std::uint64_t, std::uint64_t>(reading);
    case kFloat32:
      return take<float, double>(reading);
    case kFloat64:
      return take<double, double>(reading);
    case kText:
      return take_text(reading);
    default:
      return false;  // a tag from outside, not one of ours
  }
}

bool FrameReader::next(ReadingView& reading) {
  if (!sound_ || place_ == frame_.size()) return false;
  const std::size_t start = place_;
  const auto tag = static_cast<unsigned char>(frame_[place_++]);
  reading.quality = static_cast<Quality>(tag & 0xfU);
  sound_ = (tag & 0xfU) < kQualityTexts.size() && take_value(tag >> 4U, reading);
  if (!sound_) place_ = start;
  return sound_;
}

tl::expected<std::vector<Reading>, std::string> unpack(std::string_view frame) {
  std::vector<Reading> readings;
  FrameReader reader(frame);
  for (ReadingView view; reader.next(view);) {
    readings.push_back({std::visit(Owner{}, view.value), view.quality});
  }
  if (reader.is_sound()) return readings;
  return tl::unexpected("reading " + std::to_string(readings.size() + 1) +
                        " of the frame is cut short or of an unknown kind (byte " +
                        std::to_string(reader.place()) + " of " + std::to_string(frame.size()) +
                        ")");
}

}  // namespace hazgate::journal
