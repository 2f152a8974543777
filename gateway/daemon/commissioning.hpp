#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "drivers/poll/bus_worker.hpp"
#include "gateway/control/desk.hpp"
#include "gateway/daemon/buses.hpp"

namespace hazgate::daemon {

/// The operations `scan` and `trace` of the control socket: streams that a bus worker feeds. One of
/// each kind at a time per bus. When the caller goes away, the scan or trace ends.
///
///   scan   {"unit",…} as each is found, {"progress":{…}} after each question, {"summary":{…}}
///   trace  {"us","dir","line","hex","error"}, {"dropped":n} where frames are missing, {"summary":{…}}
///
/// A caller who reads slowly gets fewer frames (FrameBuffer), and nobody waits for him.
/// Thread  core
class Commissioning {
 public:
  /// Errors of `bus`  a text: there is no such bus
  using FindBus = std::function<tl::expected<BusAtWork, std::string>(const std::string&)>;

  Commissioning(boost::asio::io_context& io, FindBus bus) : io_(io), bus_(std::move(bus)) {}

  using Answer = std::shared_ptr<control::Answer>;
  /// Whether it could be begun (for the audit).
  bool scan(const control::Request& request, const Answer& answer);
  void trace(const control::Request& request, const Answer& answer);

 private:
  struct Scanning;
  struct Tracing;
  void scanned(const std::shared_ptr<Scanning>& scan, const poll::ScanNews& news);
  static void drain(const std::shared_ptr<Tracing>& tracing);
  static void watch(const std::shared_ptr<Tracing>& tracing);
  static void stop(const std::shared_ptr<Tracing>& tracing);

  boost::asio::io_context& io_;
  FindBus bus_;
  std::map<std::string, std::weak_ptr<Scanning>, std::less<>> scans_;
  std::map<std::string, std::weak_ptr<Tracing>, std::less<>> traces_;
};

}  // namespace hazgate::daemon
