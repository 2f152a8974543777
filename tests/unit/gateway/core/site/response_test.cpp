#include "gateway/core/site/response.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <map>
#include <set>

#include "gateway/core/site/call_name.hpp"
#include "tests/support/site_driver.hpp"

namespace hazgate::testing {
namespace {

using emergency::Via;
using site::EntryKind;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// The small site with three people on duty, a neighbour downwind and one upwind, and a wind.
struct PeopledSite : SmallSite {
  PointIndex speed{}, direction{};

  PeopledSite() {
    spec.contacts = {
        {.id = "wang", .name = "Wang", .role = "duty", .via = {Via::Sms, Via::Webhook}},
        {.id = "li", .name = "Li", .role = "duty", .via = {Via::Sms}},
        {.id = "zhao", .name = "Zhao", .role = "director", .via = {Via::Email}},
        {.id = "east", .name = "East duty room", .role = "neighbour", .via = {Via::Sms}},
        {.id = "west", .name = "West duty room", .role = "neighbour", .via = {Via::Sms}},
    };
    std::vector<std::string> roles;
    for (const auto& contact : spec.contacts) roles.push_back(contact.role);
    spec.roster = roster::Roster({}, {}, roles);
    spec.reporting_role = "director";
    emergency::PlanSpec& plan = spec.plans[0];
    plan.steps[1].ack_within = minutes{1};
    plan.steps.push_back({.kind = emergency::StepKind::Neighbours, .radius = 1000.0});
    speed = fan;  // any two points will do
    direction = siren;
    spec.around.wind = site::WindSpec{.speed = speed, .direction = direction, .rules = {}};
    spec.around.neighbours = {
        {.id = "east-works", .bearing = 90, .distance = 400, .contacts = {"east"}},
        {.id = "west-works", .bearing = 270, .distance = 300, .contacts = {"west"}},
        {.id = "far-works", .bearing = 90, .distance = 4000, .contacts = {"east"}}};
  }
};

/// The site that goes on after a change of the configuration; points keep their names.
struct Reloaded {
  Reloaded(SiteDriver& before, const site::SiteSpec& spec) : site(spec), now(before.now()) {
    std::vector<std::optional<PointIndex>> points;
    for (std::size_t i = 0; i < spec.points.size(); ++i) {
      points.emplace_back(index_of<PointIndex>(i));
    }
    site.go_on(before.site(), points, now, effects);
  }
  /// Step by step; every message is answered. What they were about.
  std::vector<site::CallAbout> pass(Duration time) {
    std::vector<site::CallAbout> about;
    for (const Tick end = now.tick + time; now.tick < end;) {
      now.tick += seconds{10};
      now.wall += seconds{10};
      site.run(now, effects);
      for (const auto& order : std::exchange(effects.messages, {})) {
        about.push_back(site::call_name_from(order.name)->about);
        site.receipt(order.ticket, emergency::ReceiptKind::Sent, "", now, effects);
      }
    }
    return about;
  }

