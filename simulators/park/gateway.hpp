#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/uplink/broker_choice.hpp"
#include "gateway/uplink/outbox.hpp"
#include "simulators/park/record.hpp"
#include "simulators/park/session.hpp"
#include "simulators/park/site.hpp"
#include "simulators/park/tally.hpp"

namespace hazgate::sim {

/// What one light gateway does.
struct Rates {
  std::size_t devices = 2;
  Duration period = std::chrono::seconds{1};  ///< between two polls of a device
  double alarms_per_minute = 1;               ///< of the whole gateway
  std::uint32_t backfill = 0;                 ///< as [uplink] backfill
  std::size_t keep = 10'000;                  ///< samples that wait for a broker at most
};

/// A gateway as the park sees it: hazgate's own outbox, broker choice, back-off and messages, around
/// a record in memory, a site of a few gas detectors and one connection.
/// Thread  the io_context's
class LightGateway {
 public:
  struct Settings {
    Place place;
    std::string epoch;  ///< 16 hexadecimal digits
    std::string username, password;
    std::vector<boost::asio::ip::tcp::endpoint> brokers;  ///< in order
    Rates rates;
    std::uint32_t seed = 1;
  };

  LightGateway(boost::asio::io_context& io, Settings settings, Tally& tally);
  ~LightGateway();
  LightGateway(const LightGateway&) = delete;
  LightGateway& operator=(const LightGateway&) = delete;

  void start(Duration after);
  void stop_recording();  ///< no further polls and alarms; what is on record still goes out
  void leave();           ///< says {"online":false} and disconnects; is_gone() follows

  bool is_connected() const { return session_ != nullptr && session_->is_open(); }
  bool is_gone() const { return session_ == nullptr; }
  std::uint64_t lag() const;  ///< records without a broker's acknowledgement
  const Place& place() const { return settings_.place; }
  const Record& record() const { return record_; }
  std::uint64_t connections() const { return connections_; }

 private:
  enum RetainedPlace : std::size_t { kState, kDescribe, kAlarms, kRetainedCount };
  struct Retained {
    bool stale = false, in_flight = false;
  };
  using Clock = std::chrono::steady_clock;

  void attempt(uplink::BrokerChoice::Attempt attempt);
  void open(std::size_t broker);
  Session::Handlers handlers();
  void connected();
  void closed(const std::string& why);
  void acknowledged(uplink::Ticket ticket, Duration took);
  void take_command(const uplink::Inbound& message);

  void poll(std::size_t device);
  void poll_at(std::size_t device, Clock::time_point at);
  void change();
  void add_change(const LightSite::Change& change);

  void pump();
  void pump_retained();
  void send(const uplink::Outgoing& outgoing);
  void read(const uplink::ReadRequest& request);
  void wake_for(Tick at);

  const Settings settings_;
  const std::string root_;
  Tally& tally_;
  boost::asio::io_context& io_;
  LightSite site_;
  Record record_;
  uplink::Outbox outbox_;
  uplink::BrokerChoice choice_;
  std::shared_ptr<Session> session_;
  boost::asio::steady_timer connect_timer_, change_timer_, pace_timer_;
  std::vector<std::unique_ptr<boost::asio::steady_timer>> poll_timers_;  ///< by device
  std::array<Retained, kRetainedCount> retained_;
  std::optional<Tick> wakes_at_;
  std::uint64_t connections_ = 0;
  int command_qos_ = 1;  ///< 0 after a connection that ended instead of a SUBACK, as uplink::Link
  bool leaving_ = false;
};

}  // namespace hazgate::sim
