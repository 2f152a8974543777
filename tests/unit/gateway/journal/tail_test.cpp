#include "gateway/journal/tail.hpp"

#include <gtest/gtest.h>

#include "gateway/journal/checksum.hpp"
#include "readings.hpp"

namespace hazgate::journal {
namespace {

bool all(std::uint32_t) {
  return true;
}

struct Lane {
  explicit Lane(std::uint64_t seed) : random(seed), devices(3) {
    for (auto& readings : devices) readings.resize(random() % 20);
    for (auto& readings : devices) {
      for (Reading& reading : readings) reading = random_reading(random);
    }
  }

  std::vector<SampleRecord> commit() {
    std::vector<SampleRecord> records;
    for (auto frames = random() % 8; frames > 0; --frames) {
      const auto device = static_cast<std::uint32_t>(random() % devices.size());
      t += static_cast<std::int64_t>(random() % 1000) - 200;
      records.push_back({random() % 4 == 0 ? 0 : ++seq, from_unix_ms(t), device + 7,
                         random_frame(devices[device], random)});
    }
    return records;
  }

  Random random;
  std::vector<std::vector<Reading>> devices;
  std::uint64_t seq = 41;
  std::int64_t t = 1'780'000'000'000;
};

void expect_same(const std::vector<SampleRecord>& found, const std::vector<SampleRecord>& given) {
  ASSERT_EQ(found.size(), given.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(found[i].seq, given[i].seq);
    ASSERT_EQ(found[i].t, given[i].t);
    ASSERT_EQ(found[i].layout, given[i].layout);
    ASSERT_EQ(found[i].frame, given[i].frame);
  }
}

TEST(Tail, EveryCommitComesBackBitByBit) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Lane lane(seed);
    Told writer, reader;
    for (int commit = 0; commit < 40; ++commit) {
      const auto given = lane.commit();
      const std::string bytes = encode_tail(given, writer);
      std::vector<SampleRecord> found;
      ASSERT_TRUE(decode_tail(bytes, reader, all,
                              [&](SampleRecord&& record) { found.push_back(std::move(record)); }));
      expect_same(found, given);
    }
  }
}

TEST(Tail, OneLayoutAloneIsTheSame) {
  Lane lane(9);
  Told writer, reader;
  for (int commit = 0; commit < 100; ++commit) {
    const auto given = lane.commit();
    std::vector<SampleRecord> found, expected;
    for (const SampleRecord& record : given) {
      if (record.layout == 8) expected.push_back(record);
    }
    ASSERT_TRUE(decode_tail(
        encode_tail(given, writer), reader, [](std::uint32_t layout) { return layout == 8; },
        [&](SampleRecord&& record) { found.push_back(std::move(record)); }));
    expect_same(found, expected);
  }
  EXPECT_EQ(reader.frames.size(), 1U);
}

TEST(Tail, WhatDoesNotChangeIsNotToldAgain) {
  const std::vector<Reading> readings(100, {12.3, Quality::Good});
  std::vector<Reading> later = readings;
  later[40].value = 12.4;
  Told told;
  encode_tail(std::vector<SampleRecord>{{1, {}, 1, pack(readings)}}, told);
  EXPECT_LE(encode_tail(std::vector<SampleRecord>{{2, {}, 1, pack(readings)}}, told).size(), 16U);
  EXPECT_LE(encode_tail(std::vector<SampleRecord>{{3, {}, 1, pack(later)}}, told).size(), 20U);
}

TEST(Tail, ACommitThatIsMissingIsNoticed) {
  Lane lane(3);
  Told writer, reader;
  const auto none = [](SampleRecord&&) { FAIL(); };
  encode_tail(lane.commit(), writer);
  EXPECT_FALSE(decode_tail(encode_tail(lane.commit(), writer), reader, all, none));
}

TEST(Tail, BadBytesAreAnErrorAndNothingElse) {
  Lane lane(5);
  Told told;
  encode_tail(lane.commit(), told);
  const Told before = told;
  const std::string bytes = encode_tail(lane.commit(), told);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string bad = bytes;
    bad[at] = static_cast<char>(bad[at] ^ 4);
    Told reader = before;
    ASSERT_FALSE(decode_tail(bad, reader, all, [](SampleRecord&&) { FAIL(); })) << at;
    reader = before;
    ASSERT_FALSE(decode_tail(bytes.substr(0, at), reader, all, [](SampleRecord&&) { FAIL(); }));
  }
}

/// The checksum made good again: what is behind it has to stand bad bytes too.
TEST(Tail, BadBytesWithAGoodChecksumDoNoHarm) {
  Lane lane(5);
  Told told;
  encode_tail(lane.commit(), told);
  const Told before = told;
  const std::string bytes = encode_tail(lane.commit(), told);
  Random random(8);
  for (int i = 0; i < 20000; ++i) {
    std::string bad(reinterpret_cast<const char*>(&before.checksum), 4);
    bad += bytes.substr(0, bytes.size() - 4);
    for (auto changes = random() % 4 + 1; changes > 0; --changes) {
      bad[4 + random() % (bad.size() - 4)] = static_cast<char>(random());
    }
    const std::uint32_t crc = crc32c(bad);
    bad = bad.substr(4);
    bad.append(reinterpret_cast<const char*>(&crc), sizeof crc);
    Told reader = before;
    std::size_t frames = 0;
    static_cast<void>(decode_tail(bad, reader, all, [&](SampleRecord&&) { ++frames; }));
    EXPECT_LE(frames, 65536U);
  }
}

}  // namespace
}  // namespace hazgate::journal