  site::Site site;
  site::Effects effects;
  Now now;
};

/// A change of the configuration, as Core::change does it.
struct Changed {
  Changed(SiteDriver& old, const site::SiteSpec& spec) : site(spec), now(old.now()) {
    std::vector<std::optional<PointIndex>> points;
    for (std::size_t i = 0; i < spec.points.size(); ++i) {
      points.emplace_back(index_of<PointIndex>(i));
    }
    site.go_on(old.site(), points, now, effects);
  }
  void pass(Duration time) {
    now.tick += time;
    now.wall += std::chrono::duration_cast<WallTime::duration>(time);
    site.run(now, effects);
  }
  /// "wang sms": who has been told since the last call.
  std::vector<std::string> told() {
    std::vector<std::string> list;
    for (const auto& order : std::exchange(effects.messages, {})) {
      list.push_back(site.spec().contacts[order.contact].id + " " +
                     std::string(emergency::to_text(order.via)));
    }
    return list;
  }
  site::Effects effects;
  site::Site site;
  Now now;
};

class ResponseTest : public ::testing::Test {
 protected:
  void wind(double from_degrees) {
    for (int i = 0; i < 60; ++i) {
      const Tick now = drive->now().tick;
      const std::array<Sample, 2> samples = {
          Sample{.point = people.direction,
                 .quality = Quality::Good,
                 .value = from_degrees,
                 .at = now},
          Sample{.point = people.speed, .quality = Quality::Good, .value = 3.0, .at = now}};
      drive->site().take(samples, drive->now(), drive->effects());
      drive->pass(seconds{10});
    }
  }
  void leak() {
    drive->gas(0, 60.0);
    drive->gas(1, 61.0);
  }
  /// "wang sms": who has been told since the last call; each is answered.
  std::vector<std::string> told(emergency::ReceiptKind receipt = emergency::ReceiptKind::Sent) {
    std::vector<std::string> list;
    for (const auto& order : std::exchange(drive->effects().messages, {})) {
      names.push_back(*site::call_name_from(order.name));
      list.push_back(people.spec.contacts[order.contact].id + " " +
                     std::string(emergency::to_text(order.via)));
      drive->site().receipt(order.ticket, receipt, "no", drive->now(), drive->effects());
    }
    return list;
  }
  std::vector<std::string> entries(EntryKind kind) {
    std::vector<std::string> list;
    for (const site::Event& event : drive->effects().events) {
      const auto* entry = std::get_if<site::IncidentEvent>(&event);
      if (entry != nullptr && entry->entry == kind) list.push_back(entry->contact + entry->text);
    }
    return list;
  }
  site::Site::Incidental plans(const site::Site::AskOfPlans& ask) {
    return drive->site().plans(ask, drive->now(), drive->effects());
  }
  /// The next process: knows what was kept.
  void restart() {
    site::Memory memory = drive->memory();
    std::map<std::string, emergency::CallMemory> calls;
    for (auto& call : drive->effects().response.calls) calls[record_id(call)] = call;
    std::map<std::string, emergency::ErrandMemory> errands;
    for (auto& errand : drive->effects().response.errands) errands[record_id(errand)] = errand;
    for (const std::string& gone : drive->effects().response.forgotten) {
      calls.erase(gone);
      errands.erase(gone);
    }
    std::map<std::string, emergency::NeighbourMemory> neighbours;
    for (auto& told : drive->effects().response.neighbours) neighbours[told.neighbour] = told;
    std::map<std::string, emergency::ClocksMemory> clocks;
    for (auto& clock : drive->effects().response.clocks) clocks[clock.incident] = clock;
    for (auto& [id, call] : calls) memory.response.calls.push_back(call);
    for (auto& [id, errand] : errands) memory.response.errands.push_back(errand);
    for (auto& [id, told] : neighbours) memory.response.neighbours.push_back(told);
    for (auto& [id, clock] : clocks) memory.response.clocks.push_back(clock);
    memory.response.advice = drive->effects().response.advice;
    const Now before = drive->now();
    drive.emplace(people);
    drive->set_time(before.tick.time_since_epoch(), before.wall);
    drive->site().restore(memory, drive->now(), drive->effects());
  }

  PeopledSite people;
  std::optional<SiteDriver> drive{std::in_place, people};
  std::vector<site::CallName> names;
};

TEST_F(ResponseTest, PeopleOfTheRoleAreToldOneAfterTheOtherUntilSomebodyAcknowledges) {
  leak();
  EXPECT_THAT(told(), Contains("wang sms"));
  drive->pass(seconds{59});
  EXPECT_THAT(told(), Not(Contains("li sms")));
  drive->pass(seconds{1});
  EXPECT_THAT(told(), Contains("li sms"));
  EXPECT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.acknowledge("leak-1", "li", "", drive->now(), orders);
  }));
  drive->pass(hours{1});
  EXPECT_THAT(told(), Not(Contains(HasSubstr("wang"))));
}

/// A plan whose step at `after` asks for a minute.
emergency::StepSpec asking(PointIndex point, Duration after) {
  return {.after = after,
          .confirm_within = minutes{1},
          .kind = emergency::StepKind::Write,
          .point = point,
          .value = true};
}

