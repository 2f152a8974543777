#include "gateway/journal/frame.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace hazgate::journal {
namespace {

/// Equal to the last bit: NaN is itself, -0 is not 0, an int is not a uint.
bool same(const Value& a, const Value& b) {
  const auto* left = std::get_if<double>(&a);
  const auto* right = std::get_if<double>(&b);
  if (left != nullptr && right != nullptr) {
    return std::bit_cast<std::uint64_t>(*left) == std::bit_cast<std::uint64_t>(*right);
  }
  return a == b;
}

void expect_kept(const std::vector<Reading>& readings) {
  const auto back = unpack(pack(readings));
  ASSERT_TRUE(back) << back.error();
  ASSERT_EQ(back->size(), readings.size());
  for (std::size_t i = 0; i < readings.size(); ++i) {
    EXPECT_TRUE(same((*back)[i].value, readings[i].value)) << "reading " << i;
    EXPECT_EQ((*back)[i].quality, readings[i].quality) << "reading " << i;
  }
}

Value random_value(std::mt19937_64& random) {
  const std::uint64_t bits = random() >> (random() % 64);
  switch (random() % 6) {
    case 0:
      return std::monostate{};
    case 1:
      return bits % 2 == 0;
    case 2:
      return std::bit_cast<std::int64_t>(random() % 2 == 0 ? bits : ~bits);
    case 3:
      return bits;
    case 4:
      return random() % 2 == 0 ? std::bit_cast<double>(bits)
                               : 0.1 * static_cast<double>(random() % 1000);
    default:
      return std::string(random() % 300, static_cast<char>(bits));
  }
}

TEST(Frame, KeepsTheEndsOfEveryKind) {
  using Signed = std::numeric_limits<std::int64_t>;
  std::vector<Reading> readings{{Value{}, Quality::Comm}, {true, Quality::Good}};
  for (const std::int64_t number :
       {Signed::min(), Signed::max(), std::int64_t{-129}, std::int64_t{-128}, std::int64_t{127},
        std::int64_t{128}, std::int64_t{32768}, std::int64_t{-2147483649}}) {
    readings.push_back({number, Quality::Good});
  }
  for (const std::uint64_t number :
       {0ULL, 255ULL, 256ULL, 65536ULL, 4294967295ULL, 4294967296ULL, ~0ULL}) {
    readings.push_back({std::uint64_t{number}, Quality::Uncertain});
  }
  for (const double number : {0.0, -0.0, 12.3, 0.5, 1e300, 1e-300, 3.4028235e38, 1e39,
                              std::numeric_limits<double>::denorm_min(), std::nan(""),
                              std::numeric_limits<double>::infinity()}) {
    readings.push_back({number, Quality::Simulated});
  }
  readings.push_back({std::string(), Quality::Good});
  readings.push_back({std::string("\0有害气体", 13), Quality::NotYet});
  expect_kept(readings);
}

TEST(Frame, KeepsWhateverIsPacked) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Reading> readings(random() % 40);
    for (Reading& reading : readings) {
      reading = {random_value(random), static_cast<Quality>(random() % kQualityTexts.size())};
    }
    expect_kept(readings);
  }
}

TEST(Frame, IsSmall) {
  EXPECT_EQ(pack({{std::uint64_t{1}, Quality::Good}}).size(), 2U);
  EXPECT_EQ(pack({{12.5, Quality::Good}}).size(), 5U);
  EXPECT_EQ(pack({{12.3, Quality::Good}}).size(), 9U);
  EXPECT_EQ(pack({{std::string("fault"), Quality::Good}}).size(), 10U);
}

TEST(Frame, SaysWhereItIsCutShort) {
  const std::string frame = pack({{true, Quality::Good}, {std::string("fault"), Quality::Good}});
  for (std::size_t size = 2; size < frame.size(); ++size) {
    const auto cut = unpack(frame.substr(0, size));
    ASSERT_FALSE(cut) << size;
    EXPECT_NE(cut.error().find("reading 2"), std::string::npos) << cut.error();
  }
  EXPECT_FALSE(unpack(std::string("\x0f", 1)));  // no such quality
  EXPECT_FALSE(unpack(std::string("\xe0", 1)));  // no such kind
}

TEST(Frame, RandomBytesNeverCrash) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 64, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const auto readings = unpack(bytes);
    if (readings) {
      EXPECT_LE(readings->size(), bytes.size());
    }
  }
}

TEST(Frame, ABrokenFrameOfARealOneNeverCrashes) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 5000; ++round) {
    std::vector<Reading> readings(1 + random() % 10);
    for (Reading& reading : readings) reading = {random_value(random), Quality::Good};
    std::string frame = pack(readings);
    frame[random() % frame.size()] = static_cast<char>(random());
    frame.resize(random() % (frame.size() + 1));
    (void)unpack(frame);
  }
}

}  // namespace
}  // namespace hazgate::journal
