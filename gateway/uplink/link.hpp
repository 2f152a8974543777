#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/uplink/message.hpp"
#include "gateway/uplink/outbox.hpp"
#include "gateway/uplink/tls_files.hpp"

namespace hazgate::uplink {

/// One connection to one broker at a time: the shell around Paho. Paho's threads only leave a note;
/// the notes are handled on the core, all that have gathered in one wake-up.
/// It does not retry by itself: after `closed` the owner decides where and when to connect again.
/// A message that a broker refuses for good, or breaks the connection on each time (PacketLimit), is
/// given up and reported, so that it never holds up what comes behind it.
/// Errors  never thrown: a library error is the text of `closed`
/// Thread  core for every function and every handler
class Link {
 public:
  struct Settings {
    std::string client_id;
    std::string username, password;
    TlsFiles tls;
    MqttVersion version = MqttVersion::V3_1_1;
    /// A broker that acknowledges nothing for so long, with messages in flight, is left: it may answer every
    /// ping and have lost its store.
    std::chrono::milliseconds silence = std::chrono::minutes{1};
  };

  struct Handlers {
    std::function<void()> connected;
    /// The attempt failed, the connection was lost, or leave() is done. What was in flight is to be
    /// sent again.
    std::function<void(const std::string& why)> closed;
    /// `at`: when; the core may hear of it somewhat later.
    std::function<void(Ticket ticket, std::chrono::steady_clock::time_point at)> acknowledged;
    /// The broker will never take this message: it is out of flight and not to be sent again.
    std::function<void(Ticket ticket, const std::string& why)> refused;
    std::function<void(Inbound&& message)> message;  ///< on a subscribed topic, retained or not
    std::function<void(const std::string& topic)> subscribed;
    std::function<void(const std::string& topic, const std::string& why)> subscribe_refused;
    std::function<void()> settled;  ///< every note of this wake-up was handled
    /// What the Will says. It goes before every disconnection that is meant, as that is without the Will.
    std::function<Publication()> last_word;
  };

  Link(boost::asio::io_context& io, Settings settings, Handlers handlers);
  ~Link();  ///< no handler is called any more
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Begins to connect; `connected` or `closed` follows.
  void connect(const std::string& broker, Will will);
  bool is_open() const;
  bool was_of_use() const;  ///< in `closed`: false after Settings::silence and give_up()
  /// After two connections in a row that ended instead of an answer to it, for an hour: QoS 0.
  void subscribe(const std::vector<std::string>& topics, int qos = 1);
  /// Not connected: nothing happens (`closed` follows or was called). Connected: `acknowledged`,
  /// `refused` or `closed` follows. No more are in flight than the broker says it takes (MQTT 5): the
  /// rest waits here, telemetry behind everything else.
  void publish(Publication publication, Ticket ticket);
  bool is_idle() const;                ///< nothing in flight and nothing waiting
  bool takes_at_once() const;          ///< nothing waits for its turn
  std::size_t largest_packet() const;  ///< that this broker takes, bytes; PacketLimit::kNone: any

  /// Acknowledgements of what was sent before are no longer reported.
  void forget_in_flight();
  /// Ends the connection, with the last word, as one that is of no use; `closed` is called from within.
  void give_up(const std::string& why);
  /// Disconnects in order; `closed` follows. What is in flight is not waited for, and when it is, the last
  /// word is said; else the owner has said it.
  void leave();
  /// Waits for the acknowledgements of what is in flight (handlers are called), says the last word, waits for
  /// its acknowledgement, disconnects, and blocks no longer than `patience`. Telemetry that waits is left.
  void close(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace hazgate::uplink
