#include "simulators/program/event_log.hpp"

#include <boost/json.hpp>
#include <chrono>

namespace hazgate::sim {
namespace {

/// A reader that went away, or a full disk, does not stop the simulation.
void write_line(std::FILE* file, const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), file);
  std::fflush(file);
}

}  // namespace

bool EventLog::open(const std::string& file) {
  file_.reset(std::fopen(file.c_str(), "ae"));
  return file_ != nullptr;
}

void EventLog::operator()(const boost::json::object& event) {
  const auto since = [](auto now) { return now.time_since_epoch(); };
  using std::chrono::duration_cast;
  const auto t =
      duration_cast<std::chrono::milliseconds>(since(std::chrono::system_clock::now())).count();
  const auto us =
      duration_cast<std::chrono::microseconds>(since(std::chrono::steady_clock::now())).count();
  boost::json::object stamped{{"event", event.at("event")}, {"t", t}, {"us", us}};
  for (const auto& [key, value] : event) stamped[key] = value;
  line_ = boost::json::serialize(stamped);
  line_ += '\n';
  const auto& kind = event.at("event").get_string();
  if (!quiet_ || kind == "listening" || kind == "ready") write_line(stdout, line_);
  if (file_ != nullptr) write_line(file_.get(), line_);
}

}  // namespace hazgate::sim
