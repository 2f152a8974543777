#pragma once

#include <functional>
#include <map>
#include <string>

#include "power_cut.hpp"
#include "workload.hpp"

namespace hazgate::crash {

/// A folder of this test's own, gone with it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Runs a workload in a new folder with the disk watched. `run` says what went wrong; empty: nothing.
struct Trial {
  Folder folder;
  Workload workload{folder.path()};
  Recording recording;
  std::string complaint;

  /// `files`: what is in the folder at the beginning.
  explicit Trial(const std::function<std::string(Workload&)>& run,
                 const std::map<std::string, std::string>& files = {});
};

/// The longer one opens three times, with retention and checkpoints in each.
std::string run_short(Workload& workload);
std::string run_long(Workload& workload);

/// What a test wants to see of the folder besides, after a start; says what is wrong.
using Look = std::function<std::string(const std::string& folder)>;

/// Cuts the power, starts the journal on what is left, compares, lets it go on for a batch, and does
/// so again `again` times within the start and the batch. What went wrong first; empty: nothing.
std::string start_after(const Recording& recording, const Workload& workload, const PowerCut& cut,
                        Random& random, int again, const Look& look = nullptr);

}  // namespace hazgate::crash
