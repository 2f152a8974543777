#include "drivers/poll/renumbering.hpp"

#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

PolledDevice device(std::uint32_t index, const std::string& id, std::vector<std::uint32_t> points) {
  PolledDevice made;
  made.index = DeviceIndex{index};
  made.id = id;
  made.period = std::chrono::seconds{1};
  for (const std::uint32_t point : points) {
    PolledPoint polled;
    polled.index = PointIndex{point};
    polled.format.address = static_cast<std::uint16_t>(made.points.size());
    made.points.push_back(polled);
  }
  return made;
}

BusPlan bus(std::uint32_t index, const std::string& id, std::vector<PolledDevice> devices) {
  BusPlan made;
  made.index = BusIndex{index};
  made.id = id;
  made.line = modbus::TcpHost{"127.0.0.1", 502};
  made.devices = std::move(devices);
  return made;
}

/// Two buses; `gd` in front of `relay` on the first.
std::vector<BusPlan> before() {
  return {bus(0, "a", {device(0, "gd", {0, 1}), device(1, "relay", {2})}),
          bus(1, "b", {device(2, "tank", {3})})};
}

/// A bus in front of them, and a device in front of the relay.
std::vector<BusPlan> after() {
  return {bus(0, "new", {device(0, "x", {0})}),
          bus(1, "a", {device(1, "gd", {1, 2}), device(2, "y", {3}), device(3, "relay", {4})}),
          bus(2, "b", {device(4, "tank", {5})})};
}

TEST(Renumbering, FollowsBusesDevicesAndPointsToTheirNewPlaces) {
  const Renumbering to = renumber(before(), after());
  EXPECT_EQ(to.of(BusIndex{0}), BusIndex{1});
  EXPECT_EQ(to.of(BusIndex{1}), BusIndex{2});
  EXPECT_EQ(to.of(DeviceIndex{1}), DeviceIndex{3});
  EXPECT_EQ(to.of(PointIndex{1}), PointIndex{2});
  EXPECT_EQ(to.of(PointIndex{2}), PointIndex{4});
  EXPECT_EQ(to.of(PointIndex{3}), PointIndex{5});
  EXPECT_EQ(to.of(PointIndex{99}), std::nullopt);
}

TEST(Renumbering, ADeviceThatIsAskedOtherwiseIsAnotherOne) {
  using Change = void (*)(PolledDevice&);
  const Change changes[] = {
      [](PolledDevice& device) { device.unit = 9; },
      [](PolledDevice& device) { device.period *= 2; },
      [](PolledDevice& device) { device.fast = Duration{100}; },
      [](PolledDevice& device) { device.comm_after = 9; },
      [](PolledDevice& device) { device.max_registers = 9; },
      [](PolledDevice& device) { device.turnaround = Duration{100}; },
      [](PolledDevice& device) { device.points.pop_back(); },
      [](PolledDevice& device) { device.points[1].format.scale = 0.1; },
      [](PolledDevice& device) {
        device.points[1].format.states = {{1, "on"}};
      },
      [](PolledDevice& device) { device.points[1].writable = true; },
      [](PolledDevice& device) { device.points[1].danger = true; },
      [](PolledDevice& device) { device.points[1].rules.heartbeat = Duration{100}; },
  };
  for (const Change change : changes) {
    auto next = before();
    change(next[0].devices[0]);
    const Renumbering to = renumber(before(), next);
    EXPECT_EQ(to.of(DeviceIndex{0}), std::nullopt);
    EXPECT_EQ(to.of(PointIndex{0}), std::nullopt);
    EXPECT_EQ(to.of(DeviceIndex{1}), DeviceIndex{1});
  }
}

TEST(Renumbering, ZonesAreFollowedWithTheirPanel) {
  const auto with_zone = [](std::vector<BusPlan> buses, std::uint32_t point) {
    for (BusPlan& bus : buses) {
      for (PolledDevice& device : bus.devices) {
        if (device.id != "tank") continue;
        device.queue.emplace();
        device.zones = {{PointIndex{point}, {"*"}}};
      }
    }
    return buses;
  };
  EXPECT_EQ(renumber(with_zone(before(), 70), with_zone(after(), 80)).of(PointIndex{70}),
            PointIndex{80});
  auto others = with_zone(after(), 80);
  others[2].devices[0].zones[0].parts = {"00*"};
  EXPECT_EQ(renumber(with_zone(before(), 70), others).of(PointIndex{70}), std::nullopt);
}

