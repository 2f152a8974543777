#include "gateway/daemon/response_codec.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <tuple>
#include <utility>

#include "tests/unit/gateway/daemon/response_samples.hpp"

namespace hazgate::daemon {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Documents = std::vector<site::Document>;

site::ResponseMemory back(const Documents& documents, std::size_t expected_unreadable = 0) {
  std::size_t unreadable = 99;
  const site::ResponseMemory memory = response_of(documents, unreadable);
  EXPECT_EQ(unreadable, expected_unreadable);
  return memory;
}

site::ResponseMemory there_and_back(const site::ResponseMemory& memory) {
  return back(documents_of(memory));
}

std::vector<std::string> names(const Documents& documents) {
  std::vector<std::string> list;
  for (const site::Document& document : documents) {
    list.push_back(document.kind + ' ' + document.id + (document.body.empty() ? " forgotten" : ""));
  }
  return list;
}

// The structured bindings below do not compile when a struct gains a field: then it belongs into the
// samples, and into the codec.
template <class Fields, std::size_t... kPlaces>
void expect_all_differ(const Fields& sample, const Fields& plain, std::index_sequence<kPlaces...>) {
  const std::array<bool, sizeof...(kPlaces)> differs = {
      (std::get<kPlaces>(sample) != std::get<kPlaces>(plain))...};
  EXPECT_THAT(differs, Each(true));
}

auto fields(const emergency::CallMemory& memory) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = memory;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l);
}
auto fields(const emergency::ErrandMemory& memory) {
  const auto& [a, b, c, d, e, f, g] = memory;
  return std::tie(a, b, c, d, e, f, g);
}
auto fields(const emergency::WayMemory& memory) {
  const auto& [a, b, c, d] = memory;
  return std::tie(a, b, c, d);
}
auto fields(const emergency::NeighbourMemory& memory) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k] = memory;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k);
}
auto fields(const emergency::ClocksMemory& memory) {
  const auto& [a, b, c, d, e, f, g] = memory;
  return std::tie(a, b, c, d, e, f, g);
}
auto fields(const emergency::Casualties& memory) {
  const auto& [a, b, c, d] = memory;
  return std::tie(a, b, c, d);
}
auto fields(const emergency::ClockMemory& memory) {
  const auto& [a, b, c, d, e, f, g] = memory;
  return std::tie(a, b, c, d, e, f, g);
}
auto fields(const emergency::Report& memory) {
  const auto& [a, b, c, d, e] = memory;
  return std::tie(a, b, c, d, e);
}
auto fields(const site::AdviceMemory& memory) {
  const auto& [a, b] = memory;
  return std::tie(a, b);
}
auto fields(const emergency::Wind& memory) {
  const auto& [a, b, c, d, e] = memory;
  return std::tie(a, b, c, d, e);
}

template <class Record>
void expect_full(const Record& record) {
  const Record plain{};
  using Fields = decltype(fields(plain));
  expect_all_differ<Fields>(fields(record), fields(plain),
                            std::make_index_sequence<std::tuple_size_v<Fields>>{});
}

TEST(ResponseCodec, TheSamplesLeaveNoFieldOut) {
  expect_full(samples::call());
  expect_full(samples::errand());
  expect_full(samples::errand().ways[0]);
  expect_full(samples::neighbour());
  expect_full(samples::clocks());
  expect_full(samples::clocks().casualties);
  expect_full(samples::clock());
  expect_full(samples::clock().reports[0]);
  expect_full(samples::advice());
  expect_full(samples::advice().wind);
}

TEST(ResponseCodec, EachRecordIsKeptUnderItsKindAndName) {
  EXPECT_THAT(names(documents_of(samples::all())),
              ElementsAre("call leak-3/neighbour-first:acme:7", "errand leak-3/step:通知/li",
                          "neighbour leak-3/school", "clocks leak-3", "advice leak-3"));
}

TEST(ResponseCodec, ACallComesBackAsItWas) {
  EXPECT_THAT(there_and_back({.calls = {samples::call()}}).calls, ElementsAre(samples::call()));
}

TEST(ResponseCodec, AnErrandComesBackAsItWas) {
  EXPECT_THAT(there_and_back({.errands = {samples::errand()}}).errands,
              ElementsAre(samples::errand()));
}

TEST(ResponseCodec, ANeighbourComesBackAsItWas) {
  EXPECT_THAT(there_and_back({.neighbours = {samples::neighbour()}}).neighbours,
              ElementsAre(samples::neighbour()));
}

TEST(ResponseCodec, ClocksComeBackAsTheyWere) {
  EXPECT_THAT(there_and_back({.clocks = {samples::clocks()}}).clocks,
              ElementsAre(samples::clocks()));
}

TEST(ResponseCodec, AdviceComesBackAsItWas) {
  EXPECT_THAT(there_and_back({.advice = {samples::advice()}}).advice,
              ElementsAre(samples::advice()));
}

TEST(ResponseCodec, AllOfItComesBackInItsOrder) {
  site::ResponseMemory memory = samples::all();
  // What has only defaults, and different names.
  memory.calls.push_back({});
  memory.errands.push_back({.incident = "fire-12", .name = "step:tell", .contact = "li"});
  memory.errands.push_back({});
  memory.neighbours.push_back({});
  memory.clocks.push_back({});
  memory.advice.push_back({});
  EXPECT_EQ(there_and_back(memory), memory);
}

TEST(ResponseCodec, NothingToKeepIsNoDocument) {
  EXPECT_THAT(documents_of({}), IsEmpty());
  EXPECT_TRUE(back({}).empty());
}

