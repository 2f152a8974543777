#include "gateway/core/emergency/wind.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <ostream>
#include <random>
#include <vector>

#include "gateway/core/emergency/bearing.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Tick kStart{std::chrono::hours{5}};

/// An anemometer and its vane, read every ten seconds.
class Mast {
 public:
  explicit Mast(const WindRules& rules = {}) : wind(rules) {}

  void blow(Duration lasting, double speed, double direction) {
    for (const Tick end = now + lasting; now < end; now += kPeriod) read(speed, direction);
  }
  void read(double speed, double direction, Quality speed_quality = Quality::Good,
            Quality direction_quality = Quality::Good) {
    wind.direction({.quality = direction_quality, .value = direction, .at = now});
    wind.speed({.quality = speed_quality, .value = speed, .at = now});
  }
  Wind mean() const { return wind.mean(now); }

  static constexpr Duration kPeriod = seconds{10};
  WindMean wind;
  Tick now = kStart;
};

struct Vector {
  const char* name;
  std::vector<std::pair<double, double>> halves;  ///< speed, direction, in turn
  double direction, speed, mean_speed;
};
std::ostream& operator<<(std::ostream& out, const Vector& vector) {
  return out << vector.name;
}

class WindVectors : public testing::TestWithParam<Vector> {};

TEST_P(WindVectors, Mean) {
  Mast mast;
  for (int i = 0; i < 30; ++i) {
    for (const auto& [speed, direction] : GetParam().halves) {
      mast.blow(seconds{10}, speed, direction);
    }
  }
  mast.now = kStart + minutes{10};
  const Wind wind = mast.mean();
  ASSERT_EQ(wind.state, WindState::Known) << to_text(wind.doubt);
  EXPECT_NEAR(angle_between(wind.direction, GetParam().direction), 0.0, 0.01) << wind.direction;
  EXPECT_NEAR(wind.speed, GetParam().speed, 0.001);
  EXPECT_NEAR(wind.mean_speed, GetParam().mean_speed, 0.001);
}

INSTANTIATE_TEST_SUITE_P(
    Table, WindVectors,
    testing::Values(
        Vector{"both sides of north", {{2, 350}, {2, 10}}, 0, 2 * std::cos(radians(10)), 2},
        Vector{"the other way", {{2, 10}, {2, 350}}, 0, 2 * std::cos(radians(10)), 2},
        Vector{"north by both names", {{3, 0}, {3, 360}}, 0, 3, 3},
        Vector{"both sides of south", {{2, 170}, {2, 190}}, 180, 2 * std::cos(radians(10)), 2},
        Vector{"a right angle", {{3, 0}, {3, 90}}, 45, 3 / std::sqrt(2.0), 3},
        Vector{"the stronger weighs more", {{4, 90}, {3, 0}}, 53.1301, 2.5, 3.5},
        Vector{"one direction", {{1, 123.4}, {5, 123.4}}, 123.4, 3, 3},
        Vector{"just not calm", {{0.5, 270}, {0.51, 270}}, 270, 0.505, 0.505}));

TEST(WindMean, NothingReadIsUnknown) {
  Mast mast;
  EXPECT_EQ(mast.mean(), (Wind{.doubt = WindDoubt::TooFew}));
}

TEST(WindMean, WithoutInstrument) {
  EXPECT_EQ(Wind{}.state, WindState::Unknown);
  EXPECT_EQ(Wind{}.doubt, WindDoubt::NoInstrument);
}

TEST(WindMean, HalfOfTheTenMinutesIsEnough) {
  Mast mast;
  mast.blow(minutes{5} - seconds{10}, 3, 90);
  mast.now = kStart + minutes{5} - seconds{1};
  EXPECT_EQ(mast.mean().doubt, WindDoubt::TooFew);
  mast.read(3, 90);
  mast.now = kStart + minutes{5};
  EXPECT_EQ(mast.mean().state, WindState::Known);
  EXPECT_NEAR(mast.mean().direction, 90, 1e-9);
}

