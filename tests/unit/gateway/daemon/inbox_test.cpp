#include "gateway/daemon/inbox.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace hazgate::daemon {
namespace {

Letter reading(std::size_t device) {
  return {1, poll::PollResult{.device = index_of<DeviceIndex>(device)}};
}

TEST(Inbox, KeepsTheOrderOfAThread) {
  boost::asio::io_context core;
  std::vector<std::size_t> seen;
  Inbox inbox(core, [&](Letter&& letter) {
    seen.push_back(at(std::get<poll::PollResult>(letter.report).device));
  });
  std::thread bus([&] {
    for (std::size_t i = 0; i < 1000; ++i) inbox.push(reading(i), i % 3 == 0);
  });
  bus.join();
  core.run();
  ASSERT_EQ(seen.size(), 1000u);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i);
}

TEST(Inbox, DropsTheOldestReadingsButNeverTheEndOfAWrite) {
  boost::asio::io_context core;
  std::size_t readings = 0, writes = 0, first = 0;
  Inbox inbox(core, [&](Letter&& letter) {
    if (std::holds_alternative<poll::WriteResult>(letter.report)) {
      ++writes;
    } else if (readings++ == 0) {
      first = at(std::get<poll::PollResult>(letter.report).device);
    }
  });
  inbox.push({1, poll::WriteResult{.ticket = 1}}, true);
  for (std::size_t i = 0; i < Inbox::kMost + 10; ++i) inbox.push(reading(i), i % 3 == 0);
  core.run();
  EXPECT_EQ(writes, 1u);
  EXPECT_EQ(readings, Inbox::kMost - 1);
  EXPECT_EQ(inbox.dropped(), 11u);
  EXPECT_EQ(first, 11u);
}

TEST(Inbox, NeverDropsTheEventOfAFirePanelNorItsLoss) {
  boost::asio::io_context core;
  std::size_t events = 0, readings = 0;
  Inbox inbox(core, [&](Letter&& letter) {
    const auto& result = std::get<poll::PollResult>(letter.report);
    const bool matters = result.queue != nullptr && (result.queue->event || result.queue->gap);
    ++(matters ? events : readings);
  });
  const auto panel = [](bool event) {
    auto news = std::make_shared<poll::QueueNews>();
    if (event) news->event.emplace();
    return Letter{1, poll::PollResult{.queue = std::move(news)}};
  };
  auto lost = std::make_shared<poll::QueueNews>();
  lost->gap = true;
  inbox.push(panel(true), true);
  inbox.push({1, poll::PollResult{.queue = std::move(lost)}}, true);
  inbox.push(panel(false), true);
  for (std::size_t i = 0; i < Inbox::kMost; ++i) inbox.push(reading(i), false);
  core.run();
  EXPECT_EQ(events, 2u);
  EXPECT_EQ(readings, Inbox::kMost - 2);
  EXPECT_EQ(inbox.dropped(), 3u);
}

TEST(Inbox, WhatIsUrgentTakesAlongWhatWaits) {
  boost::asio::io_context core;
  std::vector<std::size_t> seen;
  Inbox inbox(core, [&](Letter&& letter) {
    seen.push_back(at(std::get<poll::PollResult>(letter.report).device));
  });
  inbox.push(reading(1), false);
  inbox.push(reading(2), true);
  core.poll();
  EXPECT_EQ(seen, (std::vector<std::size_t>{1, 2}));
  inbox.push(reading(3), false);
  core.restart();
  core.run();  // ends when nothing more is to come: the patience is over
  EXPECT_EQ(seen.back(), 3u);
}

}  // namespace
}  // namespace hazgate::daemon
