#include "gateway/daemon/news.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace hazgate::daemon {
namespace {

constexpr PointIndex kGas{0};
constexpr PointIndex kLevel{1};

poll::BusPlan plan() {
  poll::PolledDevice device;
  device.points = {{.index = kGas, .danger = true}, {.index = kLevel}};
  poll::BusPlan bus;
  bus.devices.push_back(device);
  return bus;
}

poll::Report reading(PointIndex point, double number, Quality quality = Quality::Good) {
  poll::PollResult result;
  result.readings.push_back({point, {.quality = quality, .number = number}});
  return result;
}

TEST(News, IsADangerPointThatReadsOtherwise) {
  News news(plan());
  EXPECT_TRUE(news.is_urgent(reading(kGas, 2.0)));
  EXPECT_FALSE(news.is_urgent(reading(kGas, 2.0)));
  EXPECT_TRUE(news.is_urgent(reading(kGas, 2.1)));
  EXPECT_TRUE(news.is_urgent(reading(kGas, 2.1, Quality::Fault)));
  EXPECT_FALSE(news.is_urgent(reading(kLevel, 50.0)));
  EXPECT_TRUE(news.is_urgent(reading(kGas, std::numeric_limits<double>::quiet_NaN())));
}

TEST(News, IsAnEventOfAFirePanelAndAGap) {
  News news(plan());
  const auto read = [](bool event, bool gap) {
    auto queue = std::make_shared<poll::QueueNews>();
    if (event) queue->event.emplace();
    queue->gap = gap;
    return poll::Report(poll::PollResult{.queue = std::move(queue)});
  };
  EXPECT_TRUE(news.is_urgent(read(true, false)));
  EXPECT_TRUE(news.is_urgent(read(false, true)));
  EXPECT_FALSE(news.is_urgent(read(false, false)));
}

TEST(News, IsEverythingThatIsNotAReading) {
  News news(plan());
  EXPECT_TRUE(news.is_urgent(poll::WriteResult{}));
  EXPECT_TRUE(news.is_urgent(poll::RawReadResult{}));
  EXPECT_TRUE(news.is_urgent(poll::BusChange{}));
  EXPECT_TRUE(news.is_urgent(poll::PollResult{.answer = poll::DeviceAnswer::Lost}));
}

}  // namespace
}  // namespace hazgate::daemon
