#include "simulators/field/event_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using device::PanelEventKind;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The event in byte 1, an empty queue reads 9 there; no source and no type.
device::EventQueue small() {
  return {.table = codec::Table::Input,
          .address = 16,
          .registers = 2,
          .event_at = 1,
          .part_from = 2,
          .part_to = 3,
          .source_at = {},
          .type_at = {},
          .codes = {{9, std::nullopt}, {1, PanelEventKind::Fire}, {2, PanelEventKind::Fault}}};
}

device::EventQueue full() {
  device::EventQueue queue = small();
  queue.registers = 3;
  queue.source_at = 4;
  queue.type_at = 5;
  return queue;
}

PoolEvent at(int second, const std::string& kind, const std::string& part = "00A1") {
  return {seconds{second}, kind, part, {}, {}};
}

std::string objection(const PoolEvent& event) {
  const auto found = EventPool(small()).objection(event);
  return found ? found->key + ": " + found->problem + "; " + found->remedy : "";
}

TEST(EventPool, WordsStandWhereTheModelSays) {
  const EventPool pool(full());
  EXPECT_THAT(pool.words(at(0, "fire")), ElementsAre(0x0001, 0x00A1, 0x0103));
  EXPECT_THAT(pool.words(PoolEvent{{}, "fault", "FFFF", 5, 0}),
              ElementsAre(0x0002, 0xFFFF, 0x0500));
  EXPECT_THAT(pool.words(std::nullopt), ElementsAre(0x0009, 0, 0)) << "what an empty queue reads";
  EXPECT_THAT(EventPool(small()).words(at(0, "fire")), ElementsAre(0x0001, 0x00A1));
}

TEST(EventPool, EventsComeInTheOrderOfTimeAndThoseOfOneTimeAsTheyWereAdded) {
  EventPool pool(small());
  for (const auto& event : {at(2, "fault", "0002"), at(1, "fire", "0001"), at(2, "fire", "0003")}) {
    pool.add(event);
  }
  EXPECT_EQ(pool.take(), std::nullopt) << "nothing has been brought";
  EXPECT_EQ(pool.bring(seconds{0}), std::nullopt);
  for (const char* part : {"0001", "0002", "0003"}) EXPECT_EQ(pool.bring(seconds{2})->part, part);
  EXPECT_EQ(pool.bring(seconds{2}), std::nullopt);
  for (const char* part : {"0001", "0002", "0003"}) EXPECT_EQ(pool.take()->part, part);
  EXPECT_EQ(pool.take(), std::nullopt);
}

TEST(EventPool, ObjectsToWhatThePanelCannotSay) {
  EXPECT_EQ(objection(at(0, "fire")), "");
  EXPECT_EQ(objection(at(0, "fier")),
            "kind: \"fier\" is no event of this panel; write one of fire, fault");
  EXPECT_THAT(objection(at(0, "none")), HasSubstr("kind:"));
  EXPECT_THAT(objection(at(0, "unknown")), HasSubstr("kind:"));
  EXPECT_THAT(objection(at(0, "")), HasSubstr("kind:"));
  for (const char* part : {"", "00A", "00A10", "00a1", "00*1"}) {
    EXPECT_THAT(objection(at(0, "fire", part)), HasSubstr("part:")) << part;
    EXPECT_THAT(objection(at(0, "fire", part)), HasSubstr("write its 4 digits")) << part;
  }
  EXPECT_THAT(objection({{}, "fire", "00A1", 1, {}}), HasSubstr("source:"));
  EXPECT_THAT(objection({{}, "fire", "00A1", {}, 3}), HasSubstr("part_type:"));
}

TEST(EventPool, KnowsItsRead) {
  const EventPool pool(small());
  const auto request = [](codec::Table table, std::uint32_t address, std::uint32_t count) {
    return Request{.table = table, .address = address, .count = count};
  };
  EXPECT_TRUE(pool.is_read(request(codec::Table::Input, 16, 2)));
  EXPECT_FALSE(pool.is_read(request(codec::Table::Holding, 16, 2)));
  EXPECT_FALSE(pool.is_read(request(codec::Table::Input, 16, 1)));
  EXPECT_TRUE(pool.touches(request(codec::Table::Input, 17, 1)));
  EXPECT_TRUE(pool.touches(request(codec::Table::Input, 15, 2)));
  EXPECT_FALSE(pool.touches(request(codec::Table::Input, 18, 1)));
  EXPECT_FALSE(pool.touches(request(codec::Table::Input, 15, 1)));
  EXPECT_FALSE(pool.touches(request(codec::Table::Holding, 16, 2)));
}

}  // namespace
}  // namespace hazgate::sim
