// Every type, order and scale over the whole range, against oracles that share no code with the codec.
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "drivers/codec/codec.hpp"

namespace hazgate::codec {
namespace {

using Words = std::vector<std::uint16_t>;

constexpr ByteOrder kOrders[] = {ByteOrder::ABCD, ByteOrder::CDAB, ByteOrder::BADC,
                                 ByteOrder::DCBA};
constexpr RawType kIntegers[] = {RawType::Uint16, RawType::Int16, RawType::Uint32, RawType::Int32,
                                 RawType::Uint64, RawType::Int64, RawType::Bcd16,  RawType::Bcd32};
constexpr std::pair<double, double> kScales[] = {{1.0, 0.0},    {0.1, 0.0},     {0.01, -40.0},
                                                 {0.025, 12.5}, {1e-4, 0.0},    {0.3, 0.7},
                                                 {-0.5, 100.0}, {10.0, -273.0}, {1.0, -32768.0}};

PointFormat of(RawType type, ByteOrder order, std::pair<double, double> scale = {1.0, 0.0}) {
  PointFormat format;
  format.type = type;
  format.order = order;
  format.scale = scale.first;
  format.offset = scale.second;
  return format;
}

std::string name(const PointFormat& format) {
  return fmt::format("{} {} * {} + {}", to_text(format.type), to_text(format.order), format.scale,
                     format.offset);
}

/// The registers of big-endian bytes, put in order as the name of the order says: the letters are the
/// bytes of a 32-bit value as they come over the wire.
Words wire(std::vector<std::uint8_t> bytes, ByteOrder order) {
  if (order == ByteOrder::DCBA) {
    bytes = {bytes.rbegin(), bytes.rend()};
  } else if (order == ByteOrder::CDAB) {
    std::vector<std::uint8_t> swapped;
    for (std::size_t i = bytes.size(); i >= 2; i -= 2) {
      swapped.insert(swapped.end(), {bytes[i - 2], bytes[i - 1]});
    }
    bytes = swapped;
  } else if (order == ByteOrder::BADC) {
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) std::swap(bytes[i], bytes[i + 1]);
  }
  Words words;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    words.push_back(static_cast<std::uint16_t>(bytes[i] * 256 + bytes[i + 1]));
  }
  return words;
}

std::vector<std::uint8_t> bytes_of(std::uint64_t bits, std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  for (std::size_t i = count; i-- > 0; bits /= 256)
    bytes[i] = static_cast<std::uint8_t>(bits % 256);
  return bytes;
}

/// The integer that the bits mean; nothing when they are no BCD.
std::optional<long double> meaning(RawType type, std::uint64_t bits) {
  const bool decimal = type == RawType::Bcd16 || type == RawType::Bcd32;
  if (decimal) {
    const std::string digits = fmt::format("{:x}", bits);
    if (digits.find_first_of("abcdef") != std::string::npos) return std::nullopt;
    return std::stold(digits);
  }
  if (type == RawType::Int16) return static_cast<std::int16_t>(bits);
  if (type == RawType::Int32) return static_cast<std::int32_t>(bits);
  if (type == RawType::Int64) return static_cast<std::int64_t>(bits);
  return static_cast<long double>(bits);
}

/// Bits near the ends of the type, then any.
std::uint64_t bits_for(int number, std::size_t width, std::mt19937_64& random) {
  const std::uint64_t all = width == 4 ? UINT64_MAX : (1ULL << (16 * width)) - 1;
  const std::uint64_t edges[] = {0,       1,           all,         all - 1, all / 2, all / 2 + 1,
                                 all / 3, 0x99999999U, 0x12345678U, 10,      0x7FFF,  0x8000};
  if (number < 12) return edges[number] & all;
  // Every magnitude as likely as the others.
  return (random() >> (random() % (16 * width))) & all;
}

