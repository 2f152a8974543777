#include "gateway/daemon/bus_restarts.hpp"

#include <gtest/gtest.h>

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;

constexpr Tick kStart{500s};

TEST(BusRestartsTest, ThreeTimesAcrossProcessesAndNotAgain) {
  std::vector<site::Document> kept;
  for (unsigned process = 0; process < BusRestarts::kMost; ++process) {
    BusRestarts restarts;
    restarts.restore(kept);
    EXPECT_TRUE(restarts.may_restart()) << process;
    kept = {{"errand", "buses", "of somebody else"}, restarts.add()};
  }
  BusRestarts restarts;
  restarts.restore(kept);
  EXPECT_FALSE(restarts.may_restart());
  EXPECT_EQ(restarts.count(), 3U);
}

TEST(BusRestartsTest, ForgottenAfterADayInWhichEveryBusGoes) {
  BusRestarts restarts;
  for (int i = 0; i < 3; ++i) restarts.add();
  EXPECT_FALSE(restarts.look(kStart, false));
  EXPECT_FALSE(restarts.look(kStart + 23h, true));
  EXPECT_FALSE(restarts.look(kStart + 46h, false)) << "the day begins when it goes again";
  const auto forgotten = restarts.look(kStart + 47h, false);
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(forgotten->body, "");
  EXPECT_TRUE(restarts.may_restart());
  EXPECT_FALSE(restarts.look(kStart + 96h, false)) << "nothing to forget, nothing to write";
}

TEST(BusRestartsTest, AMemoryThatCannotBeReadForbids) {
  BusRestarts unsealed, garbled;
  unsealed.restore({{"watchdog", "buses", "{}"}});
  EXPECT_FALSE(unsealed.may_restart());
  BusRestarts other;
  auto document = other.add();
  document.body[document.body.size() / 2] ^= 1;
  garbled.restore({document});
  EXPECT_FALSE(garbled.may_restart());
}

}  // namespace
}  // namespace hazgate::daemon
