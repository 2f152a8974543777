#include "gateway/daemon/receipt_codec.hpp"

#include <gmock/gmock.h>

#include "gateway/daemon/messages.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

receipt::Waiting waiting() {
  return {.alarm = "gd-101.gas.HH",
          .priority = Priority::High,
          .announcements = {{7, 1, 118, from_unix_ms(1780000000000)},
                            {8, 1, 0, from_unix_ms(1780000000500)},
                            {8, 3, 18446744073709551615U, from_unix_ms(1780000000900)}},
          .times = 3,
          .overdue = true};
}

receipt::Answered answered() {
  return {.id = "a\"1",
          .print = 18446744073709551615U,
          .at = from_unix_ms(1780000000000),
          .ok = false,
          .error = "no",
          .harmless = false};
}

TEST(ReceiptCodec, ComesBackAsItWas) {
  const site::Document document = document_of(waiting());
  EXPECT_EQ(document.kind, "receipt");
  EXPECT_EQ(document.id, "gd-101.gas.HH");
  EXPECT_EQ(waiting_from(document), waiting());
  EXPECT_EQ(answered_from(document_of(answered())), answered());
}

TEST(ReceiptCodec, ABrokenDocumentIsNone) {
  for (const site::Document& document : {document_of(waiting()), document_of(answered())}) {
    for (std::size_t i = 0; i < document.body.size(); ++i) {
      site::Document broken = document;
      broken.body[i] = static_cast<char>(broken.body[i] ^ 1);
      EXPECT_EQ(waiting_from(broken), std::nullopt) << i;
      EXPECT_EQ(answered_from(broken), std::nullopt) << i;
    }
    site::Document of_another = document;
    of_another.id = "x";
    EXPECT_EQ(waiting_from(of_another), std::nullopt);
    EXPECT_EQ(answered_from(of_another), std::nullopt);
  }
}

/// What the gateway writes is what is recognised.
struct Announcing : ::testing::Test {
  Announcing() {
    event.alarm = small.high[0];
    event.occurrence = 7;
    event.to = alarm::State::Active;
  }
  std::optional<Announced> read() { return announced_from(record_of(small.spec, event).body); }
  testing::SmallSite small;
  site::AlarmEvent event;
};

TEST_F(Announcing, ANewSound) {
  const auto announced = read();
  ASSERT_TRUE(announced);
  EXPECT_EQ(announced->alarm, "gd-1.gas.HH");
  EXPECT_EQ(announced->occurrence, 7u);
  EXPECT_EQ(announced->times, 1u);
}

TEST_F(Announcing, TheSameOnceMore) {
  event.from = event.to = alarm::State::Acked;
  event.announce = 3;
  event.announce_of = 118;
  event.announced_since = from_unix_ms(1780000000000);
  const std::string body = record_of(small.spec, event).body;
  EXPECT_THAT(body, ::testing::HasSubstr(R"("announce":3,"of":118,"since":1780000000000)"));
  ASSERT_TRUE(read());
  EXPECT_EQ(read()->times, 3u);
}

TEST_F(Announcing, WhatDoesNotSoundIsNone) {
  event.to = alarm::State::Acked;
  EXPECT_FALSE(read());
  event.to = alarm::State::Active;
  event.cause = site::Cause::Restart;
  EXPECT_FALSE(read());
  event.cause = site::Cause::Condition;
  event.flags.set(alarm::Flag::Shelved);
  EXPECT_FALSE(read());
  EXPECT_FALSE(announced_from("{"));
  EXPECT_FALSE(announced_from("[]"));
}

}  // namespace
}  // namespace hazgate::daemon
