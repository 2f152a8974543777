// The core, a fire panel's events and a real journal: an event is on record before the next is taken.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <future>
#include <gtest/gtest.h>

#include "gateway/daemon/core.hpp"
#include "gateway/journal/journal.hpp"
#include "tests/support/panel_site.hpp"
#include "tests/support/scratch_folder.hpp"

namespace hazgate::daemon {
namespace {

using alarm::State;
using device::PanelEventKind;
using hazgate::testing::panel_event;
using hazgate::testing::PanelSite;

class CorePanel : public ::testing::Test {
 protected:
  ~CorePanel() override { journal.reset(); }

  void open_journal() {
    journal::Options options;
    options.path = folder.path() / "hazgate.db";
    auto opened = journal::Journal::open(options, {[](journal::Committed&&) {}, {}});
    ASSERT_TRUE(opened) << opened.error().text;
    journal = std::move(*opened);
    core.attach(journal.get());
  }
  void read(std::optional<device::PanelEvent> event, bool gap = false, bool whole = true) {
    poll::PollResult result{.device = small.panel, .answer = poll::DeviceAnswer::Answered};
    result.at = core.now().tick;
    result.wall = core.now().wall;
    auto news = std::make_shared<poll::QueueNews>();
    news->read = whole;
    news->gap = gap;
    news->event = std::move(event);
    news->ticket = news->event ? ++ticket : 0;
    result.queue = std::move(news);
    core.take(std::move(result));
  }
  /// Kinds of all events that are durable by now.
  std::vector<std::string> on_disk() {
    std::promise<std::vector<std::string>> kinds;
    journal->read_events(journal::Lane::Event, 0, 1000, [&](auto records) {
      std::vector<std::string> found;
      for (const auto& record : records) found.push_back(record.kind);
      kinds.set_value(std::move(found));
    });
    return kinds.get_future().get();
  }
  void run_until_recorded(std::size_t count) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (recorded.size() < count && std::chrono::steady_clock::now() < end) {
      io.restart();
      io.run_for(std::chrono::milliseconds{20});
    }
    ASSERT_EQ(recorded.size(), count);
  }

  ScratchFolder folder;
  boost::asio::io_context io;
  PanelSite small, other;
  std::vector<std::pair<DeviceIndex, std::uint64_t>> recorded;
  std::unique_ptr<journal::Journal> journal;
  Core core{io, small.spec, nullptr, [](auto) {},
            [this](DeviceIndex device, std::uint64_t its) { recorded.emplace_back(device, its); }};
  std::uint64_t ticket = 0;
};

TEST_F(CorePanel, AnEventIsSaidToBeOnRecordWhenItIs) {
  open_journal();
  read(panel_event(PanelEventKind::Fire, "0020100100"));
  EXPECT_TRUE(recorded.empty()) << "the disk has not said anything yet";
  run_until_recorded(1);
  EXPECT_EQ(recorded[0], std::pair(small.panel, std::uint64_t{1}));
  const auto kinds = on_disk();
  ASSERT_FALSE(kinds.empty());
  EXPECT_EQ(kinds[0], "panel") << "the cause stands before its effects";
  EXPECT_EQ(kinds[1], "alarm");
}

TEST_F(CorePanel, TheFireIsAnAlarmBeforeTheDiskHasSaidAnything) {
  open_journal();
  read(panel_event(PanelEventKind::Fire, "0020100100"));
  EXPECT_EQ(core.site().alarm(small.fire[0]).state, State::Active);
}

TEST_F(CorePanel, WithoutAJournalNobodyWaitsForOne) {
  read(panel_event(PanelEventKind::Fire, "0020100100"));
  ASSERT_EQ(recorded.size(), 1u);
}

TEST_F(CorePanel, AJournalThatFailsLetsTheNextEventCome) {
  open_journal();
  read(panel_event(PanelEventKind::Fire, "0020100100"));
  core.journal_failed("disk full");
  EXPECT_EQ(recorded.size(), 1u);
  read(panel_event(PanelEventKind::Fault, "0020100100"));
  EXPECT_EQ(recorded.size(), 2u);
}

TEST_F(CorePanel, ZonesAreReadingsLikeAnyOther) {
  read(panel_event(PanelEventKind::Fire, "0020100100"));
  const auto hall = core.board().point(small.zones[0]);
  EXPECT_EQ(hall.at("value"), "fire");
  EXPECT_EQ(hall.at("quality"), "uncertain");
  EXPECT_EQ(core.board().point(small.zones[1]).at("value"), "normal");
}

TEST_F(CorePanel, ACounterThatWasResetIsInTheRecordOnce) {
  open_journal();
  for (const auto note :
       {device::Note::None, device::Note::CounterReset, device::Note::CounterReset}) {
    poll::PollResult result{.device = small.panel, .answer = poll::DeviceAnswer::Answered};
    result.at = core.now().tick;
    result.readings = {{small.zones[0], {std::uint64_t{3}, Quality::Uncertain, false, 3.0}, note}};
    core.take(std::move(result));
  }
  read(panel_event(PanelEventKind::Fault, "7777777777"));
  run_until_recorded(1);
  const auto kinds = on_disk();
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "note"), 1);
}

TEST_F(CorePanel, AGapAsksForALookAlsoWhenNothingWasRead) {
  read(std::nullopt);
  ASSERT_EQ(core.site().alarm(small.check).state, State::Active);
  site::Effects effects;
  ASSERT_TRUE(core.site().acknowledge({&small.check, 1}, {}, "li", "", core.now(), effects));
  ASSERT_TRUE(core.site().reset({&small.check, 1}, "li", core.now(), effects));
  ASSERT_EQ(core.site().alarm(small.check).state, State::Normal);
  read(std::nullopt, true, false);
  EXPECT_EQ(core.site().alarm(small.check).state, State::Active);
}

TEST_F(CorePanel, AChangeKeepsThePanelAsItIsAndADifferentOneMustBeLookedAt) {
  read(panel_event(PanelEventKind::Fire, "0020100100"));
  site::Effects effects;
  ASSERT_TRUE(core.site().acknowledge({&small.check, 1}, {}, "li", "", core.now(), effects));
  ASSERT_TRUE(core.site().reset({&small.check, 1}, "li", core.now(), effects));
  poll::Renumbering same;
  for (std::uint32_t i = 0; i < 2; ++i) same.devices.emplace_back(DeviceIndex{i});
  for (std::uint32_t i = 0; i < 3; ++i) same.points.emplace_back(PointIndex{i});
  core.change(other.spec, same);
  EXPECT_EQ(core.site().alarm(other.check).state, State::Normal);
  EXPECT_EQ(core.site().alarm(other.fire[0]).state, State::Active);
  core.change(small.spec, {});
  EXPECT_EQ(core.site().alarm(small.check).state, State::Active);
  EXPECT_EQ(core.site().alarm(small.fire[0]).state, State::Active) << "a fire is never forgotten";
}

}  // namespace
}  // namespace hazgate::daemon
