#include "simulators/modem/control.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using Kind = Control::Kind;
using namespace std::chrono_literals;

TEST(Control, Reads) {
  EXPECT_EQ(read_control("silent")->kind, Kind::Silent);
  EXPECT_EQ(read_control("slow 2.5")->delay, 2500ms);
  EXPECT_EQ(read_control("refuse 38")->value, 38);
  EXPECT_EQ(read_control("refuse 38 +861")->number, "+861");
  EXPECT_EQ(read_control("network off")->value, 0);
  EXPECT_EQ(read_control("sim in")->value, 1);
  EXPECT_EQ(read_control("status 0x46")->value, 0x46);
  EXPECT_EQ(read_control("store ME")->text, "ME");
  const auto receive = read_control(R"(receive +8613800001111 "收到\n\"1234\"")");
  ASSERT_TRUE(receive);
  EXPECT_EQ(receive->number, "+8613800001111");
  EXPECT_EQ(receive->text, "收到\n\"1234\"");
}

TEST(Control, SaysWhatToWrite) {
  for (const char* line :
       {"",           "dance",   "slow",      "slow x",         "slow -1",
        "slow nan",   "confirm", "refuse",    "refuse x",       "network",
        "network up", "sim",     "pin 12",    "store XX",       "status 256",
        "status -1",  "receive", "receive 1", "receive 1 text", "receive 1 \"text",
        "receive 1 5"}) {
    const auto control = read_control(line);
    ASSERT_FALSE(control) << line;
    EXPECT_TRUE(control.error().starts_with("write ")) << control.error();
  }
}

}  // namespace
}  // namespace hazgate::sim