TEST_F(ResponseTest, AStepThatAsksIsHeardByThoseWhomThePlanHasTold) {
  people.spec.plans[0].steps[2] = asking(people.fan, seconds{90});
  drive.emplace(people);
  leak();
  drive->pass(seconds{89});
  told();
  names.clear();
  drive->pass(seconds{1});
  EXPECT_THAT(told(), ElementsAre("wang sms", "li sms"));
  ASSERT_EQ(names.size(), 2u);
  EXPECT_EQ(names[0].about, site::CallAbout::Asked);
  EXPECT_EQ(names[0].which, "#2");
  EXPECT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.veto("leak-1", 2, "li", "empty", drive->now(), orders);
  }));
  drive->pass(minutes{2});
  told();
  EXPECT_EQ(std::count_if(names.begin(), names.end(),
                          [](const auto& name) { return name.about == site::CallAbout::Asked; }),
            2)
      << "once each, and nobody has to answer";
}

TEST_F(ResponseTest, AStepThatAsksBeforeAnybodyIsToldIsHeardByWhoIsOnDutyForThePlan) {
  people.spec.plans[0].steps[0] = asking(people.siren, seconds{0});
  people.spec.plans[0].steps[1].after = seconds{30};
  drive.emplace(people);
  leak();
  const auto list = told();
  EXPECT_THAT(list, Contains("wang sms"));
  EXPECT_THAT(list, Contains("li sms"));
  EXPECT_EQ(names.at(0).about, site::CallAbout::Asked);
  EXPECT_EQ(names.at(1).about, site::CallAbout::Asked);
}

TEST_F(ResponseTest, APlanThatTellsNobodyAsksWhoReports) {
  people.spec.plans[0].steps = {asking(people.siren, seconds{0})};
  drive.emplace(people);
  leak();
  EXPECT_THAT(told(), ElementsAre("zhao email"));
  EXPECT_EQ(names.at(0).about, site::CallAbout::Asked);
}

TEST_F(ResponseTest, WhoWasOnlyAskedHearsTheAllClearToo) {
  people.spec.plans[0].steps = {asking(people.fan, seconds{0})};
  drive.emplace(people);
  EXPECT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.start("leak", true, "li", "", drive->now(), orders);
  }));
  ASSERT_THAT(told(), ElementsAre("zhao email"));
  names.clear();
  ASSERT_TRUE(drive->close_incident("leak-1"));
  EXPECT_THAT(told(), ElementsAre("zhao email"));
  EXPECT_EQ(names.at(0).about, site::CallAbout::AllClear);
}

TEST_F(ResponseTest, ADeadModemDoesNotDelayTheNextWay) {
  leak();
  EXPECT_THAT(told(emergency::ReceiptKind::Failed), Contains("wang sms"));
  EXPECT_THAT(told(), Contains("wang webhook")) << "at once";
}

TEST_F(ResponseTest, AnAcknowledgedAlarmAnswersToo) {
  leak();
  told();
  const AlarmIndex vote = people.vote;
  EXPECT_TRUE(drive->site().acknowledge({&vote, 1}, std::nullopt, "li", "", drive->now(),
                                        drive->effects()));
  drive->pass(minutes{2});
  EXPECT_THAT(told(), Not(Contains("li sms")));
}