TEST(WindMean, GoesWhenReadingsStop) {
  Mast mast;
  mast.blow(minutes{10}, 3, 90);
  const Tick end = mast.now;
  mast.now = end + minutes{5};
  EXPECT_EQ(mast.mean().state, WindState::Known);
  mast.now = end + minutes{5} + seconds{1};
  EXPECT_EQ(mast.mean().doubt, WindDoubt::TooFew);
  mast.now = end + std::chrono::hours{24};
  EXPECT_EQ(mast.mean().doubt, WindDoubt::TooFew);
}

TEST(WindMean, ForgetsWhatIsOlderThanTenMinutes) {
  Mast mast;
  mast.blow(minutes{30}, 20, 200);
  mast.blow(minutes{10}, 2, 20);
  EXPECT_NEAR(mast.mean().direction, 20, 1e-9);
  EXPECT_NEAR(mast.mean().speed, 2, 1e-9);
}

TEST(WindMean, OldestMinuteFadesAsTheNewestFills) {
  Mast mast;
  mast.blow(minutes{10}, 2, 0);
  mast.blow(seconds{30}, 4, 0);
  EXPECT_NEAR(mast.mean().speed, (9.5 * 2 + 0.5 * 4) / 10, 1e-9);
}

TEST(WindMean, OneGustAtTheBeginningOfAMinuteWeighsLittle) {
  Mast mast;
  mast.blow(minutes{10}, 2, 0);
  mast.read(40, 180);
  mast.now += seconds{1};
  EXPECT_EQ(mast.mean().state, WindState::Known);
  EXPECT_NEAR(mast.mean().direction, 0, 1e-9);
}

TEST(WindMean, MinuteReadMoreOftenWeighsNoMore) {
  Mast mast;
  for (int minute = 0; minute < 10; ++minute) {
    const int readings = minute % 2 == 0 ? 60 : 2;
    for (int i = 0; i < readings; ++i) {
      mast.now = kStart + minutes{minute} + i * seconds{60 / readings};
      mast.read(4, minute % 2 == 0 ? 0 : 90);
    }
  }
  mast.now = kStart + minutes{10};
  EXPECT_NEAR(mast.mean().direction, 45, 1e-9);
}

TEST(WindMean, SaysSinceWhenItMeasures) {
  Mast mast;
  EXPECT_FALSE(mast.wind.since(mast.now));
  mast.read(3, 10, Quality::Comm);
  mast.wind.direction({.quality = Quality::Good, .value = 10, .at = mast.now});
  EXPECT_FALSE(mast.wind.since(mast.now)) << "half of a reading is none";
  mast.now += minutes{2};
  mast.blow(minutes{3}, 3, 10);
  EXPECT_EQ(mast.wind.since(mast.now), kStart + minutes{2});
  mast.now += minutes{10};
  mast.blow(minutes{1}, 3, 10);
  EXPECT_EQ(mast.wind.since(mast.now), kStart + minutes{15})
      << "of the time before nothing is left";
  mast.now += minutes{11};
  EXPECT_FALSE(mast.wind.since(mast.now));
}

TEST(WindMean, Calm) {
  Mast mast;
  mast.blow(minutes{10}, 0.49, 90);
  EXPECT_EQ(mast.mean().state, WindState::Calm);
  EXPECT_EQ(mast.mean().direction, 0.0) << "calm has no direction";
  Mast higher({.calm_below = 0.4});
  higher.blow(minutes{10}, 0.49, 90);
  EXPECT_EQ(higher.mean().state, WindState::Known);
}

TEST(WindMean, FromAllSidesHasNoDirection) {
  Mast mast;
  for (int i = 0; i < 30; ++i) {
    mast.blow(seconds{10}, 3, 40);
    mast.blow(seconds{10}, 3, 40 + 130);
  }
  const Wind wind = mast.mean();
  EXPECT_EQ(wind.state, WindState::Unknown);
  EXPECT_EQ(wind.doubt, WindDoubt::Variable);
  EXPECT_NEAR(wind.mean_speed, 3, 1e-9);
}

class BadReadings : public testing::TestWithParam<Quality> {};

TEST_P(BadReadings, AreLeftOut) {
  Mast mast;
  mast.blow(minutes{8}, 3, 90);
  for (; mast.now < kStart + minutes{10}; mast.now += seconds{10}) {
    mast.read(99, 270, GetParam(), Quality::Good);
    mast.read(99, 270, Quality::Good, GetParam());
  }
  EXPECT_NEAR(mast.mean().direction, 90, 1e-9);
  EXPECT_NEAR(mast.mean().speed, 3, 1e-9);
}

