#include <cerrno>

#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"

namespace hazgate::test {
namespace {

using codec::Table;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kScenario = R"(
[[listen]]
id = "field"
type = "tcp"
[[device]]
id = "gd-101"
listen = "field"
unit = 11
model = "gas-detector-combustible"
[[device.value]]
point = "gas"
start = 2.0
[[device]]
id = "relay-1"
listen = "field"
unit = 51
model = "relay-box"
)";

class CommandsTest : public HazsimTest {
 protected:
  CommandsTest() { EXPECT_TRUE(hazsim.is_ready()) << hazsim.program().errors(); }

  std::int64_t us_of(const Hazsim::Event& event) { return event.at("us").as_int64(); }
  static std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               steady_clock::now().time_since_epoch())
        .count();
  }

  Hazsim hazsim{{"--scenario", write("s.toml", kScenario)}};
  Master master{hazsim.port()};
  std::vector<std::uint16_t> words;
};

TEST_F(CommandsTest, SetShowsAtOnceAndIsLoggedWithItsTime) {
  const std::int64_t before = now_us();
  hazsim.program().send(R"({"set":"gd-101.gas","value":60.0})");
  const auto set = hazsim.wait_for("set");
  ASSERT_TRUE(set);
  EXPECT_EQ(set->at("device"), "gd-101");
  EXPECT_EQ(set->at("point"), "gas");
  EXPECT_EQ(set->at("value"), 60.0);
  EXPECT_GE(us_of(*set), before);
  EXPECT_LE(us_of(*set), now_us());
  EXPECT_EQ(master.read(11, Table::Input, 0, 1, words), 0);
  EXPECT_EQ(words[0], 600);
  for (const char* limit : {"H", "HH"}) {
    const auto crossing = hazsim.wait_for("crossing");
    ASSERT_TRUE(crossing);
    EXPECT_EQ(crossing->at("limit"), limit);
    EXPECT_EQ(crossing->at("value"), 60.0);
    EXPECT_GE(us_of(*crossing), us_of(*set));
  }
}

TEST_F(CommandsTest, AWrongCommandIsSaidAndTheNextOneWorks) {
  hazsim.program().send("hello");
  hazsim.program().send(R"({"set":"gd-101.gaz","value":60.0})");
  hazsim.program().send(R"({"set":"gd-101.status","value":"fault"})");
  ASSERT_TRUE(hazsim.wait_for("set"));
  const std::string errors = hazsim.program().errors();
  EXPECT_NE(errors.find("hazsim: not a JSON object: hello"), std::string::npos) << errors;
  EXPECT_NE(errors.find("no point \"gaz\""), std::string::npos) << errors;
  EXPECT_EQ(master.read(11, Table::Input, 1, 1, words), 0);
  EXPECT_EQ(words[0], 3);
}

TEST_F(CommandsTest, SilenceCostsOneDeviceOnlyUntilItEnds) {
  hazsim.program().send(R"({"fault":"gd-101","kind":"silent"})");
  ASSERT_TRUE(hazsim.wait_for("fault"));
  EXPECT_EQ(master.read(51, Table::Coil, 0, 1, words), 0);
  master.wait_at_most(milliseconds{50});
  EXPECT_EQ(master.read(11, Table::Input, 0, 1, words), ETIMEDOUT);
  master.wait_at_most(milliseconds{10000});
  hazsim.program().send(R"({"fault":"gd-101","kind":"none"})");
  const auto ended = hazsim.wait_for("fault");
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->at("kind"), "none");
  EXPECT_EQ(master.read(11, Table::Input, 0, 1, words), 0);
}

TEST_F(CommandsTest, ExceptionsAndLateRepliesAreAsAskedFor) {
  hazsim.program().send(R"({"fault":"gd-101","kind":"exception","code":6})");
  ASSERT_TRUE(hazsim.wait_for("fault"));
  EXPECT_EQ(master.read(11, Table::Input, 0, 1, words), EMBXSBUSY);
  hazsim.program().send(R"({"fault":"gd-101","kind":"late","delay":"120ms"})");
  ASSERT_TRUE(hazsim.wait_for("fault"));
  const auto began = steady_clock::now();
  EXPECT_EQ(master.read(11, Table::Input, 0, 1, words), 0);
  EXPECT_GE(steady_clock::now() - began, milliseconds{120});
}

TEST_F(CommandsTest, EveryWriteIsLoggedWithItsPointBeforeItsReply) {
  EXPECT_EQ(master.write_coils(51, 0, {1, 0, 1}), 0);
  const std::int64_t answered = now_us();
  const std::pair<const char*, bool> expected[] = {
      {"siren", true}, {"strobe", false}, {"fan", true}};
  for (const auto& [point, value] : expected) {
    const auto write = hazsim.wait_for("write");
    ASSERT_TRUE(write);
    EXPECT_EQ(write->at("device"), "relay-1");
    EXPECT_EQ(write->at("point"), point);
    EXPECT_EQ(write->at("value"), value);
    EXPECT_LE(us_of(*write), answered);
    EXPECT_GT(write->at("t").as_int64(), 1'700'000'000'000);
  }
  EXPECT_EQ(master.write_coil(51, 4, true), EMBXILADD);
  const auto refused = hazsim.wait_for("refused");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->at("address"), 4);
}

TEST_F(CommandsTest, TheEndOfInputIsNotTheEnd) {
  hazsim.program().close_input();
  EXPECT_EQ(master.read(11, Table::Input, 0, 1, words), 0);
  EXPECT_EQ(hazsim.stop(), 0);
}

}  // namespace
}  // namespace hazgate::test
