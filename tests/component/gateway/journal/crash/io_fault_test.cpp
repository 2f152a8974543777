/// A disk that fails or is full at the n-th call, n = 1, 2, … until a run meets no fault any more.
#include <cerrno>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "inspection.hpp"
#include "trial.hpp"

namespace hazgate::crash {
namespace {

struct Case {
  const char* name;
  Call call;
  int error;
  bool lasting;  ///< until it is mended; else one call fails
};

void PrintTo(const Case& fault, std::ostream* out) {
  *out << fault.name;
}

/// What a user does whose disk fails: opens again later, as hazgated does, and hands in what happens.
/// A fault that lasts is mended when the journal cannot be opened, or has failed several times.
class BrokenDisk {
 public:
  BrokenDisk(const Case& fault, std::uint64_t call) {
    const auto last = fault.lasting ? std::numeric_limits<std::uint64_t>::max() : call;
    disk_.fail({fault.call, call, last, fault.error});
  }

  std::string run(Workload& workload) {
    for (int start = 0; start < 2; ++start) {
      if (const std::string wrong = open(workload); !wrong.empty()) return wrong;
      for (int batch = 0; batch < 4; ++batch) {
        workload.hand_in_samples(2);
        workload.hand_in_batch();
        if (!workload.settle([this] { disk_.mend(); })) return "it does not become durable";
      }
      workload.hand_in_batch();  // at the last moment: it may or may not be there at the next start
      workload.close();
    }
    disk_.mend();
    return workload.complaint();
  }

 private:
  std::string open(Workload& workload) {
    std::string why = workload.open();
    if (why.empty()) return {};
    if (!disk_.struck()) return "does not open on a sound disk: " + why;
    disk_.mend();
    why = workload.open();
    return why.empty() ? why : "does not open when the disk works again: " + why;
  }

  Disk& disk_ = Disk::under_this_process();
};

std::string last_failure(const Workload& workload) {
  const std::vector<std::string> failures = workload.failures();
  return failures.empty() ? "nothing" : failures.back().empty() ? "healthy" : failures.back();
}

class IoFault : public testing::TestWithParam<Case> {};

/// Everything handed in is there in the end, and a power cut at any moment on the way takes nothing
/// that was promised: a sync that failed is not made good by one that succeeds.
TEST_P(IoFault, AtEveryCallInTurnNothingIsLostOrDoubled) {
  const Case& fault = GetParam();
  Random random(17);
  std::uint64_t call = 1;
  bool struck = true;
  for (; struck; ++call) {
    ASSERT_LT(call, 2000U) << "never clean";
    SCOPED_TRACE("call " + std::to_string(call));
    const Trial trial([&](Workload& workload) {
      BrokenDisk disk(fault, call);
      const std::string wrong = disk.run(workload);
      struck = Disk::under_this_process().struck();
      return wrong.empty() ? wrong : wrong + "; it said: " + last_failure(workload);
    });
    ASSERT_EQ(trial.complaint, "");
    const std::size_t operations = trial.recording.operations.size();
    ASSERT_EQ(start_after(trial.recording, trial.workload,
                          {operations, Unsynced::Kept, Unsynced::Kept}, random, 0),
              "");
    for (int cuts = fault.call == Call::Sync ? 8 : 1; cuts > 0; --cuts) {
      const PowerCut cut = random_cut(random() % (operations + 1), random);
      ASSERT_EQ(start_after(trial.recording, trial.workload, cut, random, 0), "");
    }
  }
  EXPECT_GT(call, 3U) << "there are such calls";
  RecordProperty("calls", static_cast<int>(call - 2));
}

INSTANTIATE_TEST_SUITE_P(
    Disk, IoFault,
    testing::Values(
        Case{"FullOnce", Call::Write, ENOSPC, false}, Case{"Full", Call::Write, ENOSPC, true},
        Case{"WriteOnce", Call::Write, EIO, false}, Case{"Write", Call::Write, EIO, true},
        Case{"ReadOnce", Call::Read, EIO, false}, Case{"SyncOnce", Call::Sync, EIO, false},
        Case{"Sync", Call::Sync, EIO, true}, Case{"TruncateOnce", Call::Truncate, EIO, false},
        Case{"Truncate", Call::Truncate, EIO, true}, Case{"OpenOnce", Call::Open, EIO, false},
        Case{"Open", Call::Open, EIO, true}, Case{"DeleteOnce", Call::Delete, EIO, false},
        Case{"Delete", Call::Delete, EIO, true}, Case{"SizeOnce", Call::Size, EIO, false},
        Case{"Size", Call::Size, EIO, true}, Case{"LockOnce", Call::Lock, ENOLCK, false},
        Case{"MapOnce", Call::Map, ENOMEM, false}, Case{"Map", Call::Map, ENOMEM, true}),
    [](const testing::TestParamInfo<Case>& tested) { return tested.param.name; });

}  // namespace
}  // namespace hazgate::crash
