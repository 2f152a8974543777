#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "gateway/journal/database.hpp"

namespace hazgate::journal {

/// A thread with its own read-only connection, so that a long answer never holds up a commit.
/// Thread  every public function from any thread
class Reader {
 public:
  /// Called on the reader's thread; null: the journal cannot be opened for reading.
  using Request = std::function<void(Database*)>;

  explicit Reader(std::string path);
  ~Reader();  ///< requests that have not begun are dropped
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void ask(Request request);

 private:
  void run();

  const std::string path_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Request> requests_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hazgate::journal