TEST_P(BadReadings, MakeItUnknownAndSayWhy) {
  Mast vane, cups;
  for (; vane.now < kStart + minutes{10}; vane.now += seconds{10}, cups.now += seconds{10}) {
    vane.read(3, 90, Quality::Good, GetParam());
    cups.read(3, 90, GetParam(), Quality::Good);
  }
  EXPECT_EQ(vane.mean(), (Wind{.doubt = WindDoubt::BadDirection}));
  EXPECT_EQ(cups.mean(), (Wind{.doubt = WindDoubt::BadSpeed}));
}

INSTANTIATE_TEST_SUITE_P(Qualities, BadReadings,
                         testing::Values(Quality::OutOfRange, Quality::Fault, Quality::WarmUp,
                                         Quality::Maintenance, Quality::Stuck, Quality::Stale,
                                         Quality::Comm, Quality::Exception, Quality::NotYet),
                         [](const auto& row) {
                           std::string name(to_text(row.param));
                           std::erase(name, '-');
                           return name;
                         });

TEST(WindMean, ValuesThatAreNoWindAreLeftOut) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  constexpr double kEndless = std::numeric_limits<double>::infinity();
  Mast mast;
  for (; mast.now < kStart + minutes{10}; mast.now += seconds{10}) {
    mast.read(3, 90);
    for (const double speed : {-1.0, kNone, kEndless}) mast.read(speed, 90);
    for (const double direction : {-1.0, 360.5, kNone, kEndless}) mast.read(50, direction);
  }
  EXPECT_NEAR(mast.mean().direction, 90, 1e-9);
  EXPECT_NEAR(mast.mean().speed, 3, 1e-9);
}

TEST(WindMean, SpeedIsNotPairedWithAnOldDirection) {
  Mast mast;
  mast.read(3, 90);
  for (; mast.now < kStart + minutes{10}; mast.now += seconds{10}) {
    mast.wind.speed({.quality = Quality::Good, .value = 3, .at = mast.now});
  }
  EXPECT_EQ(mast.mean().doubt, WindDoubt::TooFew);
}

TEST(WindMean, VaneReadOnceAMinuteWillDo) {
  Mast mast;
  for (int i = 0; mast.now < kStart + minutes{10}; mast.now += seconds{10}, ++i) {
    mast.wind.speed({.quality = Quality::Good, .value = 3, .at = mast.now});
    if (i % 6 == 0) mast.wind.direction({.quality = Quality::Good, .value = 45, .at = mast.now});
  }
  EXPECT_NEAR(mast.mean().direction, 45, 1e-9);
}

TEST(WindMean, LateReadingsDoNotFallIntoANewerMinute) {
  Mast mast;
  mast.blow(minutes{10}, 3, 90);
  mast.read(3, 90);
  mast.wind.speed({.quality = Quality::Good, .value = 1000, .at = mast.now - minutes{11}});
  mast.now += seconds{30};
  EXPECT_NEAR(mast.mean().speed, 3, 1e-9);
}

/// The speed goes up and down by `by`, the vane does not move.
void freeze(Mast& mast, Duration lasting, double by, double direction = 77) {
  int i = 0;
  for (const Tick end = mast.now + lasting; mast.now < end; mast.now += Mast::kPeriod) {
    mast.read(3 + (++i % 2 == 0 ? by : 0), direction);
  }
}

TEST(StuckVane, IsUnknownAfterHalfAnHour) {
  Mast mast;
  freeze(mast, minutes{30} + seconds{10}, 1.5);
  EXPECT_EQ(mast.mean().state, WindState::Known) << "not longer than 30 minutes";
  freeze(mast, seconds{10}, 1.5);
  EXPECT_EQ(mast.mean(), (Wind{.doubt = WindDoubt::StuckVane}));
}

TEST(StuckVane, NotWhileTheSpeedStaysToo) {
  Mast mast;
  freeze(mast, minutes{90}, 0.9);
  EXPECT_EQ(mast.mean().state, WindState::Known);
}

