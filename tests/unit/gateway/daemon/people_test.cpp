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
  Core core{io, small.spec, nullptr, [](auto) {}};
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

/// A site whose only way to its only person is the siren of last resort.
struct SirenSite : testing::SmallSite {
  SirenSite() {
    spec.contacts = {{.id = "wang", .role = "duty", .via = {emergency::Via::Siren}}};
    spec.roster = roster::Roster({}, {}, {"duty"});
    spec.plans[0].steps.erase(spec.plans[0].steps.begin());  // which would sound it anyway
    spec.summons = siren;
  }
};

struct Summoned {
  std::vector<std::string> entries;  ///< of the person: "sent text"
  std::size_t writes = 0;
};

Summoned summoned(bool drill, bool with_siren = true) {
  boost::asio::io_context io;
  SirenSite small;
  if (!with_siren) small.spec.summons.reset();
  Summoned summoned;
  Core core{io, small.spec, nullptr, [&](auto requests) { summoned.writes += requests.size(); }};
  People people{io, core, site::as_utc};
  core.send_through([&](const auto& messages) { people.send(messages); },
                    [&](const auto& message) { return people.compose(message); });
  core.watch([&](const site::Event& event) {
    const auto* entry = std::get_if<site::IncidentEvent>(&event);
    if (entry == nullptr || entry->contact != "wang") return;
    summoned.entries.push_back(std::string(to_text(entry->entry)) + ' ' + entry->text);
  });
  site::Effects effects;
  EXPECT_TRUE(core.site().plans(
      [&](auto& responder, auto& orders) {
        return responder.start("leak", drill, "li", "", core.now(), orders);
      },
      core.now(), effects));
  core.perform(std::move(effects));
  io.poll();
  core.stop();
  return summoned;
}

// A siren is no way to a person: none is left behind it.
TEST(People, InADrillTheSirenOfLastResortIsNotSoundedAndTheTimelineSaysSo) {
  const Summoned drill = summoned(true);
  EXPECT_EQ(drill.writes, 0u);
  EXPECT_THAT(drill.entries,
              ElementsAre("told ", "sent drill: the siren is not sounded", "gave-up "));
  const Summoned real = summoned(false);
  EXPECT_EQ(real.writes, 1u);
  EXPECT_THAT(real.entries, ElementsAre("told ", "sent ", "gave-up "));
  EXPECT_THAT(summoned(false, false).entries,
              ::testing::Contains("refused no [notify.siren] in the site file"));
}

}  // namespace
}  // namespace hazgate::daemon
