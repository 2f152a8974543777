#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>

#include "trial.hpp"

namespace hazgate::crash {
namespace {

std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

/// How many of so many random cuts the journal did not stand, and the first complaint.
struct Losses {
  std::size_t count = 0;
  std::string first;
};

Losses cut_at_random(const Trial& trial, std::size_t points, Random& random) {
  Losses losses;
  for (std::size_t i = 0; i < points; ++i) {
    const std::size_t after = random() % (trial.recording.operations.size() + 1);
    const std::string wrong =
        start_after(trial.recording, trial.workload, random_cut(after, random), random,
                    static_cast<int>(random() % 3));
    if (!wrong.empty() && losses.count++ == 0) losses.first = wrong;
  }
  return losses;
}

std::size_t count_of(const Recording& recording, Operation::Kind kind) {
  const auto found =
      std::count_if(recording.operations.begin(), recording.operations.end(),
                    [&](const Operation& operation) { return operation.kind == kind; });
  return static_cast<std::size_t>(found);
}

TEST(PowerCut, AtEveryOperationNothingPromisedIsLost) {
  const Trial trial(run_short);
  ASSERT_EQ(trial.complaint, "");
  Random random(1);
  const std::size_t operations = trial.recording.operations.size();
  ASSERT_GE(count_of(trial.recording, Operation::Kind::Truncate), 4U) << "it checkpointed";
  for (std::size_t after = 0; after <= operations; ++after) {
    for (const PowerCut& cut :
         {PowerCut{after, Unsynced::Kept, Unsynced::Kept},
          PowerCut{after, Unsynced::Dropped, Unsynced::Dropped}, random_cut(after, random)}) {
      ASSERT_EQ(start_after(trial.recording, trial.workload, cut, random, 0), "");
    }
  }
}

/// HAZGATE_CRASH_POINTS and HAZGATE_CRASH_SEED make it as long and as different as one likes.
TEST(PowerCut, AtRandomNothingPromisedIsLost) {
  constexpr std::size_t kPerWorkload = 250;
  const std::size_t points = from_environment("HAZGATE_CRASH_POINTS", 500);
  const std::size_t seed = from_environment("HAZGATE_CRASH_SEED", 7);
  Random random(seed);
  std::size_t operations = 0, workloads = 0, promised = 0;
  for (std::size_t done = 0; done < points; done += kPerWorkload) {
    const Trial trial(run_long);
    ASSERT_EQ(trial.complaint, "");
    operations += trial.recording.operations.size();
    promised += events_until(trial.workload.promised().batch);
    ++workloads;
    const Losses losses = cut_at_random(trial, std::min(kPerWorkload, points - done), random);
    ASSERT_EQ(losses.count, 0U) << losses.first << "; seed " << seed;
  }
  std::cout << "power cuts " << points << ", workloads " << workloads << ", operations each "
            << operations / workloads << ", events each " << promised / workloads << "\n";
}

TEST(PowerCut, WouldBeSeenWithoutTheSyncOfTheWal) {
  Disk::under_this_process().lie(Lie::WalSync);
  const Trial trial(run_short);
  Disk::under_this_process().lie(Lie::None);
  ASSERT_EQ(trial.complaint, "");
  Random random(3);
  const Losses losses = cut_at_random(trial, 100, random);
  EXPECT_GT(losses.count, 20U);
}

TEST(PowerCut, WouldBeSeenWithoutTheSyncOfTheFolder) {
  Disk::under_this_process().lie(Lie::FolderSync);
  const Trial trial(run_short);
  Disk::under_this_process().lie(Lie::None);
  ASSERT_EQ(trial.complaint, "");
  Random random(3);
  const Losses losses = cut_at_random(trial, 100, random);
  EXPECT_GT(losses.count, 20U);
}

}  // namespace
}  // namespace hazgate::crash