TEST(CodecProperty, EveryWordOfThe16BitTypes) {
  int cases = 0;
  for (const RawType type : {RawType::Uint16, RawType::Int16, RawType::Bcd16}) {
    for (const ByteOrder order : kOrders) {
      for (const auto& scale : kScales) {
        const PointFormat format = of(type, order, scale);
        for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits, ++cases) {
          const Words words = wire(bytes_of(bits, 2), order);
          const Decoded decoded = decode_registers(format, words);
          const auto expected = meaning(type, bits);
          if (!expected) {
            ASSERT_EQ(decoded.quality, Quality::Fault) << name(format) << " " << bits;
            continue;
          }
          ASSERT_EQ(decoded.quality, Quality::Good) << name(format) << " " << bits;
          const auto exact = static_cast<double>(*expected * static_cast<long double>(scale.first) +
                                                 static_cast<long double>(scale.second));
          ASSERT_NEAR(decoded.number, exact, 1e-9 * (std::abs(exact) + 1)) << name(format);
          const auto encoded = encode(format, decoded.value);
          ASSERT_TRUE(encoded) << name(format) << " " << encoded.error();
          ASSERT_EQ(*encoded, words) << name(format) << " " << bits;
        }
      }
    }
  }
  EXPECT_EQ(cases, 3 * 4 * 9 * 65536);
}

TEST(CodecProperty, EveryBitOfEveryWord) {
  for (const ByteOrder order : {ByteOrder::ABCD, ByteOrder::DCBA}) {
    PointFormat flag = of(RawType::Bool, order);
    PointFormat bit = of(RawType::Bit, order);
    for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
      const Words words = wire(bytes_of(bits, 2), order);
      ASSERT_EQ(decode_registers(flag, words).value, Value{bits != 0});
      for (bit.bit = 0; bit.bit < 16; ++bit.bit) {
        ASSERT_EQ(decode_registers(bit, words).value, Value{(bits >> bit.bit) % 2 == 1}) << bits;
      }
    }
  }
  for (const bool on : {false, true}) {
    PointFormat coil = of(RawType::Bool, ByteOrder::ABCD);
    coil.table = Table::Coil;
    EXPECT_EQ(decode_bit(coil, on).value, Value{on});
    EXPECT_EQ(encode(coil, Value{on}), (Words{static_cast<std::uint16_t>(on ? 1 : 0)}));
  }
}

TEST(CodecProperty, IntegersComeBackExactly) {
  std::mt19937_64 random{20261124};
  for (const RawType type : kIntegers) {
    for (const ByteOrder order : kOrders) {
      const PointFormat format = of(type, order);
      for (int number = 0; number < 4000; ++number) {
        const std::uint64_t bits = bits_for(number, width(format), random);
        const Words words = wire(bytes_of(bits, 2 * width(format)), order);
        const Decoded decoded = decode_registers(format, words);
        const auto expected = meaning(type, bits);
        ASSERT_EQ(decoded.quality, expected ? Quality::Good : Quality::Fault) << name(format);
        if (!expected) continue;
        ASSERT_EQ(hazgate::to_text(decoded.value), fmt::format("{:.0f}", *expected))
            << name(format);
        const auto encoded = encode(format, decoded.value);
        ASSERT_TRUE(encoded) << name(format) << " " << encoded.error();
        ASSERT_EQ(*encoded, words) << name(format);
      }
    }
  }
}

