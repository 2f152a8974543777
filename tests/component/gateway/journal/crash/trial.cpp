#include "trial.hpp"

#include <cstdlib>
#include <filesystem>

#include "inspection.hpp"

namespace hazgate::crash {
namespace {

std::string run_batches(Workload& workload, int batches) {
  if (const std::string why = workload.open(); !why.empty()) return "does not open: " + why;
  if (!workload.run(batches)) return "a batch did not become durable";
  if (workload.journal().counters().segments == 0) return "no segment was closed";
  workload.close();
  return workload.complaint();
}

std::string run_times(Workload& workload, int times, int batches) {
  for (int i = 0; i < times; ++i) {
    if (const std::string wrong = run_batches(workload, batches); !wrong.empty()) return wrong;
  }
  return {};
}

/// Says of a complaint what it takes to look into it.
std::string with_place(const std::string& complaint, const Recording& recording,
                       const PowerCut& cut) {
  return complaint + "; power cut after operation " + std::to_string(cut.after) + " of " +
         std::to_string(recording.operations.size()) + ", data " +
         std::to_string(static_cast<int>(cut.data)) + ", names " +
         std::to_string(static_cast<int>(cut.names)) + (cut.names_in_order ? " in order" : "");
}

}  // namespace

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "hazgate-crash-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Trial::Trial(const std::function<std::string(Workload&)>& run,
             const std::map<std::string, std::string>& files) {
  write_folder(folder.path(), files);
  Disk::under_this_process().watch(folder.path());
  complaint = run(workload);
  workload.close();
  recording = Disk::under_this_process().stop();
}

std::string run_short(Workload& workload) {
  return run_times(workload, 2, 6);
}

std::string run_long(Workload& workload) {
  return run_times(workload, 3, 30);
}

std::string start_after(const Recording& recording, const Workload& workload, const PowerCut& cut,
                        Random& random, int again, const Look& look) {
  const Folder folder;
  write_folder(folder.path(), after_power_cut(recording, cut, random));
  const Expectation expected{workload.promised_by(cut.after), workload.handed_in(),
                             workload.epoch()};
  Disk& disk = Disk::under_this_process();
  disk.watch(folder.path());
  Workload next(folder.path(), expected.at_least.opened);
  std::string wrong = next.open();
  if (!wrong.empty()) wrong = "does not open: " + wrong;
  if (wrong.empty()) wrong = look_into(next.journal(), expected);
  if (wrong.empty() && !next.run(1)) wrong = "does not go on";
  next.close();
  const Recording second = disk.stop();
  if (wrong.empty()) wrong = next.complaint();
  if (wrong.empty()) {
    const std::string said = integrity_of(folder.path());
    if (said != "ok") wrong = "SQLite says: " + said;
  }
  if (wrong.empty() && look) wrong = look(folder.path());
  if (wrong.empty() && again > 0) {
    const PowerCut cut_again = random_cut(random() % (second.operations.size() + 1), random);
    wrong = start_after(second, next, cut_again, random, again - 1, look);
  }
  return wrong.empty() ? wrong : with_place(wrong, recording, cut);
}

}  // namespace hazgate::crash
