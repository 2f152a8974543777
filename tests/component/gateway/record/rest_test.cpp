// What is kept of incidents that are over, by a real journal.
#include <algorithm>
#include <future>
#include <gtest/gtest.h>

#include "tests/component/gateway/record/recorded_site.hpp"

namespace hazgate::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;

std::optional<journal::RecordedIncident> recorded(RecordedSite& house, const std::string& id) {
  std::promise<std::optional<journal::RecordedIncident>> promise;
  house.journal().read_incident(id, [&](auto found) { promise.set_value(std::move(found)); });
  return promise.get_future().get();
}

std::size_t count_of(const RecordedSite& house, std::string_view kind) {
  const auto& documents = house.given_back().documents;
  return static_cast<std::size_t>(
      std::count_if(documents.begin(), documents.end(),
                    [&](const site::Document& document) { return document.kind == kind; }));
}

TEST(Rest, AReportThatIsOwedOutlivesAnyNumberOfIncidents) {
  RecordedSite house;
  const std::string first = house.incident(false);
  for (int i = 0; i < 250; ++i) house.incident(true);
  ASSERT_EQ(house.site().incident(first), nullptr) << "too many came later";
  house.restart();
  EXPECT_EQ(house.site().incident(first), nullptr);
  ASSERT_NE(house.site().response().clocks(first), nullptr);
  house.pass(hours{1});
  const auto asks = [&](const site::Event& event) {
    const auto* incident = std::get_if<site::IncidentEvent>(&event);
    return incident != nullptr && incident->incident == first &&
           incident->entry == site::EntryKind::ReportDue;
  };
  EXPECT_TRUE(std::any_of(house.events.begin(), house.events.end(), asks));
  house.restart();
  house.report(first);
  house.settle();
  EXPECT_FALSE(house.site().response().clocks(first)->deadline());
}

TEST(Rest, ClocksOfEveryOneOf150Survive) {
  RecordedSite house;
  std::vector<std::string> ids;
  for (int i = 0; i < 150; ++i) ids.push_back(house.incident(false));
  house.restart();
  for (const std::string& id : ids) {
    ASSERT_NE(house.site().response().clocks(id), nullptr) << id;
    EXPECT_TRUE(house.site().response().clocks(id)->deadline()) << id;
  }
}

TEST(Rest, DocumentsGoWhenNothingCanComeDueAnyMore) {
  RecordedSite house;
  const std::string id = house.incident(true);
  house.restart();
  EXPECT_EQ(count_of(house, "clocks"), 1u) << "casualties may still come";
  house.pass(days{29});
  house.restart();
  EXPECT_EQ(count_of(house, "clocks"), 1u);
  house.pass(days{2});
  house.restart();
  EXPECT_TRUE(house.given_back().documents.empty());
  ASSERT_NE(house.site().incident(id), nullptr);
  const auto found = recorded(house, id);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->incident.closed);
  const auto rest = daemon::at_rest_of(id, found->archive);
  ASSERT_TRUE(rest && rest->clocks);
  ASSERT_EQ(rest->clocks->clocks.size(), 2u);
  EXPECT_EQ(rest->clocks->clocks[0].reports.at(0).to, "county");
}

TEST(Rest, WhoDiesOfItLaterIsReported) {
  RecordedSite house;
  const std::string id = house.incident(true);
  house.pass(days{20});
  house.restart();
  const auto entered = house.site().respond(
      [&](site::Response& response, site::ResponseOrders& orders) {
        return response.casualties(id, {.deaths = 1}, "li", house.now(), orders);
      },
      *std::make_unique<site::Effects>());
  EXPECT_TRUE(entered) << entered.error();
}

TEST(Rest, OfADrillNothingStays) {
  RecordedSite house;
  house.small.spec.around.wind.reset();
  site::Effects effects;
  const auto begun = house.site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.start("leak", true, "li", "", house.now(), orders);
      },
      house.now(), effects);
  ASSERT_TRUE(begun) << begun.error();
  EXPECT_FALSE(effects.response.clocks.empty());
  effects = {};
  const auto closed = house.site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.close(begun->id, "li", "", {}, house.now(), orders);
      },
      house.now(), effects);
  ASSERT_TRUE(closed) << closed.error();
  ASSERT_EQ(effects.response.at_rest.size(), 1u);
  EXPECT_FALSE(effects.response.at_rest[0].clocks);
}

TEST(Rest, AClosedIncidentIsFoundAsLongAsItIsKept) {
  RecordedSite house;
  const std::string first = house.incident(true);
  for (int i = 0; i < 250; ++i) house.incident(true);
  house.restart();
  EXPECT_EQ(house.site().incident(first), nullptr);
  const auto found = recorded(house, first);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->incident.id, first);
  EXPECT_FALSE(recorded(house, "leak-9999"));
}

}  // namespace
}  // namespace hazgate::testing
