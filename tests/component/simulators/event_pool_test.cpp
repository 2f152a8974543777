#include <fstream>
#include <iterator>

#include "simulators/field/rtu_frame.hpp"
#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"
#include "tests/component/simulators/serial_master.hpp"

namespace hazgate::test {
namespace {

using codec::Table;
using std::chrono::milliseconds;
using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint16_t>;

const Words kNothing = {0, 0, 0, 0};
const Words kFire = {0x0101, 0x0300, 0x2010, 0x0100};
const Words kFault = {0x0205, 0, 0x2000, 0};

std::string panel(const std::string& listen, const std::string& model = "fire-panel-gst") {
  return listen + "[[device]]\nid = \"fp-1\"\nlisten = \"line\"\nunit = 1\nmodel = \"" + model +
         "\"\n";
}

class EventPoolOverTcp : public HazsimTest {
 protected:
  EventPoolOverTcp() { EXPECT_TRUE(hazsim.is_ready()) << hazsim.program().errors(); }
  Words take() {
    EXPECT_EQ(master.read(1, Table::Holding, 0, 4, words), 0);
    return words;
  }
  void tell_fire() {
    hazsim.program().send(R"({"event":"fp-1","kind":"fire","part":"0020100100"})");
    ASSERT_TRUE(hazsim.wait_for([](const Hazsim::Event& event) {
      return event.at("event") == "queued" && event.at("kind") == "fire";
    })) << hazsim.program().errors();
  }
  void command(const std::string& line, const char* event) {
    hazsim.program().send(line);
    ASSERT_TRUE(hazsim.wait_for(event)) << hazsim.program().errors();
  }

  Hazsim hazsim{{"--scenario", write("s.toml", panel(listen("tcp")) + R"(
[[device.event]]
at = "0s"
kind = "fault"
part = "0020000000"
source = 5
part_type = 0
)")}};
  Master master{hazsim.port()};
  Words words;
};

TEST_F(EventPoolOverTcp, EachReadTakesOneEventOut) {
  EXPECT_EQ(take(), kFault);
  EXPECT_EQ(take(), kNothing);
  tell_fire();
  EXPECT_EQ(take(), kFire);
  const auto taken = hazsim.wait_for("taken");  // that of the fault stands before "queued"
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->at("device"), "fp-1");
  EXPECT_EQ(taken->at("kind"), "fire");
  EXPECT_EQ(taken->at("part"), "0020100100");
  EXPECT_EQ(taken->at("registers").as_array().size(), 4u);
  EXPECT_EQ(take(), kNothing);
}

TEST_F(EventPoolOverTcp, OtherReadsGetAnExceptionAndTakeNothing) {
  EXPECT_EQ(master.read(1, Table::Holding, 0, 3, words), EMBXILADD);
  EXPECT_EQ(master.read(1, Table::Holding, 1, 4, words), EMBXILADD);
  EXPECT_EQ(master.write_register(1, 0, 1), EMBXILADD);
  EXPECT_EQ(take(), kFault);
}

TEST_F(EventPoolOverTcp, ASilentPanelKeepsItsEventsAndALostReplyLosesOne) {
  master.wait_at_most(milliseconds{50});
  command(R"({"fault":"fp-1","kind":"silent"})", "fault");
  EXPECT_NE(master.read(1, Table::Holding, 0, 4, words), 0);
  command(R"({"fault":"fp-1","kind":"truncated"})", "fault");
  EXPECT_NE(master.read(1, Table::Holding, 0, 4, words), 0);
  ASSERT_TRUE(hazsim.wait_for("taken")) << "nobody got it, and it is gone";
  command(R"({"fault":"fp-1","kind":"none"})", "fault");
  Master again(hazsim.port());
  EXPECT_EQ(again.read(1, Table::Holding, 0, 4, words), 0);
  EXPECT_EQ(words, kNothing);
}

TEST_F(EventPoolOverTcp, AWrongEventIsSaidAndChangesNothing) {
  for (const char* line : {R"({"event":"fp-2","kind":"fire","part":"0020100100"})",
                           R"({"event":"fp-1","kind":"fier","part":"0020100100"})",
                           R"({"event":"fp-1","kind":"fire","part":"002010010"})"}) {
    hazsim.program().send(line);
  }
  tell_fire();
  EXPECT_EQ(take(), kFault);
  EXPECT_EQ(take(), kFire);
  EXPECT_EQ(take(), kNothing);
  const std::string errors = hazsim.program().errors();
  for (const char* wrong : {"no device \"fp-2\"", "\"fier\" is no event", "write its 10 digits"}) {
    EXPECT_NE(errors.find(wrong), std::string::npos) << errors;
  }
}

/// The frames of the maker's protocol, byte by byte; on a paced line and on one that is not.
class EventPoolOnALine : public HazsimTest, public testing::WithParamInterface<const char*> {
 protected:
  static Bytes request(codec::CrcOrder order) {
    const Bytes pdu = {3, 0, 0, 0, 4};
    Bytes frame;
    sim::put_rtu(1, pdu, frame, order);
    return frame;
  }
  static constexpr const char* kEvents = R"(
[[device.event]]
at = "0s"
kind = "fire"
part = "0020100100"
[[device.event]]
at = "0s"
kind = "fault"
part = "0020000000"
source = 5
part_type = 0
)";
  static void expect_vectors(const SerialMaster& master, const Bytes& ask) {
    const Bytes vectors[] = {
        {0x01, 0x03, 0x08, 0x01, 0x01, 0x03, 0x00, 0x20, 0x10, 0x01, 0x00, 0x7D, 0x4F},
        {0x01, 0x03, 0x08, 0x02, 0x05, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, 0xCE, 0x4A}};
    for (const Bytes& vector : vectors) {
      master.send(ask);
      EXPECT_EQ(master.receive(vector.size()), vector);
    }
  }
};

TEST_P(EventPoolOnALine, AnswersWithTheHighByteOfTheCrcFirst) {
  Hazsim hazsim({"--scenario", write("s.toml", panel(listen(GetParam())) + kEvents)});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  const SerialMaster master(line());
  master.send(request(codec::CrcOrder::LowFirst));
  EXPECT_EQ(master.receive(1, milliseconds{60}), Bytes{}) << "that is no frame to this panel";
  expect_vectors(master, request(codec::CrcOrder::HighFirst));
}

TEST_P(EventPoolOnALine, SomeTurnTheCrcInTheirRepliesOnly) {
  std::ifstream shipped(std::string(HAZGATE_SOURCE) + "/config/devices/fire-panel-gst.toml");
  std::string model((std::istreambuf_iterator<char>(shipped)), {});
  for (const auto& [from, to] : {std::pair<std::string, std::string>{
                                     "crc = \"high-first\"", "crc = \"high-first-in-replies\""},
                                 {"model = \"fire-panel-gst\"", "model = \"half-turned\""}}) {
    ASSERT_NE(model.find(from), std::string::npos);
    model.replace(model.find(from), from.size(), to);
  }
  std::filesystem::create_directory(folder_ / "devices");
  write("devices/half-turned.toml", model);
  Hazsim hazsim(
      {"--scenario", write("s.toml", panel(listen(GetParam()), "half-turned") + kEvents)});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  expect_vectors(SerialMaster(line()), request(codec::CrcOrder::LowFirst));
}

INSTANTIATE_TEST_SUITE_P(Lines, EventPoolOnALine, testing::Values("at_once", "paced"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace hazgate::test
