#include "gateway/daemon/neighbours.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tuple>

namespace hazgate::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Told = std::tuple<BusIndex, DeviceIndex, bool>;

constexpr DeviceIndex kA{1}, kB{2}, kC{3};

class TwoBuses : public testing::Test {
 protected:
  TwoBuses() {
    std::vector<poll::BusPlan> buses(2);
    for (std::uint32_t i = 0; i < 2; ++i) buses[i].index = BusIndex{i};
    buses[0].devices.resize(2);
    buses[0].devices[0] = {.index = kA, .neighbours = {kB, kC}};
    buses[0].devices[1] = {.index = kB, .neighbours = {kA, kC}};
    buses[1].devices.resize(2);
    buses[1].devices[0] = {.index = kC, .neighbours = {kA, kB}};
    buses[1].devices[1] = {.index = DeviceIndex{4}};
    neighbours_.emplace(buses, [this](BusIndex bus, DeviceIndex device, bool fast) {
      told_.emplace_back(bus, device, fast);
    });
  }
  std::vector<Told> after(DeviceIndex device, bool near) {
    told_.clear();
    neighbours_->take({device, near});
    return told_;
  }

 private:
  std::optional<Neighbours> neighbours_;
  std::vector<Told> told_;
};

TEST_F(TwoBuses, TheOthersAreToldOnWhicheverBus) {
  EXPECT_THAT(after(kA, true),
              ElementsAre(Told{BusIndex{0}, kB, true}, Told{BusIndex{1}, kC, true}));
  EXPECT_THAT(after(kA, true), IsEmpty());
}

TEST_F(TwoBuses, UntilTheLastIsBack) {
  after(kA, true);
  EXPECT_THAT(after(kB, true), ElementsAre(Told{BusIndex{0}, kA, true}));  // C knows already
  EXPECT_THAT(after(kA, false), ElementsAre(Told{BusIndex{0}, kB, false}));
  EXPECT_THAT(after(kB, false),
              ElementsAre(Told{BusIndex{0}, kA, false}, Told{BusIndex{1}, kC, false}));
}

TEST_F(TwoBuses, WhoVotesWithNobodyTellsNobody) {
  EXPECT_THAT(after(DeviceIndex{4}, true), IsEmpty());
}

}  // namespace
}  // namespace hazgate::daemon
