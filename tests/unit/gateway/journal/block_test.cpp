#include "gateway/journal/block.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <map>

#include "gateway/journal/checksum.hpp"
#include "readings.hpp"

namespace hazgate::journal {
namespace {

struct Whole {
  std::uint64_t seq = 0;
  std::int64_t t = 0;
  std::string frame;

  friend bool operator==(const Whole&, const Whole&) = default;
};

std::map<std::uint64_t, Whole> decoded(const std::string& block) {
  std::map<std::uint64_t, Whole> found;
  bool damaged = false;
  for (const BlockPart& part : open_block(block, damaged)) {
    const auto frames = part.frames();
    EXPECT_EQ(frames.size(), part.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
      found[part.ordinal(i)] = {part.seq(i), part.t(i), frames[i]};
    }
  }
  EXPECT_FALSE(damaged);
  return found;
}

TEST(Checksum, IsThatOfTheStandard) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU) << "RFC 3720, B.4";
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
}

TEST(Block, EveryBitOfEveryReadingComesBack) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    std::vector<Reading> readings(random() % 12);
    for (Reading& reading : readings) reading = random_reading(random);
    std::map<std::uint64_t, Whole> given;
    std::uint64_t ordinal = random() % 100, seq = random() % 1'000'000 + 1;
    std::int64_t t = static_cast<std::int64_t>(random() >> 20U);
    for (auto frames = random() % 1300; frames > 0; --frames) {
      ordinal += 1 + random() % 3;
      t += static_cast<std::int64_t>(random() % 2000) - 100;
      const bool home = seed % 3 == 0 && random() % 4 != 0;
      given[ordinal] = {home ? 0 : ++seq, t, random_frame(readings, random)};
    }
    std::vector<BlockFrame> frames;
    for (const auto& [at, frame] : given) frames.push_back({at, frame.seq, frame.t, frame.frame});
    ASSERT_EQ(decoded(encode_block(frames)), given);
  }
}

TEST(Block, OneColumnIsDecodedWithoutTheOthers) {
  Random random(4);
  std::vector<Reading> readings(8);
  for (Reading& reading : readings) reading = random_reading(random);
  std::vector<std::string> frames;
  for (int i = 0; i < 400; ++i) {
    for (Reading& reading : readings) go_on(reading, random);
    frames.push_back(pack(readings));
  }
  std::vector<BlockFrame> given;
  for (std::size_t i = 0; i < frames.size(); ++i) given.push_back({i, i + 1, 0, frames[i]});
  bool damaged = false;
  const std::string block = encode_block(given);
  const auto parts = open_block(block, damaged);
  ASSERT_EQ(parts.size(), 1U);
  std::vector<ReadingView> column;
  for (std::size_t place = 0; place < readings.size(); ++place) {
    ASSERT_TRUE(parts[0].column(place, column));
    for (std::size_t i = 0; i < frames.size(); ++i) {
      FrameReader frame(frames[i]);
      ReadingView expected;
      for (std::size_t at = 0; at <= place; ++at) ASSERT_TRUE(frame.next(expected));
      std::string one, other;
      append_packed(one, column[i]);
      append_packed(other, expected);
      ASSERT_EQ(one, other);
    }
  }
  EXPECT_FALSE(parts[0].column(readings.size(), column));
}

/// 100 registers for a minute, of which one in ten changes each second by one or two.
TEST(Block, SlowlyChangingRegistersTakeAThirdOfAByteEach) {
  Random random(5);
  std::vector<std::int64_t> raw(100, 2000);
  std::vector<std::string> frames;
  std::size_t packed = 0;
  for (int second = 0; second < 60; ++second) {
    std::vector<Reading> readings;
    for (auto& value : raw) {
      if (random() % 10 == 0) value += static_cast<std::int64_t>(random() % 3) - 1;
      readings.push_back({static_cast<double>(value) * 0.1, Quality::Good});
    }
    frames.push_back(pack(readings));
    packed += frames.back().size();
  }
  std::vector<BlockFrame> given;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    given.push_back({i * 64, i * 64 + 1, static_cast<std::int64_t>(i * 1000), frames[i]});
  }
  const std::string block = encode_block(given);
  EXPECT_LT(block.size(), 6000 * 35 / 100) << "of " << packed;
}

TEST(Block, BadBytesAreAnErrorAndNothingElse) {
  Random random(6);
  std::vector<Reading> readings(5);
  for (Reading& reading : readings) reading = random_reading(random);
  std::vector<std::string> frames;
  for (int i = 0; i < 50; ++i) frames.push_back(random_frame(readings, random));
  std::vector<BlockFrame> given;
  for (std::size_t i = 0; i < frames.size(); ++i) given.push_back({i, i + 1, 0, frames[i]});
  const std::string block = encode_block(given);
  for (std::size_t at = 0; at < block.size(); ++at) {
    std::string bad = block;
    bad[at] = static_cast<char>(bad[at] ^ (1 << random() % 8));
    bool damaged = false;
    open_block(bad, damaged);
    ASSERT_TRUE(damaged) << "byte " << at;
    damaged = false;
    open_block(std::string_view(block).substr(0, at), damaged);
    ASSERT_TRUE(at == 0 || damaged || open_block(block.substr(0, at), damaged).size() == 1) << at;
  }
}

/// The checksum made good again: what is behind it has to stand bad bytes too.
TEST(Block, BadBytesWithAGoodChecksumDoNoHarm) {
  Random random(7);
  std::vector<Reading> readings(5);
  for (Reading& reading : readings) reading = random_reading(random);
  std::vector<std::string> frames;
  for (int i = 0; i < 30; ++i) frames.push_back(pack(readings));
  std::vector<BlockFrame> given;
  for (std::size_t i = 0; i < frames.size(); ++i) given.push_back({i, i + 1, 0, frames[i]});
  const std::string block = encode_block(given);
  bool damaged = false;
  ASSERT_EQ(open_block(block, damaged).size(), 1U);
  const std::size_t head = block.size() >= 130 ? 2 : 1;  // the part's length
  std::vector<ReadingView> column;
  for (int i = 0; i < 20000; ++i) {
    std::string part = block.substr(head, block.size() - head - 4);
    for (auto changes = random() % 4 + 1; changes > 0; --changes) {
      part[random() % part.size()] = static_cast<char>(random());
    }
    const std::uint32_t crc = crc32c(part);
    part.append(reinterpret_cast<const char*>(&crc), sizeof crc);
    const auto opened = BlockPart::open(part);
    if (!opened) continue;
    EXPECT_LE(opened->frames().size(), opened->size());
    opened->column(random() % 6, column);
  }
}

}  // namespace
}  // namespace hazgate::journal
