#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace hazgate::notify {

/// The real hazmodem on a pty of its own.
class ModemProgram {
 public:
  using Event = boost::json::object;
  using Matches = std::function<bool(const Event&)>;

  /// `link`: where it puts the symlink; it listens when this is back. `first`: lines before all else.
  explicit ModemProgram(std::string link, const std::vector<std::string>& first = {});
  ~ModemProgram();
  ModemProgram(const ModemProgram&) = delete;
  ModemProgram& operator=(const ModemProgram&) = delete;

  /// A control line; done when this is back.
  void say(const std::string& line);
  /// The first event of this kind, also of the past, that matches.
  std::optional<Event> wait_for(const std::string& kind, const Matches& matches = nullptr,
                                std::chrono::seconds patience = std::chrono::seconds(20));
  /// True when there are so many events of this kind that match.
  bool wait_for_count(std::size_t count, const std::string& kind, const Matches& matches = nullptr,
                      std::chrono::seconds patience = std::chrono::seconds(20));
  std::vector<Event> all(const std::string& kind);

 private:
  void listen(int output);

  int input_ = -1;
  pid_t id_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Event> events_;
  std::thread listener_;
};

}  // namespace hazgate::notify
