#pragma once

#include <boost/json/object.hpp>
#include <cstdio>
#include <memory>
#include <string>

namespace hazgate::sim {

/// The log: one JSON object per line on standard output and perhaps in a file, out at once. Each
/// gets the time: t, unix milliseconds, and us, microseconds of CLOCK_MONOTONIC.
/// Thread  one owner
class EventLog {
 public:
  /// `quiet`: only listening and ready are printed; the file gets everything.
  explicit EventLog(bool quiet) : quiet_(quiet) {}

  /// Appends to this file too.
  /// Errors  false with errno
  bool open(const std::string& file);
  void operator()(const boost::json::object& event);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  bool quiet_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string line_;
};

}  // namespace hazgate::sim
