#include <gtest/gtest.h>
#include <random>

#include "tests/support/site_driver.hpp"

namespace hazgate::testing {
namespace {

using alarm::State;
using std::chrono::milliseconds;

/// One random thing that may happen to a site.
void something_happens(SiteDriver& drive, const SmallSite& small, std::mt19937& random) {
  const std::size_t detector = random() % 3;
  switch (random() % 10) {
    case 0:
    case 1:
    case 2:
      drive.gas(detector, static_cast<double>(random() % 100));
      break;
    case 3:
      drive.bad(detector, static_cast<Quality>(random() % 12), random() % 2 == 0);
      break;
    case 4:
      drive.confirm_writes(random() % 3 != 0);
      break;
    case 5:
      drive.pass(milliseconds{random() % 20'000});
      break;
    case 6: {
      const auto alarm = index_of<AlarmIndex>(random() % small.spec.alarms.size());
      (void)drive.site().acknowledge({&alarm, 1}, std::nullopt, "li", "", drive.now(),
                                     drive.effects());
      break;
    }
    case 7: {
      const auto alarm = index_of<AlarmIndex>(random() % small.spec.alarms.size());
      (void)drive.site().reset({&alarm, 1}, "li", drive.now(), drive.effects());
      break;
    }
    case 8:
      drive.site().device_answers(index_of<DeviceIndex>(detector), random() % 2 == 0, drive.now(),
                                  drive.effects());
      break;
    default: {
      const auto incidents = drive.site().incidents();
      if (!incidents.empty()) {
        (void)drive.close_incident(incidents.back().id);
      }
    }
  }
}

/// Every transition continues from the one before, a latched alarm is left only as the table says.
void check_chain(const std::vector<site::AlarmEvent>& chain, bool latching) {
  State state = State::Normal;
  std::uint64_t occurrence = 0;
  for (const site::AlarmEvent& event : chain) {
    ASSERT_EQ(event.from, state);
    ASSERT_GE(event.occurrence, occurrence);
    if (event.to == State::Active) {
      ASSERT_EQ(event.occurrence, occurrence + 1) << "each new activation has a new number";
    } else {
      ASSERT_EQ(event.occurrence, occurrence);
    }
    if (latching && event.to == State::Normal) {
      ASSERT_EQ(event.cause, site::Cause::Reset);
    }
    if (event.cause == site::Cause::Clear) {
      ASSERT_TRUE(is_usable(event.quality)) << "bad data cleared an alarm";
    }
    state = event.to;
    occurrence = event.occurrence;
  }
}

TEST(SiteWalk, KeepsItsInvariants) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const SmallSite small(static_cast<alarm::OnBad>(seed % 3));
    SiteDriver drive(small);
    std::mt19937 random(seed);
    for (int i = 0; i < 1500; ++i) something_happens(drive, small, random);
    for (std::size_t i = 0; i < small.spec.alarms.size(); ++i) {
      SCOPED_TRACE("seed " + std::to_string(seed) + " " + small.spec.alarms[i].id);
      check_chain(drive.transitions(index_of<AlarmIndex>(i)), small.spec.alarms[i].rules.latch);
    }
  }
}

/// An output that another incident holds by now is left at once when that is known from the start.
std::vector<emergency::StepMemory> settled(std::vector<emergency::StepMemory> steps) {
  for (emergency::StepMemory& step : steps) {
    if (step.progress != emergency::StepProgress::Releasing) continue;
    step.progress = emergency::StepProgress::Released;
  }
  return steps;
}

TEST(SiteWalk, IsDeterministicAndSurvivesARestartAnywhere) {
  for (unsigned seed = 100; seed < 130; ++seed) {
    const SmallSite small;
    SiteDriver drive(small);
    std::mt19937 random(seed);
    const auto steps = 20 + random() % 300;
    for (auto i = 0UL; i < steps; ++i) something_happens(drive, small, random);
    SiteDriver next(small);
    next.set_time(std::chrono::seconds{1}, drive.now().wall);
    next.site().restore(drive.memory(), next.now(), next.effects());
    for (std::size_t i = 0; i < small.spec.alarms.size(); ++i) {
      const auto alarm = index_of<AlarmIndex>(i);
      EXPECT_EQ(next.state(alarm), drive.state(alarm)) << "seed " << seed;
      EXPECT_EQ(next.site().alarm(alarm).occurrence, drive.site().alarm(alarm).occurrence);
    }
    ASSERT_EQ(next.site().incidents().size(), drive.site().incidents().size());
    for (std::size_t i = 0; i < drive.site().incidents().size(); ++i) {
      EXPECT_EQ(settled(next.site().incidents()[i].steps),
                settled(drive.site().incidents()[i].steps));
      EXPECT_EQ(next.site().incidents()[i].triggers, drive.site().incidents()[i].triggers);
    }
  }
}

}  // namespace
}  // namespace hazgate::testing
