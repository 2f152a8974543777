#include "gateway/uplink/sparkplug/payload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sparkplug.pb.h>

#include "gateway/journal/frame.hpp"

namespace hazgate::uplink::sparkplug {
namespace {

using journal::Reading;
using testing::ElementsAre;

constexpr WallTime kNow{std::chrono::milliseconds{1'700'000'000'500}};
constexpr WallTime kThen{std::chrono::milliseconds{1'700'000'000'000}};

wire::Payload read(const std::string& bytes) {
  wire::Payload payload;
  EXPECT_TRUE(payload.ParseFromString(bytes));
  return payload;
}

Catalog catalog_with(Datatype datatype) {
  return Catalog({{"d", {{"p", datatype, "%LEL"}}}});
}

/// What one reading becomes as data.
wire::Metric one(Datatype datatype, const Value& value, Quality quality = Quality::Good,
                 bool historical = false) {
  const Catalog catalog = catalog_with(datatype);
  const journal::FrameLayout layout{1, "d", {"p"}};
  const auto columns = Catalog::columns(*catalog.find("d"), layout);
  const journal::SampleRecord record{1, kThen, 1, journal::pack({Reading{value, quality}})};
  const auto payload = read(device_data(record, columns, historical, 7, kNow));
  EXPECT_EQ(payload.seq(), 7U);
  EXPECT_EQ(payload.timestamp(), 1'700'000'000'500U);
  EXPECT_EQ(payload.metrics_size(), 1);
  return payload.metrics(0);
}

std::uint32_t quality_of(const wire::Metric& metric) {
  for (int i = 0; i < metric.properties().keys_size(); ++i) {
    if (metric.properties().keys(i) == "Quality") {
      EXPECT_EQ(metric.properties().values(i).type(), 3U) << "Int32";
      return metric.properties().values(i).int_value();
    }
  }
  return 192;
}

TEST(SparkplugPayload, ValuesAreInTheFieldOfTheirType) {
  EXPECT_EQ(one(Datatype::Double, 2.5).double_value(), 2.5);
  EXPECT_EQ(one(Datatype::Boolean, true).boolean_value(), true);
  EXPECT_EQ(one(Datatype::String, std::string("normal")).string_value(), "normal");
  EXPECT_EQ(one(Datatype::UInt16, std::uint64_t{65535}).int_value(), 65535U);
  EXPECT_EQ(one(Datatype::UInt32, std::uint64_t{4294967295U}).int_value(), 4294967295U);
  EXPECT_EQ(one(Datatype::UInt64, std::uint64_t{UINT64_MAX}).long_value(), UINT64_MAX);
  EXPECT_EQ(one(Datatype::Int16, std::int64_t{-2}).int_value(), 0xFFFFFFFEU) << "two's complement";
  EXPECT_EQ(one(Datatype::Int32, std::int64_t{INT32_MIN}).int_value(), 0x80000000U);
  EXPECT_EQ(one(Datatype::Int64, std::int64_t{-1}).long_value(), UINT64_MAX);
  EXPECT_EQ(one(Datatype::Int16, std::uint64_t{5}).int_value(), 5U) << "kept in a smaller kind";
  EXPECT_EQ(one(Datatype::Double, std::int64_t{-3}).double_value(), -3.0);
}

TEST(SparkplugPayload, WhatDoesNotFitItsTypeIsNullAndBad) {
  const std::pair<Datatype, Value> cases[] = {
      {Datatype::UInt16, std::uint64_t{65536}},
      {Datatype::UInt16, std::int64_t{-1}},
      {Datatype::Int16, std::int64_t{-32769}},
      {Datatype::Int32, std::uint64_t{1} << 31},
      {Datatype::Int64, UINT64_MAX},
      {Datatype::Boolean, std::uint64_t{1}},
      {Datatype::String, 1.5},
      {Datatype::Double, std::string("x")},
      {Datatype::UInt16, 1.5},
      {Datatype::Double, std::monostate{}},
      {Datatype::Double, std::numeric_limits<double>::quiet_NaN()}};
  for (const auto& [datatype, value] : cases) {
    const wire::Metric metric = one(datatype, value);
    EXPECT_TRUE(metric.is_null()) << to_text(value);
    EXPECT_EQ(metric.value_case(), wire::Metric::VALUE_NOT_SET) << to_text(value);
    EXPECT_EQ(quality_of(metric), 0U) << to_text(value);
  }
}

TEST(SparkplugPayload, QualityIsOneOfThreeAndSaidWhenItIsNotGood) {
  EXPECT_FALSE(one(Datatype::Double, 1.0).has_properties());
  for (const Quality bad :
       {Quality::OutOfRange, Quality::Fault, Quality::WarmUp, Quality::Maintenance, Quality::Comm,
        Quality::Exception, Quality::NotYet}) {
    EXPECT_EQ(quality_code(bad), 0U) << to_text(bad);
  }
  for (const Quality old : {Quality::Uncertain, Quality::Stale, Quality::Stuck}) {
    EXPECT_EQ(quality_code(old), 500U) << to_text(old);
  }
  EXPECT_EQ(quality_code(Quality::Simulated), 192U);
  const wire::Metric lost = one(Datatype::Double, std::monostate{}, Quality::Comm);
  EXPECT_TRUE(lost.is_null());
  EXPECT_EQ(quality_of(lost), 0U);
  EXPECT_THAT(lost.properties().keys(), ElementsAre("Quality", "hazgate/quality"));
  EXPECT_EQ(lost.properties().values(1).string_value(), "comm");
}

TEST(SparkplugPayload, DataHasAliasesAndTimesAndNoNames) {
  const wire::Metric metric = one(Datatype::Double, 1.0);
  EXPECT_FALSE(metric.has_name());
  EXPECT_EQ(metric.alias(), 1U);
  EXPECT_EQ(metric.timestamp(), 1'700'000'000'000U);
  EXPECT_FALSE(metric.has_is_historical());
  EXPECT_TRUE(one(Datatype::Double, 1.0, Quality::Good, true).is_historical());
}

TEST(SparkplugPayload, ABirthSaysAllMetricsAlsoThoseThatAFrameDoesNotHave) {
  const Catalog catalog({{"d", {{"old", Datatype::Double, ""}, {"new", Datatype::Boolean, ""}}},
                         {"e", {{"x", Datatype::String, "m"}}}});
  const journal::FrameLayout layout{1, "d", {"gone", "old"}};
  const Device& device = *catalog.find("d");
  const auto columns = Catalog::columns(device, layout);
  EXPECT_THAT(columns, ElementsAre(nullptr, &device.metrics[0]));
  const journal::SampleRecord record{
      1, kThen, 1, journal::pack({Reading{1.0, Quality::Good}, Reading{2.0, Quality::Good}})};
  const auto birth = read(device_birth(device, &record, &columns, 3, kNow));
  ASSERT_EQ(birth.metrics_size(), 2);
  EXPECT_EQ(birth.metrics(0).name(), "old");
  EXPECT_EQ(birth.metrics(0).alias(), 1U);
  EXPECT_EQ(birth.metrics(0).datatype(), 10U);
  EXPECT_EQ(birth.metrics(0).double_value(), 2.0);
  EXPECT_EQ(birth.metrics(0).timestamp(), 1'700'000'000'000U);
  EXPECT_EQ(birth.metrics(1).name(), "new");
  EXPECT_EQ(birth.metrics(1).alias(), 2U);
  EXPECT_TRUE(birth.metrics(1).is_null());
  EXPECT_EQ(birth.metrics(1).timestamp(), 1'700'000'000'500U);
  EXPECT_EQ(catalog.find("e")->metrics[0].alias, 3U) << "unique over the node";
}

TEST(SparkplugPayload, TheNodesOwnMessages) {
  const auto birth = read(node_birth(9, "1.2", kNow));
  EXPECT_EQ(birth.seq(), 0U);
  ASSERT_EQ(birth.metrics_size(), 3);
  EXPECT_EQ(birth.metrics(0).name(), "bdSeq");
  EXPECT_EQ(birth.metrics(0).datatype(), 4U);
  EXPECT_EQ(birth.metrics(0).long_value(), 9U);
  EXPECT_EQ(birth.metrics(1).name(), "Node Control/Rebirth");
  EXPECT_FALSE(birth.metrics(1).boolean_value());
  EXPECT_FALSE(birth.metrics(1).has_alias());
  const auto death = read(node_death(9));
  EXPECT_FALSE(death.has_seq());
  ASSERT_EQ(death.metrics_size(), 1);
  EXPECT_EQ(death.metrics(0).long_value(), 9U);
  const auto lost = read(device_death(12, kNow));
  EXPECT_EQ(lost.seq(), 12U);
  EXPECT_TRUE(lost.has_timestamp());
}

TEST(SparkplugPayload, CommandsAreReadAndWhatIsNoneIsSaid) {
  wire::Payload payload;
  auto* rebirth = payload.add_metrics();
  rebirth->set_name("Node Control/Rebirth");
  rebirth->set_boolean_value(true);
  payload.add_metrics()->set_name("siren");
  payload.add_metrics()->set_alias(4);
  const auto command = command_from(payload.SerializeAsString());
  ASSERT_TRUE(command);
  EXPECT_TRUE(command->rebirth);
  EXPECT_THAT(command->refused, ElementsAre("siren", "alias 4"));
  rebirth->set_boolean_value(false);
  EXPECT_FALSE(command_from(payload.SerializeAsString())->rebirth);
  EXPECT_FALSE(command_from("\xff\xff no payload"));
  for (int i = 0; i < 100; ++i) payload.add_metrics()->set_name(std::string(1000, 'x'));
  const auto flood = command_from(payload.SerializeAsString());
  EXPECT_EQ(flood->refused.size(), 8U);
  EXPECT_EQ(flood->refused.back().size(), 64U);
}

TEST(SparkplugPayload, HostStates) {
  const auto state = host_state_from(R"({"online":true,"timestamp":1700000000000})");
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->online);
  EXPECT_EQ(state->timestamp, 1'700'000'000'000);
  for (const char* wrong :
       {"", "ONLINE", "{}", R"({"online":true})", R"({"online":1,"timestamp":1})",
        R"({"online":true,"timestamp":"1"})", R"([true,1])", R"({"online":true,"timestamp":1e300})",
        R"({"online":true,"timestamp":1)"}) {
    EXPECT_FALSE(host_state_from(wrong)) << wrong;
  }
}

TEST(SparkplugPayload, ADeviceIsAwayWhenNoPointIsAnswered) {
  EXPECT_TRUE(is_all_comm(
      journal::pack({{std::monostate{}, Quality::Comm}, {std::monostate{}, Quality::NotYet}})));
  EXPECT_FALSE(is_all_comm(
      journal::pack({{std::monostate{}, Quality::Comm}, {std::monostate{}, Quality::Fault}})));
  EXPECT_FALSE(is_all_comm(journal::pack({{1.0, Quality::Good}})));
}

}  // namespace
}  // namespace hazgate::uplink::sparkplug
