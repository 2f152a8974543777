#include "gateway/notify/incoming_pieces.hpp"

#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

using namespace std::chrono_literals;
const IncomingPieces::Time kStart{};

StoredMessage piece(int place, const char* from, const char16_t* text, unsigned reference,
                    unsigned number, unsigned total = 2) {
  return {place, from, text, StoredMessage::Piece{reference, total, number}};
}

TEST(IncomingPieces, AWholeMessageGoesOnAtOnce) {
  IncomingPieces pieces;
  const auto complete = pieces.take({{3, "+861", u"收到", std::nullopt}}, kStart);
  ASSERT_EQ(complete.size(), 1U);
  EXPECT_EQ(complete[0].message.from, "+861");
  EXPECT_EQ(complete[0].message.text, "收到");
  EXPECT_EQ(complete[0].places, std::vector<int>{3});
}

TEST(IncomingPieces, PiecesWaitForEachOtherInAnyOrder) {
  IncomingPieces pieces;
  const auto second = piece(1, "+861", u"\xDE00乙", 9, 2);  // the pair is cut in two
  EXPECT_TRUE(pieces.take({second}, kStart).empty());
  const auto complete = pieces.take({second, piece(2, "+861", u"甲\xD83D", 9, 1)}, kStart + 1s);
  ASSERT_EQ(complete.size(), 1U);
  EXPECT_EQ(complete[0].message.text, "甲😀乙");
  EXPECT_EQ(complete[0].places, (std::vector<int>{1, 2}));
}

TEST(IncomingPieces, OtherSendersAndMessagesAreKeptApart) {
  IncomingPieces pieces;
  EXPECT_TRUE(pieces
                  .take({piece(1, "+861", u"甲", 9, 1), piece(2, "+862", u"乙", 9, 2),
                         piece(3, "+861", u"丙", 8, 2)},
                        kStart)
                  .empty());
}

TEST(IncomingPieces, TheSamePieceTwiceIsNotTwoPieces) {
  IncomingPieces pieces;
  EXPECT_TRUE(
      pieces.take({piece(1, "+861", u"甲", 9, 1), piece(2, "+861", u"甲", 9, 1)}, kStart).empty());
}

TEST(IncomingPieces, WhatIsThereGoesOnWhenTheRestDoesNotCome) {
  IncomingPieces pieces;
  const std::vector<StoredMessage> stored{piece(1, "+861", u"甲", 9, 1)};
  EXPECT_TRUE(pieces.take(stored, kStart).empty());
  EXPECT_TRUE(pieces.take(stored, kStart + IncomingPieces::kPatience - 1s).empty());
  const auto complete = pieces.take(stored, kStart + IncomingPieces::kPatience);
  ASSERT_EQ(complete.size(), 1U);
  EXPECT_EQ(complete[0].message.text, "甲");
}

}  // namespace
}  // namespace hazgate::notify
