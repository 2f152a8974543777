#include "simulators/field/identification.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace hazgate::sim {
namespace {

using ::testing::ElementsAre;
using Bytes = std::vector<std::uint8_t>;

class IdentificationTest : public ::testing::Test {
 protected:
  Bytes ask(const Bytes& pdu) {
    Reply reply;
    reply_identification(pdu, identity, reply);
    return {reply.bytes().begin(), reply.bytes().end()};
  }
  Identity identity = {"Ac", "G5", "1"};
};

TEST_F(IdentificationTest, AStreamGivesAllObjectsFromTheOneAskedFor) {
  const Bytes all = {43, 14, 1, 0x81, 0, 0, 3, 0, 2, 'A', 'c', 1, 2, 'G', '5', 2, 1, '1'};
  EXPECT_EQ(ask({43, 14, 1, 0}), all);
  EXPECT_THAT(ask({43, 14, 1, 2}), ElementsAre(43, 14, 1, 0x81, 0, 0, 1, 2, 1, '1'));
  for (const std::uint8_t none : Bytes{3, 4, 0x80, 0xFF}) {
    EXPECT_EQ(ask({43, 14, 1, none}), all) << "no such object: from the first one";
  }
  for (const std::uint8_t more : Bytes{2, 3}) {
    Bytes same = all;
    same[2] = more;
    EXPECT_EQ(ask({43, 14, more, 0}), same) << "the basic ones are all that there is";
  }
}

TEST_F(IdentificationTest, OneObjectAtATime) {
  EXPECT_THAT(ask({43, 14, 4, 0}), ElementsAre(43, 14, 4, 0x81, 0, 0, 1, 0, 2, 'A', 'c'));
  EXPECT_THAT(ask({43, 14, 4, 2}), ElementsAre(43, 14, 4, 0x81, 0, 0, 1, 2, 1, '1'));
  EXPECT_THAT(ask({43, 14, 4, 3}), ElementsAre(0xAB, 2));
  EXPECT_THAT(ask({43, 14, 4, 0x80}), ElementsAre(0xAB, 2));
}

TEST_F(IdentificationTest, WhatIsNoSuchRequestGetsItsException) {
  EXPECT_THAT(ask({43, 13, 1, 0}), ElementsAre(0xAB, 1)) << "CANopen";
  EXPECT_THAT(ask({43, 14, 0, 0}), ElementsAre(0xAB, 3));
  EXPECT_THAT(ask({43, 14, 5, 0}), ElementsAre(0xAB, 3));
  EXPECT_THAT(ask({43}), ElementsAre(0xAB, 3));
  EXPECT_THAT(ask({43, 14, 1}), ElementsAre(0xAB, 3));
  EXPECT_THAT(ask({43, 14, 1, 0, 0}), ElementsAre(0xAB, 3));
}

TEST_F(IdentificationTest, WhatDoesNotFitFollows) {
  identity = {std::string(120, 'v'), std::string(122, 'p'), std::string(300, 'r')};
  const Bytes first = ask({43, 14, 1, 0});
  EXPECT_EQ(first.size(), kMostPdu) << "to the last byte";
  EXPECT_THAT(Bytes(first.begin(), first.begin() + 7), ElementsAre(43, 14, 1, 0x81, 0xFF, 2, 2));
  const Bytes second = ask({43, 14, 1, 2});
  EXPECT_EQ(second.size(), kMostPdu);
  EXPECT_THAT(Bytes(second.begin(), second.begin() + 9),
              ElementsAre(43, 14, 1, 0x81, 0, 0, 1, 2, 244));
  identity[1] += 'p';
  EXPECT_THAT(Bytes(ask({43, 14, 1, 0})).at(5), 1) << "one byte more and it follows too";
  EXPECT_EQ(ask({43, 14, 4, 0})[4], 0) << "nothing follows a single object";
}

}  // namespace
}  // namespace hazgate::sim
