#pragma once

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>

#include "gateway/daemon/messages.hpp"
#include "gateway/daemon/response_codec.hpp"
#include "gateway/journal/journal.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/site_driver.hpp"

namespace hazgate::testing {

/// A site in virtual time over a real journal: what it asks to be kept is kept, messages arrive, outputs work.
class RecordedSite {
 public:
  RecordedSite() {
    small.spec.contacts = {{.id = "wang", .via = {emergency::Via::Sms}}};
    small.spec.roster = roster::Roster({}, {}, {"duty"});
    small.spec.reporting_role = "duty";
    small.spec.plans[0].report = true;
    start();
  }
  ~RecordedSite() { journal_.reset(); }
  RecordedSite(const RecordedSite&) = delete;
  RecordedSite& operator=(const RecordedSite&) = delete;

  void restart() {
    settle();
    const Now now = driver_->now();
    time_ = now.tick.time_since_epoch();
    wall_ = now.wall;
    driver_.reset();
    journal_.reset();  // commits what it has
    start();
  }

  /// One that a person ends and puts to rest, and reports when `reported`.
  std::string incident(bool reported) {
    const auto before = site().incidents().size();
    gas(60.0);
    const auto incidents = site().incidents();
    EXPECT_GE(incidents.size(), std::min<std::size_t>(before + 1, 1));
    const std::string id = incidents.back().id;
    settle();
    const std::vector<AlarmIndex> alarms = {small.high[0], small.high[1], small.vote};
    EXPECT_TRUE(site().acknowledge(alarms, {}, "li", "", driver_->now(), driver_->effects()));
    gas(1.0);
    EXPECT_TRUE(site().reset(alarms, "li", driver_->now(), driver_->effects()));
    if (reported) report(id);
    EXPECT_TRUE(driver_->close_incident(id));
    settle();
    return id;
  }
  void report(const std::string& id) {
    for (const auto duty : {emergency::Duty::County, emergency::Duty::LevelUp}) {
      const auto done = site().respond(
          [&](site::Response& response, site::ResponseOrders& orders) {
            const Now now = driver_->now();
            return response.reported(id, duty, now.wall, "li", "county", "", now, orders);
          },
          driver_->effects());
      EXPECT_TRUE(done) << done.error();
    }
  }
  void pass(Duration time) {
    driver_->pass(time);
    settle();
  }

  /// Outputs are confirmed, messages arrive, the rest goes into the journal.
  void settle() {
    auto& effects = driver_->effects();
    while (!effects.writes.empty() || !effects.messages.empty()) {
      driver_->confirm_writes();
      for (const auto& order : std::exchange(effects.messages, {})) {
        site().receipt(order.ticket, emergency::ReceiptKind::Sent, {}, driver_->now(), effects);
      }
    }
    journal::Journal::Batch batch;
    for (const site::Event& event : effects.events) {
      batch.events.push_back(daemon::record_of(small.spec, event));
    }
    batch.alarms = std::move(effects.alarms);
    batch.incidents = std::move(effects.incidents);
    batch.documents = daemon::documents_of(effects.response);
    journal_->append(std::move(batch));
    events = std::exchange(effects, {}).events;
  }

  site::Site& site() { return driver_->site(); }
  Now now() const { return driver_->now(); }
  journal::Journal& journal() { return *journal_; }
  const site::Memory& given_back() const { return journal_->opened().memory; }

  SmallSite small;
  std::vector<site::Event> events;  ///< of the last settle()

 private:
  void gas(double value) {
    driver_->gas(0, value);
    driver_->gas(1, value);
  }
  void start() {
    auto opened = journal::Journal::open(
        {.path = folder_.path() / "hazgate.db"},
        {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal_ = std::move(*opened);
    driver_ = std::make_unique<SiteDriver>(small);
    driver_->set_time(time_, wall_);
    site::Memory memory = journal_->opened().memory;
    std::size_t unreadable = 0;
    memory.response = daemon::response_of(memory.documents, unreadable);
    EXPECT_EQ(unreadable, 0u);
    site().restore(memory, driver_->now(), driver_->effects());
    settle();
  }

  ScratchFolder folder_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<SiteDriver> driver_;
  Duration time_ = std::chrono::seconds{1000};
  WallTime wall_ = from_unix_ms(1'795'000'000'000);
};

}  // namespace hazgate::testing
