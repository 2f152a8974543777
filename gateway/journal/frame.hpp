#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "drivers/codec/codec.hpp"

namespace hazgate::journal {

/// A value and its quality, as they are kept.
struct Reading {
  Value value;
  Quality quality = Quality::NotYet;
};

/// Packs readings in the order of a FrameLayout: little-endian, one tag byte per reading (quality in
/// the low half, kind in the high one), then the value in the smallest kind that holds it exactly.
///
///   kind  0 none  1 false  2 true  3 int8  4 int16  5 int32  6 int64  7..10 uint8..uint64
///         11 float32 (a double that is one exactly)  12 float64  13 text (uint32 length, bytes)
std::string pack(const std::vector<Reading>& readings);

/// Errors  a frame that is cut short or has an unknown tag: what and where
tl::expected<std::vector<Reading>, std::string> unpack(std::string_view frame);

/// A reading without a copy: a text points into the frame.
struct ReadingView {
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string_view> value;
  Quality quality = Quality::NotYet;
};

/// As pack() does with one reading.
void append_packed(std::string& frame, const ReadingView& reading);

/// How many readings a frame has that pack() could have made; none: it could not.
std::optional<std::size_t> readings_in(std::string_view frame);

/// Steps through a frame, reading by reading, without allocating.
class FrameReader {
 public:
  explicit FrameReader(std::string_view frame) : frame_(frame) {}

  /// The next reading; false: the frame ends here, as it should or not (see is_sound).
  bool next(ReadingView& reading);
  bool is_sound() const { return sound_; }
  std::size_t place() const { return place_; }  ///< bytes read so far

 private:
  template <class Number, class Wide>
  bool take(ReadingView& reading);
  bool take_text(ReadingView& reading);
  bool take_value(unsigned kind, ReadingView& reading);

  std::string_view frame_;
  std::size_t place_ = 0;
  bool sound_ = true;
};

}  // namespace hazgate::journal
