#include "gateway/core/office/service.hpp"

#include <gtest/gtest.h>

namespace hazgate::office {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// 2026-11-30, the true time at which the box is put to work.
constexpr WallTime kTrue{hours{24 * 20'787}};
constexpr WallTime kFactory{hours{24 * 20'000}};

/// A box with a clock of its own, which is looked at every two seconds.
class OfficeService : public testing::Test {
 protected:
  void look() { changed_ += service_.look(wall_, tick_, trusted_) ? 1 : 0; }
  void run(seconds time) {
    for (seconds done{0}; done < time; done += seconds{2}) {
      wall_ += seconds{2};
      tick_ += seconds{2};
      look();
    }
  }
  void restart(WallTime wall) {
    const WallTime recorded = wall_;
    Service after;
    after.known = service_.known;
    service_ = after;
    wall_ = wall;
    tick_ = Tick{minutes{7}};
    service_.begin(recorded, wall_);
  }
  WallTime since() const { return service_.known->since; }

  Service service_;
  WallTime wall_ = kTrue;
  Tick tick_{};
  bool trusted_ = false;
  int changed_ = 0;
};

TEST_F(OfficeService, BeginsWithTheFirstLook) {
  run(minutes{10});
  EXPECT_EQ(since(), kTrue + seconds{2});
  EXPECT_EQ(changed_, 1) << "it is written down once";
  EXPECT_FALSE(service_.known->confirmed);
  trusted_ = true;
  run(minutes{10});
  EXPECT_EQ(since(), kTrue + seconds{2});
  EXPECT_TRUE(service_.known->confirmed);
  EXPECT_EQ(changed_, 2);
}

TEST_F(OfficeService, MovesWithAClockThatWasWrongAtFirst) {
  wall_ = kFactory;
  run(hours{1});
  wall_ = kTrue + hours{1};
  run(seconds{2});
  EXPECT_EQ(since(), kTrue + seconds{2}) << "the hour before counts, the two years do not";
}

TEST_F(OfficeService, MovesAlsoWhenTheWrongTimeOutlivedRestarts) {
  wall_ = kFactory;
  run(hours{1});
  restart(wall_ + minutes{1});
  run(hours{1});
  wall_ += kTrue - kFactory;
  run(seconds{2});
  EXPECT_EQ(since(), kTrue + seconds{2});
}

TEST_F(OfficeService, BeginsAnewWhenTheClockIsRightAtTheNextStart) {
  wall_ = kFactory;
  run(hours{1});
  restart(kTrue);
  EXPECT_EQ(since(), kTrue);
}

TEST_F(OfficeService, TheStepThatSynchronisesTheClockCountsToo) {
  wall_ = kFactory;
  run(hours{1});
  wall_ = kTrue;
  trusted_ = true;
  look();
  EXPECT_EQ(since(), kTrue - hours{1} + seconds{2});
  EXPECT_TRUE(service_.known->confirmed);
}

TEST_F(OfficeService, IsNotMovedWhenItIsConfirmed) {
  trusted_ = true;
  run(minutes{1});
  const WallTime begun = since();
  restart(wall_ + hours{24 * 300});
  run(minutes{1});
  wall_ += hours{24 * 300};
  run(minutes{1});
  EXPECT_EQ(since(), begun) << "off for a year is off for a year";
}

TEST_F(OfficeService, AWeekendWithoutPowerIsAGap) {
  run(minutes{1});
  const WallTime begun = since();
  restart(wall_ + hours{24 * 29});
  run(minutes{1});
  EXPECT_EQ(since(), begun);
}

TEST_F(OfficeService, AClockThatWasAheadMovesItBack) {
  trusted_ = true;
  wall_ = kTrue + hours{24 * 365};
  run(minutes{1});
  wall_ = kTrue;
  run(seconds{2});
  EXPECT_EQ(since(), kTrue + seconds{2});
}

}  // namespace
}  // namespace hazgate::office