TEST(Renumbering, AnEventThatIsTakenOutReachesItsPanelWhateverHasChanged) {
  auto changed = after();
  changed[2].devices[0].unit = 99;
  const Renumbering to = renumber(before(), changed);
  auto news = std::make_shared<QueueNews>();
  news->read = news->gap = true;
  news->ticket = 3;
  Report report =
      PollResult{.device = DeviceIndex{2}, .readings = {{PointIndex{3}, {}}}, .queue = news};
  EXPECT_FALSE(renumber(report, to)) << "without an event there is nothing to lose";
  news = std::make_shared<QueueNews>(*news);
  news->event.emplace().part = "0020100100";
  report = PollResult{.device = DeviceIndex{2}, .readings = {{PointIndex{3}, {}}}, .queue = news};
  ASSERT_TRUE(renumber(report, to));
  const auto& result = std::get<PollResult>(report);
  EXPECT_EQ(result.device, DeviceIndex{4});
  EXPECT_TRUE(result.readings.empty());
  EXPECT_EQ(result.queue->event->part, "0020100100");
  EXPECT_TRUE(result.queue->gap);
  EXPECT_EQ(result.queue->ticket, 0U) << "nobody waits for it any more";
  Report gone = PollResult{.device = DeviceIndex{2}, .queue = news};
  EXPECT_FALSE(renumber(gone, renumber(before(), {})));
}

TEST(Renumbering, LimitsAndNeighboursDoNotMakeItAnotherOne) {
  auto next = before();
  next[0].devices[0].points[0].limits.push_back({.trip = 50.0});
  next[0].devices[0].neighbours = {DeviceIndex{1}};
  EXPECT_EQ(renumber(before(), next).of(DeviceIndex{0}), DeviceIndex{0});
}

TEST(Renumbering, AnotherLineBringsOtherDevices) {
  auto next = before();
  next[0].line = modbus::TcpHost{"127.0.0.1", 503};
  next[1].response_timeout *= 2;
  const Renumbering to = renumber(before(), next);
  EXPECT_EQ(to.of(BusIndex{0}), BusIndex{0});
  EXPECT_EQ(to.of(DeviceIndex{0}), std::nullopt);
  EXPECT_EQ(to.of(DeviceIndex{2}), std::nullopt);
}

TEST(Renumbering, OneAfterTheOtherIsAsGoodAsBoth) {
  const Renumbering there = renumber(before(), after());
  const Renumbering back = renumber(after(), before());
  const Renumbering both = there.then(back);
  for (std::uint32_t point = 0; point < 4; ++point) {
    EXPECT_EQ(both.of(PointIndex{point}), PointIndex{point});
  }
  EXPECT_EQ(back.then(there).of(PointIndex{0}), std::nullopt) << "x was never there before";
}

TEST(Renumbering, CountersOfDevicesThatAreGoneAreLeftOut) {
  BusCounters counters;
  for (const std::uint32_t device : {1U, 2U, 3U}) {
    counters.devices.emplace_back();
    counters.devices.back().device = DeviceIndex{device};
  }
  renumber(counters, renumber(after(), before()));
  ASSERT_EQ(counters.devices.size(), 2U);
  EXPECT_EQ(counters.devices[0].device, DeviceIndex{0});
  EXPECT_EQ(counters.devices[1].device, DeviceIndex{1});
}

TEST(Renumbering, ReportsSpeakInTheNewNumbersOrNotAtAll) {
  const Renumbering to = renumber(after(), before());
  Report poll = PollResult{.device = DeviceIndex{3}, .readings = {{PointIndex{4}, {}}}};
  ASSERT_TRUE(renumber(poll, to));
  EXPECT_EQ(std::get<PollResult>(poll).device, DeviceIndex{1});
  EXPECT_EQ(std::get<PollResult>(poll).readings.at(0).point, PointIndex{2});
  Report gone = PollResult{.device = DeviceIndex{2}};
  EXPECT_FALSE(renumber(gone, to));
  Report bus_gone = BusChange{.bus = BusIndex{0}};
  EXPECT_FALSE(renumber(bus_gone, to));
  Report write = WriteResult{.ticket = 7, .point = PointIndex{3}};
  ASSERT_TRUE(renumber(write, to)) << "who ordered it waits for its end";
  EXPECT_EQ(std::get<WriteResult>(write).point, kNoPoint);
  EXPECT_EQ(std::get<WriteResult>(write).ticket, 7U);
}

}  // namespace
}  // namespace hazgate::poll