template <class Enumerator, std::size_t kCount, class Set>
void expect_each(const std::array<std::string_view, kCount>& texts, Set set) {
  for (std::size_t i = 0; i < kCount; ++i) {
    site::ResponseMemory memory = samples::all();
    set(memory, static_cast<Enumerator>(i));
    EXPECT_EQ(there_and_back(memory), memory) << texts[i];
  }
}

TEST(ResponseCodec, EveryWordComesBack) {
  using namespace emergency;
  expect_each<Via>(kViaTexts, [](auto& memory, Via via) { memory.calls[0].via = {via}; });
  expect_each<Via>(kViaTexts, [](auto& memory, Via via) { memory.errands[0].ways[0].via = via; });
  expect_each<CallState>(kCallStateTexts,
                         [](auto& memory, CallState state) { memory.calls[0].state = state; });
  expect_each<WayProgress>(kWayProgressTexts, [](auto& memory, WayProgress progress) {
    memory.errands[0].ways[1].progress = progress;
  });
  expect_each<Duty>(kDutyTexts,
                    [](auto& memory, Duty duty) { memory.clocks[0].clocks[1].duty = duty; });
  expect_each<WindState>(
      kWindStateTexts, [](auto& memory, WindState state) { memory.advice[0].wind.state = state; });
  expect_each<WindDoubt>(
      kWindDoubtTexts, [](auto& memory, WindDoubt doubt) { memory.advice[0].wind.doubt = doubt; });
}

TEST(ResponseCodec, NeverAndTheBeginningOfTimeAreTwoThings) {
  site::ResponseMemory memory{.neighbours = {samples::neighbour(), samples::neighbour()}};
  memory.neighbours[0].acknowledged = WallTime{};
  memory.neighbours[0].all_clear = std::nullopt;
  memory.neighbours[1].neighbour = "mill";
  memory.neighbours[1].acknowledged = std::nullopt;
  memory.neighbours[1].all_clear = WallTime{};
  EXPECT_EQ(there_and_back(memory), memory);
}

// A clock that is set back to 1970 while people are told: their turns came before.
TEST(ResponseCodec, AStampBefore1970IsOne) {
  site::ResponseMemory memory = samples::all();
  memory.calls[0].since = from_unix_ms(-600'001);
  memory.errands[0].turn = from_unix_ms(-1);
  memory.clocks[0].clocks[0].started = from_unix_ms(-86'400'000);
  EXPECT_EQ(there_and_back(memory), memory);
}

TEST(ResponseCodec, TheGreatestNumbersComeBack) {
  site::ResponseMemory memory = samples::all();
  memory.calls[0].at_once = std::numeric_limits<std::size_t>::max();
  memory.calls[0].round = std::numeric_limits<unsigned>::max();
  memory.errands[0].ways[0].attempts = std::numeric_limits<unsigned>::max();
  memory.neighbours[0].reminders = std::numeric_limits<std::uint32_t>::max();
  memory.clocks[0].casualties.loss = std::numeric_limits<std::int64_t>::max();
  memory.clocks[0].kept = from_unix_ms(253'402'300'799'999);  // the end of 9999
  EXPECT_EQ(there_and_back(memory), memory);
}

// Boost.JSON 1.81 would read one of ten a little beside.
TEST(ResponseCodec, EveryWindComesBackToTheLastBit) {
  std::mt19937_64 random(20261130);
  std::uniform_real_distribution<double> speeds(0.0, 60.0), directions(0.0, 360.0);
  site::ResponseMemory memory;
  for (int i = 0; i < 1000; ++i) {
    memory.advice.push_back({"leak-" + std::to_string(i),
                             {.speed = speeds(random),
                              .mean_speed = speeds(random) * 1e-9,
                              .direction = directions(random)}});
  }
  EXPECT_EQ(there_and_back(memory), memory);
}

TEST(ResponseCodec, TheForgottenAreForgottenLastAndAsBothKinds) {
  site::ResponseMemory memory{.calls = {samples::call()}, .errands = {samples::errand()}};
  memory.forgotten = {record_id(samples::errand()), record_id(samples::call())};
  const Documents documents = documents_of(memory);
  EXPECT_THAT(
      names(documents),
      ElementsAre("call leak-3/neighbour-first:acme:7", "errand leak-3/step:通知/li",
                  "call leak-3/step:通知/li forgotten", "errand leak-3/step:通知/li forgotten",
                  "call leak-3/neighbour-first:acme:7 forgotten",
                  "errand leak-3/neighbour-first:acme:7 forgotten"));
  EXPECT_TRUE(back(documents).empty());
}

TEST(ResponseCodec, OfOneNameTheLastCounts) {
  site::ResponseMemory memory{.calls = {samples::call(), samples::call()}};
  memory.calls[1].round = 5;
  EXPECT_THAT(there_and_back(memory).calls, ElementsAre(memory.calls[1]));
  // Also when the one before is broken.
  Documents documents = documents_of(memory);
  documents[0].body = "?";
  EXPECT_THAT(back(documents).calls, ElementsAre(memory.calls[1]));
}

TEST(ResponseCodec, TicketsBeginAnew) {
  EXPECT_EQ(there_and_back({.calls = {samples::call()}, .next_ticket = 77}).next_ticket, 1u);
}

TEST(ResponseCodec, OtherKindsAreLeftAlone) {
  Documents documents = documents_of({.calls = {samples::call()}});
  documents.push_back({"hazard", "h-2026-0001", "not JSON"});
  documents.push_back({"drill", "leak", "{\"last\":7}"});
  documents.push_back({"Call", documents[0].id, documents[0].body});
  const site::ResponseMemory memory = back(documents);
  EXPECT_EQ(memory, (site::ResponseMemory{.calls = {samples::call()}}));
}

}  // namespace
}  // namespace hazgate::daemon
