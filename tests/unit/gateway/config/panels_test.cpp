#include <algorithm>
#include <chrono>

#include "gateway/config/site_check.hpp"
#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/// A site with a fire panel that keeps a queue of events.
class Panels : public SiteFile {
 protected:
  void SetUp() override {
    SiteFile::SetUp();
    append(R"(
[[device]]
id = "fp-1"
bus = "field"
unit = 60
model = "fire-panel-gst"
[[device.point]]
id = "hall"
parts = ["0020100100", "00202*"]
[[device.alarm]]
point = "hall"
name = "FIRE"
kind = "state"
states = ["fire"]
priority = "critical"
message = "fire in the hall"
action = "look"
basis = "test"
)");
  }
};

TEST_F(Panels, WhatTheBusAndTheSiteGet) {
  const Settings settings = good();
  const poll::PolledDevice& panel = settings.buses.at(0).devices.at(2);
  ASSERT_TRUE(panel.queue);
  EXPECT_EQ(panel.queue->registers, 4);
  EXPECT_EQ(panel.queue->codes.size(), 13u);
  EXPECT_EQ(panel.crc, codec::CrcOrder::HighFirst);
  EXPECT_TRUE(panel.points.empty()) << "nothing else is read";
  EXPECT_TRUE(poll::is_danger(panel));
  ASSERT_EQ(panel.zones.size(), 3u);
  EXPECT_EQ(settings.site.points[at(panel.zones[2].index)].id, "fp-1.hall");
  EXPECT_THAT(panel.zones[2].parts, ElementsAre("0020100100", "00202*"));
  const site::DeviceSpec& device = settings.site.devices.at(2);
  EXPECT_TRUE(device.has_queue);
  EXPECT_EQ(device.points.size(), 3u);
  EXPECT_FALSE(settings.site.devices.at(0).has_queue);
  EXPECT_EQ(alarm_of(settings, "fp-1.hall.FIRE").priority, Priority::Critical);
}

TEST_F(Panels, AskForALookAfterAGap) {
  const auto check = alarm_of(good(), "fp-1.check");
  EXPECT_EQ(check.condition.kind, alarm::ConditionKind::System);
  EXPECT_EQ(check.priority, Priority::High);
  EXPECT_THAT(check.message, HasSubstr("may have been missed"));
  EXPECT_THAT(check.action, HasSubstr("go to the panel"));
  const auto& alarms = good().site.alarms;
  EXPECT_EQ(std::count_if(alarms.begin(), alarms.end(),
                          [](const auto& alarm) { return alarm.id.ends_with(".check"); }),
            1);
}

TEST_F(Panels, AFireOfAZoneIsNeverDelayed) {
  write("priority = \"critical\"\nmessage = \"fire in the hall\"",
        "on_delay = \"5s\"\npriority = \"critical\"\nmessage = \"fire in the hall\"");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("on_delay")));
}

TEST_F(Panels, APartBelongsToOneZone) {
  write("\"00202*\"", "\"00202*\", \"*\"");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("part \"*\" belongs to zone \"others\" already")));
}

TEST_F(Panels, AZoneHasNoRegister) {
  write("parts = [\"0020100100\", \"00202*\"]",
        "parts = [\"0020100100\"]\ntable = \"holding\"\naddress = 3\npoll = \"10s\"");
  const auto lines = said();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], HasSubstr("a zone has no register of its own"));
}

TEST_F(Panels, APointThatLiesInTheQueueWouldTakeEventsAway) {
  write("[[device.point]]\nid = \"hall\"",
        "[[device.point]]\nid = \"level\"\ntable = \"holding\"\naddress = 3\ntype = \"uint16\"\n"
        "[[device.point]]\nid = \"hall\"");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("lies in the queue of events")));
}

TEST_F(Panels, APointBesideTheQueueIsReadApart) {
  write("[[device.point]]\nid = \"hall\"",
        "[[device.point]]\nid = \"level\"\ntable = \"holding\"\naddress = 4\ntype = \"uint16\"\n"
        "[[device.point]]\nid = \"hall\"");
  EXPECT_EQ(good().buses.at(0).devices.at(2).points.size(), 1u);
}

TEST_F(Panels, CodesOfPartsAreDigits) {
  write("\"00202*\"", "\"0*2\", \"xyz\", \"\"");
  const auto lines = said();
  ASSERT_EQ(lines.size(), 3u);
  for (const auto& line : lines) EXPECT_THAT(line, HasSubstr("is not the code of a part"));
}

TEST_F(Panels, PartsWithoutAQueue) {
  write("model = \"fire-panel-gst\"\n", "");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("the device has no queue of events")));
}

constexpr const char* kOwnQueue = R"([device.queue]
table = "holding"
address = 100
registers = 4
event = 0
part = [3, 7]
events = { 0 = "none", 1 = "fire" }
)";

TEST_F(Panels, AQueueOfTheSitesOwn) {
  write("model = \"fire-panel-gst\"\n", kOwnQueue);
  EXPECT_THAT(said(), ElementsAre(HasSubstr("no zone takes the events of parts that none names")));
  write("\"00202*\"", "\"*\"");
  const Settings settings = good();
  const auto& queue = settings.buses.at(0).devices.at(2).queue;
  ASSERT_TRUE(queue);
  EXPECT_EQ(queue->address, 100);
  EXPECT_EQ(queue->codes.size(), 2u);
  EXPECT_FALSE(queue->source_at);
}

struct WrongKey {
  const char* from;
  const char* to;
  const char* said;
};

class WrongQueue : public Panels, public testing::WithParamInterface<WrongKey> {};

TEST_P(WrongQueue, IsSaid) {
  write("model = \"fire-panel-gst\"\n", kOwnQueue);
  write("\"00202*\"", "\"*\"");
  write(GetParam().from, GetParam().to);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Panels, WrongQueue,
    testing::Values(WrongKey{"table = \"holding\"", "table = \"coil\"", "kept in registers"},
                    WrongKey{"address = 100\n", "", "write the zero-based address of the queue"},
                    WrongKey{"address = 100", "address = 65533", "address"},
                    WrongKey{"registers = 4", "registers = 126", "registers"},
                    WrongKey{"event = 0", "event = 8", "event"},
                    WrongKey{"part = [3, 7]", "part = [7, 3]",
                             "is not the first and the last byte of a code"},
                    WrongKey{"part = [3, 7]", "part = [3, 8]", "the last is 7"},
                    WrongKey{"0 = \"none\", ", "", "what an empty queue reads"},
                    WrongKey{"1 = \"fire\"", "1 = \"fyre\"", "\"fyre\" is not known"},
                    WrongKey{"1 = \"fire\"", "300 = \"fire\"", "not a code from 0 to 255"},
                    WrongKey{"part = [3, 7]", "part = [3, 7]\nparts = 3", "parts"}));

}  // namespace
}  // namespace hazgate::config