TEST(StuckVane, NotWhenItMovesALittle) {
  Mast mast;
  for (int i = 0; i < 9; ++i) {
    freeze(mast, minutes{10}, 1.5, 77);
    freeze(mast, seconds{10}, 1.5, 77.1);
  }
  EXPECT_EQ(mast.mean().state, WindState::Known);
}

TEST(StuckVane, OneBadReadingIsNotAMove) {
  Mast mast;
  for (int i = 0; i < 4; ++i) {
    freeze(mast, minutes{10}, 1.5);
    mast.read(3, 0, Quality::Good, Quality::Comm);
    mast.now += seconds{10};
  }
  EXPECT_EQ(mast.mean().doubt, WindDoubt::StuckVane);
}

TEST(StuckVane, WhenItMovesAgainTheMeanBeginsAnew) {
  Mast mast;
  freeze(mast, minutes{40}, 1.5);
  ASSERT_EQ(mast.mean().doubt, WindDoubt::StuckVane);
  const Tick moves = mast.now;
  mast.blow(minutes{1}, 3, 200);
  EXPECT_EQ(mast.wind.since(mast.now), moves);
  EXPECT_EQ(mast.mean().doubt, WindDoubt::TooFew);
  mast.blow(minutes{4}, 3, 201);
  EXPECT_EQ(mast.mean().state, WindState::Known);
  EXPECT_GT(mast.mean().direction, 199);
}

TEST(StuckVane, TimeIsARule) {
  Mast mast({.stuck_after = minutes{60}});
  freeze(mast, minutes{50}, 1.5);
  EXPECT_EQ(mast.mean().state, WindState::Known);
  freeze(mast, minutes{11}, 1.5);
  EXPECT_EQ(mast.mean().doubt, WindDoubt::StuckVane);
}

/// Whatever blows, the mean lies between what was read.
TEST(WindWalk, MeanIsWithinBounds) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const auto uniform = [&](double low, double high) {
      return std::uniform_real_distribution<double>(low, high)(random);
    };
    const double middle = uniform(0, 360), spread = uniform(0, 80), strongest = uniform(0.6, 30);
    Mast mast;
    mast.now += Duration{static_cast<Duration::rep>(uniform(0, 60e6))};
    double slowest = strongest, fastest = 0;
    for (const Tick end = mast.now + minutes{12}; mast.now < end;
         mast.now += Duration{static_cast<Duration::rep>(uniform(1e5, 40e6))}) {
      const double speed = uniform(0.55, strongest);
      const bool bad = uniform(0, 1) < 0.1;
      if (!bad) slowest = std::min(slowest, speed), fastest = std::max(fastest, speed);
      mast.read(bad ? 1000 : speed, turned_into_circle(middle + uniform(-spread, spread)),
                bad ? Quality::Comm : Quality::Good);
    }
    const Wind wind = mast.mean();
    ASSERT_NE(wind.state, WindState::Calm) << seed;
    EXPECT_GE(wind.mean_speed, slowest - 1e-9) << seed;
    EXPECT_LE(wind.mean_speed, fastest + 1e-9) << seed;
    EXPECT_LE(wind.speed, wind.mean_speed) << seed;
    if (wind.state != WindState::Known) continue;
    EXPECT_GE(wind.direction, 0.0) << seed;
    EXPECT_LT(wind.direction, 360.0) << seed;
    EXPECT_LE(angle_between(wind.direction, middle), spread + 1e-6) << seed;
  }
}

TEST(Bearing, Circle) {
  EXPECT_EQ(turned_into_circle(360.0), 0.0);
  EXPECT_EQ(turned_into_circle(-90.0), 270.0);
  EXPECT_EQ(turned_into_circle(725.0), 5.0);
  EXPECT_LT(turned_into_circle(-1e-17), 360.0);
  EXPECT_EQ(angle_between(350.0, 10.0), 20.0);
  EXPECT_EQ(angle_between(10.0, 350.0), 20.0);
  EXPECT_EQ(angle_between(0.0, 180.0), 180.0);
  EXPECT_EQ(clockwise_between(315.0, 45.0), 90.0);
  EXPECT_EQ(clockwise_between(45.0, 315.0), 270.0);
}

}  // namespace
}  // namespace hazgate::emergency
