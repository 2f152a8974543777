#include "simulators/field/image.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using ::testing::ElementsAre;

model::ModelPoint point(const std::string& id, std::uint16_t address, codec::RawType type,
                        std::uint8_t bit = 0) {
  model::ModelPoint made;
  made.id = id;
  made.format.address = address;
  made.format.type = type;
  made.format.bit = bit;
  return made;
}

TEST(Image, ReachesFromTheFirstPointToTheLastAndReadsGapsAsZero) {
  const model::ModelPoint points[] = {point("a", 10, codec::RawType::Uint16),
                                      point("b", 14, codec::RawType::Float32)};
  Image image(points);
  using codec::Table;
  EXPECT_TRUE(image.holds(Table::Holding, 10, 6));
  EXPECT_FALSE(image.holds(Table::Holding, 9, 1));
  EXPECT_FALSE(image.holds(Table::Holding, 15, 2));
  EXPECT_FALSE(image.holds(Table::Input, 10, 1));
  EXPECT_FALSE(image.holds(Table::Holding, 65535, 125));
  EXPECT_TRUE(image.show(points[0], Value{std::int64_t{7}}));
  EXPECT_TRUE(image.show(points[1], Value{1.0}));
  EXPECT_THAT(image.words(Table::Holding, 10, 6), ElementsAre(7, 0, 0, 0, 0x3F80, 0));
  EXPECT_EQ(image.read(points[1]).value, Value{1.0});
}

TEST(Image, BitsOfARegisterKeepTheirNeighbours) {
  const model::ModelPoint points[] = {point("a", 0, codec::RawType::Bit, 0),
                                      point("b", 0, codec::RawType::Bit, 15)};
  Image image(points);
  EXPECT_TRUE(image.show(points[0], Value{true}));
  EXPECT_TRUE(image.show(points[1], Value{true}));
  EXPECT_TRUE(image.show(points[0], Value{false}));
  EXPECT_THAT(image.words(codec::Table::Holding, 0, 1), ElementsAre(0x8000));
  EXPECT_EQ(image.read(points[1]).value, Value{true});
  EXPECT_FALSE(image.show(points[0], Value{std::string("on")}));
  EXPECT_FALSE(image.show(points[0], Value{2.0}));
}

TEST(Image, FieldsOfARegisterKeepTheirNeighbours) {
  model::ModelPoint points[] = {point("a", 0, codec::RawType::Uint16),
                                point("b", 0, codec::RawType::Uint16),
                                point("c", 0, codec::RawType::Bit, 11)};
  points[0].format.mask = 0x000F;
  points[1].format.mask = 0x0030;
  points[1].format.states = {{0, "none"}, {2, "fault"}};
  Image image(points);
  EXPECT_TRUE(image.show(points[0], Value{std::int64_t{5}}));
  EXPECT_TRUE(image.show(points[1], Value{std::string("fault")}));
  EXPECT_TRUE(image.show(points[2], Value{true}));
  EXPECT_TRUE(image.show(points[0], Value{std::int64_t{10}}));
  EXPECT_THAT(image.words(codec::Table::Holding, 0, 1), ElementsAre(0x082A));
  EXPECT_EQ(image.read(points[1]).value, Value{std::string("fault")});
  EXPECT_FALSE(image.show(points[0], Value{std::int64_t{16}}));
}

TEST(Image, ABitIsWhereItsOrderPutsIt) {
  auto swapped = point("a", 0, codec::RawType::Bit, 9);
  swapped.format.order = codec::ByteOrder::BADC;
  Image image({&swapped, 1});
  EXPECT_TRUE(image.show(swapped, Value{true}));
  EXPECT_THAT(image.words(codec::Table::Holding, 0, 1), ElementsAre(0x0002));
  EXPECT_EQ(image.read(swapped).value, Value{true});
}

TEST(Image, RestIsZeroFalseOrTheLowestState) {
  EXPECT_EQ(rest_value(point("a", 0, codec::RawType::Uint16).format), Value{0.0});
  EXPECT_EQ(rest_value(point("a", 0, codec::RawType::Bit).format), Value{false});
  EXPECT_EQ(rest_value(point("a", 0, codec::RawType::String).format), Value{std::string()});
  auto states = point("a", 0, codec::RawType::Uint16).format;
  states.states = {{2, "fault"}, {0, "normal"}};
  EXPECT_EQ(rest_value(states), Value{std::string("normal")});
}

}  // namespace
}  // namespace hazgate::sim
