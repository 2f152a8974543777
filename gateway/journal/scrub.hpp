#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gateway/journal/database.hpp"

namespace hazgate::journal {

/// Looks into the rows of one table, as its columns stand there: a checksum that SQLite knows nothing of.
struct RowCheck {
  std::string table;
  std::function<std::string(const Statement& row)> wrong;  ///< what is; empty: nothing
};

/// Reads the whole record, again and again, on a thread and a connection of its own: a slice, then a rest many
/// times as long. What cannot be read is found before it is needed. No transaction is open between slices.
/// Thread  construct and destroy from one; `found` is called on its own, once, and it ends then
class Scrub {
 public:
  /// `rest`: times as long as the reading, a minute at most; `round`: between two rounds.
  Scrub(std::string path, int rest, std::chrono::milliseconds round, std::vector<RowCheck> checks,
        std::function<void(const std::string& what)> found);
  ~Scrub();
  Scrub(const Scrub&) = delete;
  Scrub& operator=(const Scrub&) = delete;

 private:
  void run();
  std::string look_at_all();
  std::string look_at(const std::string& table);
  std::string rows_of(Database& database, const std::string& table);
  bool pause(std::chrono::steady_clock::duration took);  ///< false: it is over
  bool wait(std::chrono::steady_clock::duration time);

  const std::string path_;
  const int rest_;
  const std::chrono::milliseconds round_;
  const std::vector<RowCheck> checks_;
  const std::function<void(const std::string&)> found_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

/// One pass over everything, without rests: what is wrong; empty: nothing.
std::string check_whole(Database& database);

}  // namespace hazgate::journal
