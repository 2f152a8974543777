#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace hazgate::cli {

using Environment = std::map<std::string, std::string>;

/// The real hazctl, run as a person or a script would.
/// Errors  a run that does not end in 20 s is killed and has code -1
struct Ran {
  int code = -1;
  std::string out;
  std::string error;
};
Ran hazctl(const std::vector<std::string>& words, const Environment& environment = {});

/// hazctl with its output on a pipe or on a terminal of 80 by 24, while it runs.
class RunningProgram {
 public:
  RunningProgram(const std::vector<std::string>& words, const Environment& environment,
                 bool terminal);
  ~RunningProgram();  ///< kills it when it still runs
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  /// Reads until this was seen since the last wait.
  bool wait_for(const std::string& text);
  void type(const std::string& keys);
  void signal(int number);
  /// Waits for the end; the exit code, 128 + n for a signal, -1 when it does not end.
  int end();
  const std::string& seen() const { return seen_; }

 private:
  bool read_some(std::chrono::steady_clock::time_point deadline);

  int fd_ = -1;
  pid_t pid_ = -1;
  std::string seen_;
  std::size_t looked_ = 0;
};

}  // namespace hazgate::cli
