#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/scratch_folder.hpp"

namespace hazgate::test {

/// A program with pipes on its standard input, output and error.
/// Errors  what does not come within 20 s does not come
class Program {
 public:
  explicit Program(std::vector<std::string> words);
  ~Program();  ///< kills it when it still runs
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// The next line of standard output.
  std::optional<std::string> read_line();
  void send(const std::string& line);
  void close_input();
  void signal(int number);
  /// Waits for the end: the exit code, 128 + n for a signal, -1 when it does not end.
  int end();
  std::string errors() const;

 private:
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1;
  std::FILE* errors_;  ///< a temporary file
  std::string unread_;
};

/// Each test has a folder of its own.
class HazsimTest : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) const;
  /// A [[listen]] with the id "line": "tcp", or a serial one at line(), "paced" or "at_once".
  std::string listen(const std::string& kind) const;
  std::string line() const { return folder_ / "line"; }

  ScratchFolder scratch_;
  const std::filesystem::path folder_ = scratch_.path();
};

/// hazsim, running.
class Hazsim {
 public:
  /// Returns when it is ready, or has ended.
  explicit Hazsim(std::vector<std::string> arguments);

  Program& program() { return program_; }
  bool is_ready() const { return ready_; }
  int port() const { return port_; }

  using Event = boost::json::object;
  /// The next event that fits, later than the last one asked for; nothing after 20 s.
  std::optional<Event> wait_for(const std::function<bool(const Event&)>& fits);
  std::optional<Event> wait_for(std::string_view kind);
  /// SIGTERM, and the exit code.
  int stop();

 private:
  Program program_;
  bool ready_ = false;
  int port_ = 0;
};

}  // namespace hazgate::test