TEST_F(ResponseTest, NeighboursAreWarnedDownwindFirstAndHearTheAllClear) {
  wind(270);  // from the west: the east is downwind
  leak();
  EXPECT_THAT(entries(EntryKind::NeighbourTold),
              ElementsAre("east-worksfirst, downwind", "west-worksfirst"));
  const auto list = told();
  EXPECT_THAT(list, Contains("east sms"));
  EXPECT_THAT(list, Contains("west sms"));
  EXPECT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.acknowledge("leak-1", "wang", "", drive->now(), orders);
  }));
  EXPECT_TRUE(drive->site().respond(
      [&](site::Response& response, site::ResponseOrders& orders) {
        return response.neighbour_acknowledged("leak-1", "west-works", "their duty room", "",
                                               drive->now(), orders);
      },
      drive->effects()));
  drive->pass(minutes{4});
  EXPECT_THAT(told(), ::testing::AllOf(Contains("east sms"), Not(Contains("west sms"))));
  for (std::size_t i = 0; i < 3; ++i) drive->gas(i, 1.0);
  drive->pass(minutes{1});
  const std::array<AlarmIndex, 4> all = {people.high[0], people.high[1], people.high[2],
                                         people.vote};
  for (const AlarmIndex alarm : all) {
    (void)drive->site().acknowledge({&alarm, 1}, std::nullopt, "li", "", drive->now(),
                                    drive->effects());
    (void)drive->site().reset({&alarm, 1}, "li", drive->now(), drive->effects());
  }
  told();
  ASSERT_TRUE(drive->close_incident("leak-1"));
  const auto after = told();
  EXPECT_THAT(after, Contains("east sms"));
  EXPECT_THAT(after, Contains("west sms"));
  EXPECT_THAT(after, Contains("wang sms")) << "our own people hear that it is over";
  EXPECT_THAT(after, Not(Contains("zhao email"))) << "who was not told before";
}

TEST_F(ResponseTest, TheWaysOutAreNamedAndNamedAnewWhenTheWindTurns) {
  wind(270);
  leak();
  ASSERT_THAT(entries(EntryKind::Evacuation), ::testing::SizeIs(1));
  told();
  names.clear();
  for (int i = 0; i < 3; ++i) wind(90);
  EXPECT_THAT(entries(EntryKind::Evacuation), ::testing::SizeIs(2));
  EXPECT_THAT(told(), Contains("wang sms")) << "who was told the old ways hears of the new ones";
  EXPECT_THAT(names, Contains(site::CallName{site::CallAbout::Wind, ""}));
}

// Nothing but the wind is left to be looked at.
TEST_F(ResponseTest, ATurnedWindIsNoticedWhenEverybodyHasAnswered) {
  people.spec.plans[0].report = false;
  drive.emplace(people);
  wind(270);
  leak();
  told();
  drive->confirm_writes();
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.acknowledge("leak-1", "li", "", drive->now(), orders);
  }));
  for (const char* neighbour : {"west-works", "east-works"}) {
    ASSERT_TRUE(drive->site().respond(
        [&](site::Response& response, site::ResponseOrders& orders) {
          return response.neighbour_acknowledged("leak-1", neighbour, "duty room", "", drive->now(),
                                                 orders);
        },
        drive->effects()));
  }
  for (int i = 0; i < 6; ++i) wind(270);
  ASSERT_THAT(told(), IsEmpty());
  const auto deadline = drive->site().deadline();
  ASSERT_TRUE(deadline);
  EXPECT_LE(*deadline - drive->now().tick, Duration{minutes{1}});
  EXPECT_GE(*deadline, drive->now().tick);
  for (int i = 0; i < 3; ++i) wind(90);
  EXPECT_THAT(entries(EntryKind::Evacuation), ::testing::SizeIs(2));
  EXPECT_THAT(told(), Contains("west sms"));
}

TEST_F(ResponseTest, TheWindIsLookedAtNoMoreWhenTheIncidentHasEnded) {
  people.spec.plans[0].report = false;
  drive.emplace(people);
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.start("leak", true, "li", "", drive->now(), orders);
  }));
  told();
  ASSERT_TRUE(drive->close_incident("leak-1"));
  told();
  EXPECT_EQ(drive->site().deadline(), std::nullopt);
}

TEST_F(ResponseTest, TheReportOfTheFirstHourIsAskedFor) {
  leak();
  told();
  drive->pass(minutes{29});
  EXPECT_THAT(entries(EntryKind::ReportDue), IsEmpty());
  drive->pass(minutes{1});
  EXPECT_THAT(entries(EntryKind::ReportDue), ElementsAre("county"));
  names.clear();
  EXPECT_THAT(told(), Contains("zhao email"));
  EXPECT_TRUE(std::any_of(names.begin(), names.end(), [](const site::CallName& name) {
    return name.about == site::CallAbout::Clock && name.which == "county";
  }));
  EXPECT_TRUE(drive->site().respond(
      [&](site::Response& response, site::ResponseOrders& orders) {
        return response.reported("leak-1", emergency::Duty::County, drive->now().wall, "zhao",
                                 "county", "", drive->now(), orders);
      },
      drive->effects()));
  const std::size_t before = entries(EntryKind::ReportDue).size();
  drive->pass(minutes{29});
  EXPECT_THAT(entries(EntryKind::ReportDue), Not(Contains("county-again")));
  EXPECT_LE(entries(EntryKind::ReportDue).size(), before + 1) << "only the two hours still run";
}

