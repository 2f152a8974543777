#include <csignal>

#include "simulators/field/rtu_frame.hpp"
#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/serial_master.hpp"

namespace hazgate::test {
namespace {

using std::chrono::milliseconds;
using Bytes = std::vector<std::uint8_t>;

class LatenessTest : public HazsimTest {
 protected:
  std::string scenario(const std::string& kind, const std::string& head = "") const {
    return write("s.toml", head + listen(kind) +
                               "[[device]]\nid = \"relay\"\nlisten = \"line\"\nunit = 5\n"
                               "model = \"relay-box\"\n");
  }
  static Bytes write_coil() {
    Bytes frame;
    const Bytes pdu = {5, 0, 0, 0xFF, 0};
    sim::put_rtu(5, pdu, frame);
    return frame;
  }
  /// All events that are still to come.
  static std::vector<Hazsim::Event> rest_of(Hazsim& hazsim) {
    std::vector<Hazsim::Event> events;
    while (auto event = hazsim.wait_for([](const Hazsim::Event&) { return true; })) {
      events.push_back(std::move(*event));
    }
    return events;
  }
};

TEST_F(LatenessTest, APacedLineSaysHowLateItWasWhenItStops) {
  Hazsim hazsim({"--scenario", scenario("paced")});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  const SerialMaster master(line());
  for (int i = 0; i < 3; ++i) {
    master.send(write_coil());
    EXPECT_EQ(master.receive(8), write_coil());
  }
  EXPECT_EQ(hazsim.stop(), 0);
  const auto events = rest_of(hazsim);
  ASSERT_EQ(events.size(), 4u) << "three writes and that";
  const auto& lateness = events.back();
  EXPECT_EQ(lateness.at("event"), "lateness");
  EXPECT_EQ(lateness.at("listen"), "line");
  EXPECT_EQ(lateness.at("garbled"), 0);
  EXPECT_GE(lateness.at("lots").as_int64(), 3);
  EXPECT_LE(lateness.at("p50_us").as_int64(), lateness.at("p99_us").as_int64());
  EXPECT_LE(lateness.at("p99_us").as_int64(), lateness.at("max_us").as_int64());
}

TEST_F(LatenessTest, WhatTheMachineHeldUpIsSeen) {
  Hazsim hazsim({"--scenario", scenario("paced")});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  hazsim.program().send(R"({"fault":"relay","kind":"late","delay":"100ms"})");
  ASSERT_TRUE(hazsim.wait_for("fault"));
  const SerialMaster master(line());
  master.send(write_coil());
  ASSERT_TRUE(hazsim.wait_for("write"));
  hazsim.program().signal(SIGSTOP);
  EXPECT_EQ(master.receive(8, milliseconds{400}), Bytes{});
  hazsim.program().signal(SIGCONT);
  EXPECT_EQ(master.receive(8), write_coil());
  EXPECT_EQ(hazsim.stop(), 0);
  const auto lateness = hazsim.wait_for("lateness");
  ASSERT_TRUE(lateness);
  EXPECT_GE(lateness->at("max_us").as_int64(), 250'000);
}

TEST_F(LatenessTest, ItStandsBeforeTheEndAndIsSaidOnce) {
  Hazsim hazsim({"--scenario", scenario("paced", "duration = \"1500ms\"\nstop_at_end = true\n")});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  const SerialMaster master(line());
  master.send(write_coil());
  EXPECT_EQ(master.receive(8), write_coil());
  std::vector<std::string> seen;
  for (const auto& event : rest_of(hazsim)) {
    seen.emplace_back(std::string_view(event.at("event").as_string()));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"write", "lateness", "end"}));
}

TEST_F(LatenessTest, WhoHasNoDeadlinesIsNotLate) {
  for (const char* kind : {"at_once", "paced"}) {
    Hazsim hazsim({"--scenario", scenario(kind)});
    ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
    if (std::string(kind) == "at_once") {
      const SerialMaster master(line());
      master.send(write_coil());
      EXPECT_EQ(master.receive(8), write_coil());
    }
    EXPECT_EQ(hazsim.stop(), 0);
    for (const auto& event : rest_of(hazsim)) EXPECT_NE(event.at("event"), "lateness") << kind;
  }
}

}  // namespace
}  // namespace hazgate::test
