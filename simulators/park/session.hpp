#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "gateway/core/alarm/time.hpp"
#include "gateway/uplink/message.hpp"
#include "gateway/uplink/outbox.hpp"
#include "simulators/park/mqtt_packet.hpp"

namespace hazgate::sim {

/// One connection of a light gateway to a broker, from the attempt to its end. uplink::Link does this
/// for a gateway that has the process for itself; here a thousand share one thread.
/// Thread  the io_context's for every function and every handler
class Session : public std::enable_shared_from_this<Session> {
 public:
  struct Handlers {
    std::function<void()> connected;
    /// The last that is heard of it.
    std::function<void(const std::string& why)> closed;
    /// `took`: from the publish to its PUBACK
    std::function<void(uplink::Ticket ticket, Duration took)> acknowledged;
    std::function<void(uplink::Inbound&& message)> message;
    std::function<void(const std::string& why)>
        refused;  ///< a subscription; the connection goes on
  };
  static constexpr std::chrono::seconds kConnectTimeout{10};  ///< as PahoSession

  Session(boost::asio::io_context& io, mqtt::Connect connect, Handlers handlers);

  void open(const boost::asio::ip::tcp::endpoint& broker);
  bool is_open() const { return open_; }
  /// QoS 1; `acknowledged` or `closed` follows. Not open: nothing happens.
  void publish(const uplink::Publication& publication, uplink::Ticket ticket);
  void subscribe(const std::string& topic, int qos);
  bool waits_for_suback() const { return waits_for_suback_; }
  void leave();   ///< in order, without the will, behind what was published; `closed` follows
  void forget();  ///< no handler is called any more, and the connection is cut

 private:
  using Error = boost::system::error_code;
  using Clock = std::chrono::steady_clock;
  struct InFlight {
    uplink::Ticket ticket;
    Clock::time_point sent{};
  };

  void connected(const Error& error);
  void send(const std::string& packet);
  void flush();
  void read();
  void take(const mqtt::Packet& packet);
  void take_connect_ack(const mqtt::Packet& packet);
  void take_ack(const mqtt::Packet& packet);
  void take_publish(const mqtt::Packet& packet);
  void watch(Clock::duration after);
  void look_at_clock();
  void close(const std::string& why);
  std::uint16_t next_id();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  mqtt::Connect connect_;
  Handlers handlers_;
  mqtt::PacketReader reader_;
  std::array<char, 4096> chunk_{};
  std::string waiting_, writing_;
  std::unordered_map<std::uint16_t, InFlight> in_flight_;
  Clock::time_point sent_{}, pinged_{};
  std::uint16_t last_id_ = 0;
  bool open_ = false, closed_ = false, leaving_ = false, ping_is_out_ = false,
       waits_for_suback_ = false;
};

}  // namespace hazgate::sim