TEST_F(ResponseTest, ARestartTellsNobodyAgainAndGoesOn) {
  wind(270);
  leak();
  told();
  drive->pass(seconds{30});
  told();
  restart();
  EXPECT_THAT(told(), IsEmpty()) << "nothing is sent twice";
  EXPECT_THAT(entries(EntryKind::Evacuation), IsEmpty());
  drive->pass(seconds{29});
  EXPECT_THAT(told(), Not(Contains("li sms")));
  drive->pass(seconds{2});
  EXPECT_THAT(told(), Contains("li sms"));
  drive->pass(minutes{30});
  EXPECT_THAT(entries(EntryKind::ReportDue), Contains("county"));
}

TEST_F(ResponseTest, AReloadWhileAMessageIsUnderWayTellsNobodyAgain) {
  leak();
  ASSERT_FALSE(drive->effects().messages.empty());
  const auto ticket = drive->effects().messages.front().ticket;
  drive->pass(seconds{3});
  Changed next(*drive, people.spec);
  EXPECT_THAT(next.told(), IsEmpty());
  site::Effects receipt;
  next.site.receipt(ticket, emergency::ReceiptKind::Sent, "", next.now, receipt);
  ASSERT_THAT(receipt.events, ::testing::SizeIs(1));
  EXPECT_EQ(std::get<site::IncidentEvent>(receipt.events[0]).entry, EntryKind::Sent);
  next.pass(seconds{56});
  EXPECT_THAT(next.told(), Not(Contains("li sms")));
  next.pass(seconds{1});
  EXPECT_THAT(next.told(), Contains("li sms"));
}

TEST_F(ResponseTest, AStepThatWasPutInWhileThePlanRanTellsItsPeople) {
  auto& steps = people.spec.plans[0].steps;
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].id = "step" + std::to_string(i);
  drive.emplace(people);
  leak();
  EXPECT_THAT(told(), Contains("wang sms"));
  // In front of the step whose people were told: it takes that one's place.
  steps.insert(
      steps.begin() + 1,
      {.id = "new", .kind = emergency::StepKind::Notify, .role = "director", .contacts = {"zhao"}});
  restart();
  drive->pass(seconds{1});
  EXPECT_THAT(told(), Contains("zhao email"));
  drive->pass(minutes{1});
  EXPECT_THAT(told(), Contains("li sms")) << "and the step before goes on";
}

TEST_F(ResponseTest, AnAcknowledgementCountsAlsoWhenThePlanIsGone) {
  leak();
  told();
  SmallSite other = people;
  other.spec.plans.clear();
  Reloaded next(*drive, other.spec);
  const auto acknowledged = next.site.plans(
      [&](auto& responder, auto& orders) {
        return responder.acknowledge("leak-1", "li", "", next.now, orders);
      },
      next.now, next.effects);
  ASSERT_TRUE(acknowledged) << acknowledged.error();
  next.effects.messages.clear();
  const auto about = next.pass(hours{1});
  EXPECT_THAT(about, Not(Contains(site::CallAbout::Step)));
  EXPECT_THAT(about, Contains(site::CallAbout::NeighbourReminder)) << "they have not answered";
}

TEST_F(ResponseTest, AChangeOfTheConfigurationKeepsTheMeanWind) {
  wind(270);
  const emergency::Wind before = drive->site().response().wind(drive->now());
  ASSERT_EQ(before.state, emergency::WindState::Known);
  Reloaded next(*drive, people.spec);
  EXPECT_EQ(next.site.response().wind(next.now), before);
}