TEST(CodecProperty, ScaledValuesComeBackWithinHalfAStep) {
  std::mt19937_64 random{7};
  std::uniform_real_distribution<double> part(0.0, 1.0);
  for (const RawType type : kIntegers) {
    for (const ByteOrder order : kOrders) {
      for (const auto& [scale, offset] : kScales) {
        const PointFormat format = of(type, order, {scale, offset});
        // A scaled value has 14 digits: beyond them a raw step cannot be told from its neighbour.
        double low = 0.0, high = 1e13;
        if (type == RawType::Uint16) high = 65535;
        if (type == RawType::Uint32) high = 4294967295.0;
        if (type == RawType::Bcd16) high = 9999;
        if (type == RawType::Bcd32) high = 99999999;
        if (type == RawType::Int16) low = -32768, high = 32767;
        if (type == RawType::Int32) low = -2147483648.0, high = 2147483647.0;
        if (type == RawType::Int64) low = -1e13;
        for (int number = 0; number < 300; ++number) {
          const double raw = number == 0   ? low
                             : number == 1 ? high
                                           : low + (high - low) * part(random);
          const double value = raw * scale + offset;
          const auto words = encode(format, Value{value});
          ASSERT_TRUE(words) << name(format) << " " << value << " " << words.error();
          const Decoded decoded = decode_registers(format, *words);
          ASSERT_EQ(decoded.quality, Quality::Good);
          const double slack = 0.501 * std::abs(scale) + 4e-16 * std::abs(value) + 1e-13;
          ASSERT_NEAR(decoded.number, value, slack) << name(format) << " raw " << raw;
          // What was read once reads the same for ever.
          const auto again = encode(format, decoded.value);
          ASSERT_TRUE(again);
          ASSERT_EQ(*again, *words) << name(format) << " " << value;
        }
      }
    }
  }
}

TEST(CodecProperty, FloatsOfEveryBitPattern) {
  std::mt19937_64 random{99};
  int finite = 0;
  for (const ByteOrder order : kOrders) {
    const PointFormat single = of(RawType::Float32, order);
    const PointFormat twice = of(RawType::Float64, order);
    for (int number = 0; number < 40000; ++number) {
      const auto bits = static_cast<std::uint32_t>(random());
      const auto real = std::bit_cast<float>(bits);
      const Words words = wire(bytes_of(bits, 4), order);
      const Decoded decoded = decode_registers(single, words);
      ASSERT_EQ(decoded.quality, std::isfinite(real) ? Quality::Good : Quality::Fault);
      const std::uint64_t long_bits = random();
      const auto long_real = std::bit_cast<double>(long_bits);
      const Words long_words = wire(bytes_of(long_bits, 8), order);
      const Decoded long_decoded = decode_registers(twice, long_words);
      ASSERT_EQ(long_decoded.quality, std::isfinite(long_real) ? Quality::Good : Quality::Fault);
      if (std::isfinite(real)) {
        ++finite;
        ASSERT_EQ(static_cast<float>(decoded.number), real);
        ASSERT_EQ(encode(single, decoded.value), words) << real;
      }
      if (std::isfinite(long_real)) {
        ASSERT_EQ(long_decoded.number, long_real);
        ASSERT_EQ(encode(twice, long_decoded.value), long_words) << long_real;
      }
    }
  }
  EXPECT_GT(finite, 150000);
}

TEST(CodecProperty, ScaledFloatsComeBackWithinTheirPrecision) {
  std::mt19937_64 random{5};
  std::uniform_real_distribution<double> any(-1e5, 1e5);
  for (const RawType type : {RawType::Float32, RawType::Float64}) {
    for (const ByteOrder order : kOrders) {
      for (const auto& scale : kScales) {
        const PointFormat format = of(type, order, scale);
        for (int number = 0; number < 500; ++number) {
          const double value = any(random);
          const auto words = encode(format, Value{value});
          ASSERT_TRUE(words) << name(format) << " " << words.error();
          const double back = decode_registers(format, *words).number;
          const double precision = type == RawType::Float32 ? 1.2e-7 : 1e-13;
          ASSERT_NEAR(back, value, precision * (std::abs(value) + std::abs(scale.second) + 1))
              << name(format);
        }
      }
    }
  }
}

