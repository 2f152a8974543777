#include "gateway/daemon/people.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using ::testing::ElementsAre;

struct ParkSite : testing::SmallSite {
  ParkSite() {
    spec.contacts = {{.id = "wang", .role = "duty", .via = {emergency::Via::Mqtt}}};
    spec.roster = roster::Roster({}, {}, {"duty"});
  }
};

/// What becomes of the message to the park when a plan is started.
std::vector<site::EntryKind> entries_when(bool connected) {
  boost::asio::io_context io;
  ParkSite small;
  Core core{io, small.spec, nullptr, [](poll::WriteRequest) {}};
  People people{io, core, site::as_utc};
  core.send_through([&](const auto& messages) { people.send(messages); });
  core.link_changed(connected);
  std::vector<site::EntryKind> entries;
  core.watch([&](const site::Event& event) {
    const auto* entry = std::get_if<site::IncidentEvent>(&event);
    if (entry != nullptr && entry->contact == "wang") entries.push_back(entry->entry);
  });
  site::Effects effects;
  const auto started = core.site().plans(
      [&](auto& responder, auto& orders) {
        return responder.start("leak", false, "li", "", core.now(), orders);
      },
      core.now(), effects);
  EXPECT_TRUE(started);
  core.perform(std::move(effects));
  io.poll();
  core.stop();
  return entries;
}

TEST(People, AMessageToTheParkFailsWhileThereIsNoConnection) {
  EXPECT_THAT(entries_when(true), ElementsAre(site::EntryKind::Told, site::EntryKind::Sent));
  EXPECT_THAT(entries_when(false), ElementsAre(site::EntryKind::Told, site::EntryKind::NotSent));
}

}  // namespace
}  // namespace hazgate::daemon