TEST_F(ResponseTest, AnotherVaneBeginsAnotherMeanWind) {
  wind(270);
  SmallSite other = people;
  other.spec.around.wind->direction = people.speed;
  Reloaded next(*drive, other.spec);
  EXPECT_EQ(next.site.response().wind(next.now).doubt, emergency::WindDoubt::TooFew);
}

TEST_F(ResponseTest, TheAllClearIsGivenAlsoWhenThePlanIsGone) {
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.start("leak", true, "li", "", drive->now(), orders);
  }));
  told();
  SmallSite other = people;
  other.spec.plans.clear();
  Reloaded next(*drive, other.spec);
  next.pass(minutes{1});
  ASSERT_TRUE(next.site.plans(
      [&](auto& responder, auto& orders) {
        return responder.close("leak-1", "li", "", {}, next.now, orders);
      },
      next.now, next.effects));
  std::set<std::string> cleared;
  for (const auto& order : next.effects.messages) {
    const auto about = site::call_name_from(order.name)->about;
    if (about == site::CallAbout::AllClear || about == site::CallAbout::NeighbourAllClear) {
      cleared.insert(people.spec.contacts[order.contact].id);
    }
  }
  EXPECT_THAT(cleared, ::testing::IsSupersetOf({"wang", "east", "west"}));
  next.pass(minutes{1});
  EXPECT_THAT(next.pass(minutes{20}), IsEmpty()) << "nobody is told any more";
}

/// Of a step that has moved: a call is known by what it is about, not by where that stands.
TEST_F(ResponseTest, AStepThatMovedGoesOnWithItsOwnPeopleAndWords) {
  auto& steps = people.spec.plans[0].steps;
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].id = "step" + std::to_string(i);
  drive.emplace(people);
  leak();
  EXPECT_THAT(told(), Contains("wang sms"));
  std::rotate(steps.begin(), steps.begin() + 1, steps.begin() + 2);  // the siren stands behind it
  Changed next(*drive, people.spec);
  next.pass(minutes{1});
  bool asked = false;
  for (const auto& order : next.effects.messages) {
    if (people.spec.contacts[order.contact].id != "li") continue;
    asked = true;
    EXPECT_EQ(order.name, "step:step1");
  }
  EXPECT_TRUE(asked);
}

TEST_F(ResponseTest, NeighboursThatChangePlacesHearTheirOwnNews) {
  wind(270);
  leak();
  told();
  std::swap(people.spec.around.neighbours[0], people.spec.around.neighbours[1]);
  Changed next(*drive, people.spec);
  next.pass(minutes{3});
  std::map<std::string, std::string> heard;
  for (const auto& order : next.effects.messages) {
    heard[people.spec.contacts[order.contact].id] = order.name;
  }
  EXPECT_EQ(heard["east"], "neighbour-reminder:east-works");
  EXPECT_EQ(heard["west"], "neighbour-reminder:west-works");
}

TEST_F(ResponseTest, WhenNobodyOfThoseWhoWereToldIsLeftOthersAreTold) {
  leak();
  EXPECT_THAT(told(), Contains("wang sms"));
  SmallSite other = people;
  other.spec.contacts[0].id = "chen";  // took Wang's place
  other.spec.contacts[1].id = "liu";
  Changed next(*drive, other.spec);
  EXPECT_THAT(next.told(), Contains("chen sms"));
  next.pass(minutes{1});
  EXPECT_THAT(next.told(), Contains("liu sms"));
}

TEST_F(ResponseTest, NobodyIsToldAnewOfWhatIsAnswered) {
  leak();
  told();
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.acknowledge("leak-1", "wang", "", drive->now(), orders);
  }));
  SmallSite other = people;
  other.spec.contacts[0].id = "chen";
  other.spec.contacts[1].id = "liu";
  Changed next(*drive, other.spec);
  next.pass(minutes{10});
  EXPECT_THAT(next.told(), Not(Contains(HasSubstr("chen"))));
}

TEST_F(ResponseTest, PeopleAreToldWhenTheRecordOfTheCallIsLost) {
  leak();
  told();
  drive->effects().response = {};
  restart();
  EXPECT_THAT(told(), Contains("wang sms")) << "twice rather than never";
}

