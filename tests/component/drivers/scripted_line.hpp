#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "tests/component/drivers/scripted_server.hpp"

namespace hazgate::test {

/// The other end of a serial line (a pty) that does exactly what a test says. `react` gets RTU
/// requests in the shape of TCP ones (with an empty header) and answers in RTU bytes.
class ScriptedLine {
 public:
  using React = std::function<Bytes(const Bytes& request, std::chrono::microseconds silence)>;

  explicit ScriptedLine(React react);
  ~ScriptedLine();
  ScriptedLine(const ScriptedLine&) = delete;
  ScriptedLine& operator=(const ScriptedLine&) = delete;

  const std::string& device() const { return device_; }
  /// As when somebody pulls the adapter out.
  void unplug();
  /// The descriptor of the far end, for a slave that is not scripted.
  int far_end() const { return far_; }

 private:
  void run();

  React react_;
  std::string device_;
  std::chrono::steady_clock::time_point opened_;
  int far_ = -1;
  int near_ = -1;
  int wake_ = -1;
  std::thread thread_;
};

/// A TCP-shaped frame as RTU bytes: header off, CRC on.
Bytes to_rtu(const Bytes& frame);

}  // namespace hazgate::test
