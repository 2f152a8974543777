#include "gateway/core/replay/translation.hpp"

#include <gtest/gtest.h>

namespace hazgate::replay {
namespace {

class ReplayTranslation : public testing::Test {
 protected:
  ReplayTranslation() {
    spec.devices.push_back({.id = "gd-1"});
    add("gd-1.gas").range = codec::Range{0.0, 100.0};
    add("gd-1.status").states = {{0, "normal"}, {7, "fault"}};
    add("gd-1.serial").type = codec::RawType::String;
  }
  codec::PointFormat& add(const std::string& id) {
    spec.points.push_back({.id = id});
    return spec.points.back().format;
  }
  std::optional<double> number(unsigned point, const Reading& reading) {
    const auto sample = translation().sample(PointIndex{point}, reading, Tick{});
    return sample ? std::optional(sample->value) : std::nullopt;
  }
  Translation& translation() {
    if (!made_) made_.emplace(spec);
    return *made_;
  }

  site::SiteSpec spec;

 private:
  std::optional<Translation> made_;
};

TEST_F(ReplayTranslation, FindsDevicesAndPointsByTheirIds) {
  const Places places = translation().places("gd-1", {"status", "flow", "gas"});
  EXPECT_EQ(places.device, DeviceIndex{0});
  ASSERT_EQ(places.points.size(), 3U);
  EXPECT_EQ(places.points[0], PointIndex{1});
  EXPECT_EQ(places.points[1], std::nullopt);
  EXPECT_EQ(places.points[2], PointIndex{0});
  EXPECT_EQ(translation().places("gd-2", {"gas"}).device, std::nullopt);
}

TEST_F(ReplayTranslation, NumbersCodesAndTexts) {
  EXPECT_EQ(number(0, {12.5, Quality::Good}), 12.5);
  EXPECT_EQ(number(0, {std::uint64_t{12}, Quality::Uncertain}), 12.0);
  EXPECT_EQ(number(0, {std::int64_t{-3}, Quality::Good}), -3.0);
  EXPECT_EQ(number(0, {true, Quality::Good}), 1.0);
  EXPECT_EQ(number(1, {std::string_view("fault"), Quality::Good}), 7.0);
  EXPECT_EQ(number(2, {std::string_view("A17"), Quality::Good}), 0.0);
}

TEST_F(ReplayTranslation, WhatIsAnotherPointHereIsNothing) {
  EXPECT_EQ(number(0, {std::string_view("fault"), Quality::Good}), std::nullopt);
  EXPECT_EQ(number(0, {std::monostate{}, Quality::Good}), std::nullopt);
  EXPECT_EQ(number(1, {std::string_view("leak"), Quality::Good}), std::nullopt);
  EXPECT_EQ(number(1, {7.0, Quality::Good}), std::nullopt);
  EXPECT_EQ(number(2, {7.0, Quality::Good}), std::nullopt);
}

TEST_F(ReplayTranslation, OutOfRangeIsOnTheSideOfTheLastValue) {
  const Reading beyond{std::monostate{}, Quality::OutOfRange};
  const auto above = [&] {
    return translation().sample(PointIndex{0}, beyond, Tick{})->above_range;
  };
  EXPECT_TRUE(above()) << "nothing may hide there";
  number(0, {3.0, Quality::Good});
  EXPECT_FALSE(above());
  number(0, {50.0, Quality::Good});
  EXPECT_TRUE(above());
  const Reading fault{std::monostate{}, Quality::Fault};
  EXPECT_FALSE(translation().sample(PointIndex{0}, fault, Tick{})->above_range);
}

}  // namespace
}  // namespace hazgate::replay