TEST_F(ResponseTest, AGraverIncidentReachesFurtherNeighbours) {
  people.spec.plans[0].steps.back().radius = 0.0;  // by the grade
  people.spec.around.neighbours[2].distance = 2500;
  drive.emplace(people);
  wind(270);
  leak();
  EXPECT_THAT(entries(EntryKind::NeighbourTold), ::testing::SizeIs(2));
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.grade("leak-1", emergency::Grade::I, "li", "the tank burns", drive->now(),
                           orders);
  }));
  EXPECT_THAT(entries(EntryKind::NeighbourTold), Contains("far-worksfirst, downwind"));
  EXPECT_THAT(entries(EntryKind::NeighbourTold), ::testing::SizeIs(3)) << "the others know";
}

TEST_F(ResponseTest, AGraverIncidentReachesNotBeyondWhatThePlanSays) {
  people.spec.around.neighbours[2].distance = 2500;
  drive.emplace(people);
  leak();
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.grade("leak-1", emergency::Grade::I, "li", "the tank burns", drive->now(),
                           orders);
  }));
  EXPECT_THAT(entries(EntryKind::NeighbourTold), ::testing::SizeIs(2));
}

TEST_F(ResponseTest, ANeighbourThatWasTakenOutOfTheFileHearsTheAllClear) {
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.start("leak", true, "li", "", drive->now(), orders);
  }));
  EXPECT_THAT(told(), Contains("east sms"));
  SmallSite other = people;
  other.spec.around.neighbours.erase(other.spec.around.neighbours.begin());
  other.spec.contacts.pop_back();  // of the other one nobody is left
  Changed next(*drive, other.spec);
  ASSERT_TRUE(next.site.plans(
      [&](auto& responder, auto& orders) {
        return responder.close("leak-1", "li", "", {}, next.now, orders);
      },
      next.now, next.effects));
  EXPECT_THAT(next.told(), Contains("east sms"));
  std::vector<std::string> nobody;
  for (const site::Event& event : next.effects.events) {
    const auto* entry = std::get_if<site::IncidentEvent>(&event);
    if (entry != nullptr && entry->entry == EntryKind::GaveUp) nobody.push_back(entry->contact);
  }
  EXPECT_THAT(nobody, ElementsAre("west-works")) << "and the record does not say that it was told";
}

/// Li's turn came before the restart; the gateway without a record tells Wang only, and he ends it.
TEST_F(ResponseTest, WhoWasToldBeforeHearsThatItWasEndedMeanwhile) {
  leak();
  told();
  drive->confirm_writes();
  drive->pass(minutes{1});
  ASSERT_THAT(told(), Contains("li sms"));
  drive->confirm_writes();
  const site::Memory recorded = drive->site().memory(drive->now());

  SiteDriver lived(people);
  lived.set_time(drive->now().tick.time_since_epoch(), drive->now().wall);
  site::Memory none;
  none.next_incident = 1'795'000'000;
  lived.site().restore(none, lived.now(), lived.effects());
  lived.gas(0, 60.0);
  lived.gas(1, 61.0);
  ASSERT_EQ(lived.site().incidents().size(), 1u);
  lived.confirm_writes();
  lived.gas(0, 1.0);
  lived.gas(1, 1.0);
  lived.pass(minutes{1} - seconds{10});
  const std::array<AlarmIndex, 3> all = {people.high[0], people.high[1], people.vote};
  for (const AlarmIndex alarm : all) {
    (void)lived.site().acknowledge({&alarm, 1}, std::nullopt, "wang", "", lived.now(),
                                   lived.effects());
    (void)lived.site().reset({&alarm, 1}, "wang", lived.now(), lived.effects());
  }
  ASSERT_TRUE(lived.close_incident(lived.site().incidents()[0].id));
  for (const auto& order : lived.effects().messages) {
    EXPECT_NE(order.person, "li") << "he was not told by this one";
  }

  SiteDriver joined(people);
  joined.set_time(lived.now().tick.time_since_epoch(), lived.now().wall);
  std::vector<std::optional<PointIndex>> points;
  for (std::size_t i = 0; i < people.spec.points.size(); ++i) {
    points.emplace_back(index_of<PointIndex>(i));
  }
  joined.site().join(lived.site(), recorded, points, joined.now(), joined.effects());
  ASSERT_EQ(joined.site().incidents().size(), 1u);
  EXPECT_TRUE(joined.site().incidents()[0].closed);
  std::vector<std::string> all_clear;
  for (const auto& order : joined.effects().messages) {
    if (order.name.rfind("all-clear", 0) == 0) all_clear.push_back(order.person);
  }
  EXPECT_THAT(all_clear, ElementsAre("li")) << "the other one's is on its way";
  for (const auto& order : joined.effects().messages) {
    EXPECT_NE(order.name.rfind("step", 0), 0u) << order.person << " is told of what is over";
  }
}

