#include "drivers/device/event_queue.hpp"

#include <gtest/gtest.h>

namespace hazgate::device {
namespace {

/// As GST controllers have it. Source  domain.md 4.3
EventQueue queue() {
  EventQueue made;
  made.source_at = 1;
  made.type_at = 2;
  made.codes = {{0, std::nullopt},
                {1, PanelEventKind::Fire},
                {2, PanelEventKind::Fault},
                {10, PanelEventKind::Reset}};
  return made;
}

std::optional<PanelEvent> read(std::vector<std::uint8_t> data) {
  return read_event(queue(), data);
}

TEST(EventQueue, TheVectorsOfTheTrade) {
  // 01 03 08 | 01 01 03 00 20 10 01 00 | 7d 4f
  EXPECT_EQ(read({0x01, 0x01, 0x03, 0x00, 0x20, 0x10, 0x01, 0x00}),
            (PanelEvent{.kind = PanelEventKind::Fire,
                        .code = 1,
                        .part = "0020100100",
                        .source = 1,
                        .part_type = 3,
                        .raw = "0101030020100100"}));
  // 01 03 08 | 02 05 00 00 20 00 00 00 | ce 4a: the controller itself
  const auto fault = read({0x02, 0x05, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, PanelEventKind::Fault);
  EXPECT_EQ(fault->source, 5);
  EXPECT_EQ(fault->part_type, 0);
}

TEST(EventQueue, AnEmptyQueueIsNoEventWhateverElseTheReplyHolds) {
  EXPECT_FALSE(read({0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(read({0, 1, 3, 0x99, 0x99, 0x99, 0x99, 0x99}));
}

TEST(EventQueue, ACodeThatNobodyKnowsIsAnEventAllTheSame) {
  const auto event = read({77, 1, 3, 0x12, 0x34, 0x56, 0x78, 0x90});
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, PanelEventKind::Unknown);
  EXPECT_EQ(event->code, 77);
  EXPECT_EQ(event->part, "1234567890");
}

TEST(EventQueue, DigitsThatAreNotDecimalStayWhatTheyAre) {
  EXPECT_EQ(read({1, 1, 3, 0xAB, 0xCD, 0xEF, 0x00, 0xFF})->part, "ABCDEF00FF");
}

TEST(EventQueue, OtherPlacesThanThoseOfTheTrade) {
  EventQueue other = queue();
  other.registers = 3;
  other.event_at = 5;
  other.part_from = other.part_to = 0;
  other.source_at = other.type_at = std::nullopt;
  const std::vector<std::uint8_t> data = {0x42, 0, 0, 0, 0, 10};
  EXPECT_EQ(read_event(other, data), (PanelEvent{.kind = PanelEventKind::Reset,
                                                 .code = 10,
                                                 .part = "42",
                                                 .source = {},
                                                 .part_type = {},
                                                 .raw = "42000000000A"}));
}

/// The state of the codes of a zone, as its point shows it.
TEST(EventQueue, TheStatesOfAZoneAreItsCodes) {
  const auto states = zone_states();
  ASSERT_EQ(states.size(), static_cast<std::size_t>(ZoneState::Operated) + 1);
  for (std::size_t i = 0; i < states.size(); ++i) EXPECT_EQ(states[i].code, static_cast<int>(i));
  EXPECT_EQ(states[static_cast<std::size_t>(ZoneState::Fire)].text, "fire");
  EXPECT_EQ(states[static_cast<std::size_t>(ZoneState::Supervisory)].text, "supervisory");
}

}  // namespace
}  // namespace hazgate::device
