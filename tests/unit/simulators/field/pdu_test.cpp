#include "simulators/field/pdu.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace hazgate::sim {
namespace {

using ::testing::ElementsAre;
using Bytes = std::vector<std::uint8_t>;

int exception_of(const Bytes& pdu) {
  const auto request = parse(pdu);
  return request ? 0 : static_cast<int>(request.error());
}

TEST(Pdu, ReadsNameTheirTable) {
  const codec::Table tables[] = {codec::Table::Coil, codec::Table::Discrete, codec::Table::Holding,
                                 codec::Table::Input};
  for (std::uint8_t function = 1; function <= 4; ++function) {
    const Bytes pdu = {function, 0x01, 0x02, 0, 7};
    const auto request = parse(pdu);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->table, tables[function - 1]);
    EXPECT_FALSE(request->writes);
    EXPECT_EQ(request->address, 0x0102u);
    EXPECT_EQ(request->count, 7u);
  }
}

TEST(Pdu, WritesHoldTheirValues) {
  const Bytes coil = {5, 0, 1, 0xFF, 0}, word = {6, 0, 1, 0xAB, 0xCD};
  EXPECT_EQ(parse(coil)->written(0), 1);
  EXPECT_EQ(parse(word)->written(0), 0xABCD);
  const Bytes coils = {15, 0, 0, 0, 10, 2, 0x81, 0x02};
  const auto many = parse(coils);
  ASSERT_TRUE(many);
  std::vector<int> bits;
  for (std::size_t i = 0; i < many->count; ++i) bits.push_back(many->written(i));
  EXPECT_THAT(bits, ElementsAre(1, 0, 0, 0, 0, 0, 0, 1, 0, 1));
  const Bytes words = {16, 0, 0, 0, 2, 4, 1, 2, 3, 4};
  EXPECT_EQ(parse(words)->written(0), 0x0102);
  EXPECT_EQ(parse(words)->written(1), 0x0304);
}

TEST(Pdu, UnknownFunctionsAreIllegal) {
  for (int function = 0; function < 128; ++function) {
    const bool known = (function >= 1 && function <= 6) || function == 15 || function == 16;
    EXPECT_EQ(exception_of({static_cast<std::uint8_t>(function), 0, 0, 0, 0}) == 1, !known)
        << function;
  }
  EXPECT_EQ(exception_of({}), 1);
}

TEST(Pdu, CountsOutOfBoundsAreIllegalValues) {
  EXPECT_EQ(exception_of({1, 0, 0, 0, 0}), 3);
  EXPECT_EQ(exception_of({1, 0, 0, 0x07, 0xD0}), 0);  // 2000
  EXPECT_EQ(exception_of({1, 0, 0, 0x07, 0xD1}), 3);
  EXPECT_EQ(exception_of({3, 0, 0, 0, 125}), 0);
  EXPECT_EQ(exception_of({3, 0, 0, 0, 126}), 3);
  EXPECT_EQ(exception_of({5, 0, 0, 0x12, 0}), 3);
  EXPECT_EQ(exception_of({16, 0, 0, 0, 0, 0}), 3);
  Bytes most(6 + 246, 0);
  most[0] = 16;
  most[4] = 123;
  most[5] = 246;
  EXPECT_EQ(exception_of(most), 0);
  most[4] = 124;
  EXPECT_EQ(exception_of(most), 3);
}

TEST(Pdu, EveryTruncatedOrOverlongRequestIsRefused) {
  const Bytes good[] = {{1, 0, 0, 0, 1}, {4, 0, 0, 0, 1},          {5, 0, 0, 0xFF, 0},
                        {6, 0, 0, 0, 1}, {15, 0, 0, 0, 3, 1, 0x5}, {16, 0, 0, 0, 1, 2, 0, 9}};
  for (const Bytes& pdu : good) {
    EXPECT_EQ(exception_of(pdu), 0);
    for (std::size_t size = 1; size < pdu.size(); ++size) {
      EXPECT_EQ(exception_of({pdu.begin(), pdu.begin() + static_cast<std::ptrdiff_t>(size)}), 3);
    }
    Bytes longer = pdu;
    longer.push_back(0);
    EXPECT_EQ(exception_of(longer), 3);
  }
}

TEST(Pdu, RepliesPackRegistersAndBits) {
  const Bytes pdu = {3, 0, 0, 0, 2}, bits_pdu = {1, 0, 0, 0, 10};
  Reply reply;
  const std::uint16_t words[] = {0x1234, 0xABCD};
  reply_read(*parse(pdu), words, reply);
  EXPECT_THAT(reply.bytes(), ElementsAre(3, 4, 0x12, 0x34, 0xAB, 0xCD));
  const std::uint16_t bits[] = {1, 0, 0, 0, 0, 0, 0, 1, 0, 1};
  reply_read(*parse(bits_pdu), bits, reply);
  EXPECT_THAT(reply.bytes(), ElementsAre(1, 2, 0x81, 0x02));
  reply_exception(3, 2, reply);
  EXPECT_THAT(reply.bytes(), ElementsAre(0x83, 2));
}

TEST(Pdu, TheLongestRepliesFit) {
  const Bytes words_pdu = {3, 0, 0, 0, 125}, bits_pdu = {1, 0, 0, 0x07, 0xD0};
  Reply reply;
  reply_read(*parse(words_pdu), std::vector<std::uint16_t>(125, 7), reply);
  EXPECT_EQ(reply.bytes().size(), 252u);
  reply_read(*parse(bits_pdu), std::vector<std::uint16_t>(2000, 1), reply);
  EXPECT_EQ(reply.bytes().size(), 252u);
}

}  // namespace
}  // namespace hazgate::sim