/// Li has the code of before in his hand; the gateway without a record has come to Wang only so far.
TEST_F(ResponseTest, WhoWasToldBeforeCanAnswerAfterwards) {
  leak();
  told();
  drive->confirm_writes();
  drive->pass(minutes{1});
  ASSERT_THAT(told(), Contains("li sms"));
  const site::Memory recorded = drive->site().memory(drive->now());

  SiteDriver lived(people);
  lived.set_time(drive->now().tick.time_since_epoch(), drive->now().wall);
  site::Memory none;
  none.next_incident = 1'795'000'000;
  lived.site().restore(none, lived.now(), lived.effects());
  lived.gas(0, 60.0);
  lived.gas(1, 61.0);
  lived.pass(seconds{5});

  SiteDriver joined(people);
  joined.set_time(lived.now().tick.time_since_epoch(), lived.now().wall);
  std::vector<std::optional<PointIndex>> points;
  for (std::size_t i = 0; i < people.spec.points.size(); ++i) {
    points.emplace_back(index_of<PointIndex>(i));
  }
  joined.site().join(lived.site(), recorded, points, joined.now(), joined.effects());
  ASSERT_EQ(joined.site().incidents().size(), 1u);
  std::vector<std::string> who;  // an SMS counts only from these: see Answers
  for (const auto& errand : joined.site().response().told("leak-1", joined.now())) {
    who.push_back(errand.contact);
  }
  EXPECT_THAT(who, Contains("li"));
  joined.effects().messages.clear();
  joined.pass(minutes{1});
  std::vector<std::string> next;
  for (const auto& order : joined.effects().messages) next.push_back(order.person);
  EXPECT_THAT(next, Contains("li")) << "his turn in the call of now comes all the same";
}

/// One modem sends one SMS after the other, seconds each.
TEST_F(ResponseTest, WhatIsRealIsSaidBeforeThatTheDrillIsOver) {
  EXPECT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.start("leak", true, "li", "", drive->now(), orders);
  }));
  told();
  leak();
  const auto& messages = drive->effects().messages;
  ASSERT_FALSE(messages.empty());
  EXPECT_EQ(messages.front().incident, "leak-2") << messages.front().name;
}

/// What only reports itself (a channel to people, a bus) has said before the record came that it is well.
TEST_F(ResponseTest, WhatHasSaidThatItIsWellIsNoAlarmOfBefore) {
  const AlarmIndex modem = people.siren_failure;  // any alarm of the gateway itself will do
  drive->site().report(modem, true, drive->now(), drive->effects());
  ASSERT_EQ(drive->state(modem), alarm::State::Active);
  const site::Memory recorded = drive->site().memory(drive->now());
  SiteDriver lived(people);
  lived.set_time(drive->now().tick.time_since_epoch(), drive->now().wall);
  lived.site().report(modem, false, lived.now(), lived.effects());
  SiteDriver joined(people);
  joined.set_time(lived.now().tick.time_since_epoch(), lived.now().wall);
  std::vector<std::optional<PointIndex>> points;
  for (std::size_t i = 0; i < people.spec.points.size(); ++i) {
    points.emplace_back(index_of<PointIndex>(i));
  }
  joined.site().join(lived.site(), recorded, points, joined.now(), joined.effects());
  EXPECT_NE(joined.state(modem), alarm::State::Active);
}

}  // namespace
}  // namespace hazgate::testing