TEST(CodecProperty, FieldsOfAWord) {
  std::mt19937_64 random{3};
  for (const RawType type : {RawType::Uint16, RawType::Uint32, RawType::Uint64}) {
    for (const ByteOrder order : kOrders) {
      PointFormat format = of(type, order);
      const unsigned all = 16U * width(format);
      for (int number = 0; number < 2000; ++number) {
        const unsigned first = static_cast<unsigned>(random() % all);
        const unsigned count = 1 + static_cast<unsigned>(random() % (all - first));
        const std::uint64_t field = count == 64 ? UINT64_MAX : (1ULL << count) - 1;
        format.mask = field << first;
        const std::uint64_t bits = bits_for(99, width(format), random);
        const Decoded decoded =
            decode_registers(format, wire(bytes_of(bits, 2 * width(format)), order));
        ASSERT_EQ(decoded.value, Value{(bits >> first) & field}) << name(format);
        const auto encoded = encode(format, decoded.value);
        ASSERT_TRUE(encoded);
        ASSERT_EQ(*encoded, wire(bytes_of(bits & format.mask, 2 * width(format)), order));
        ASSERT_TRUE(count == 64 || !encode(format, Value{field + 1}));
      }
    }
  }
}

/// Letters of ASCII, Latin, Chinese and beyond the first plane.
std::string letter(std::mt19937_64& random, bool ascii) {
  static const char* const kBeyond[] = {"é",  "°", "µ",  "Ω", "罐", "区", "氯", "气", "泄",
                                        "漏", "①", "。", "ä", "ж",  "あ", "한", "𠮷", "😀"};
  if (ascii || random() % 2 == 0) return std::string(1, static_cast<char>(0x21 + random() % 0x5E));
  return kBeyond[random() % std::size(kBeyond)];
}

TEST(CodecProperty, Texts) {
  std::mt19937_64 random{11};
  for (const Encoding encoding : {Encoding::Ascii, Encoding::Gb18030}) {
    for (const ByteOrder order : kOrders) {
      PointFormat format = of(RawType::String, order);
      format.encoding = encoding;
      for (int number = 0; number < 300; ++number) {
        std::string text;
        for (std::size_t left = random() % 12; left > 0; --left) {
          text += letter(random, encoding == Encoding::Ascii);
        }
        format.length = static_cast<std::uint16_t>(24 + random() % 3);
        const auto words = encode(format, Value{text});
        ASSERT_TRUE(words) << text << ": " << words.error();
        ASSERT_EQ(words->size(), format.length);
        ASSERT_EQ(decode_registers(format, *words).value, Value{text});
      }
    }
  }
}

TEST(CodecProperty, AnyBytesAreATextOrAFault) {
  std::mt19937_64 random{12};
  int texts = 0, faults = 0;
  for (const Encoding encoding : {Encoding::Ascii, Encoding::Gb18030}) {
    PointFormat format = of(RawType::String, ByteOrder::ABCD);
    format.encoding = encoding;
    for (int number = 0; number < 3000; ++number) {
      format.length = static_cast<std::uint16_t>(1 + random() % 6);
      Words words(format.length);
      for (auto& word : words)
        word = static_cast<std::uint16_t>(random() % 3 == 0 ? 0x4142 : random());
      const Decoded decoded = decode_registers(format, words);
      (decoded.quality == Quality::Good ? texts : faults)++;
      ASSERT_EQ(has_value(decoded.value), decoded.quality == Quality::Good);
    }
  }
  EXPECT_GT(texts, 200);
  EXPECT_GT(faults, 200);
}

TEST(CodecProperty, SentinelsOfEveryType) {
  std::mt19937_64 random{13};
  for (const RawType type : kIntegers) {
    PointFormat format = of(type, ByteOrder::CDAB, {0.1, 0.0});
    for (int number = 0; number < 200; ++number) {
      const std::uint64_t bits = bits_for(number, width(format), random);
      const std::uint64_t other = bits_for(99, width(format), random);
      format.invalid = {other, bits};
      const Words words = wire(bytes_of(bits, 2 * width(format)), format.order);
      ASSERT_EQ(decode_registers(format, words).quality, Quality::Fault) << name(format);
      format.invalid = {bits ^ 1};
      ASSERT_EQ(decode_registers(format, words).quality,
                meaning(type, bits) ? Quality::Good : Quality::Fault);
    }
  }
}

}  // namespace
}  // namespace hazgate::codec
