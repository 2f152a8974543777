#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "gateway/uplink/outbox.hpp"

namespace hazgate::uplink {

/// One connection to one broker at a time: the shell around Paho. Paho's threads only leave a note;
/// the notes are handled on the core, all that have gathered in one wake-up.
/// It does not retry by itself: after `closed` the owner decides where and when to connect again.
/// Errors  never thrown: a library error is the text of `closed`
/// Thread  core for every function and every handler
class Link {
 public:
  struct Settings {
    std::string client_id;
    std::string username, password;
    std::string ca_file, cert_file, key_file;
    std::string will_topic, will_payload;
  };

  struct Handlers {
    std::function<void()> connected;
    /// The attempt failed, or the connection was lost. What was in flight is to be sent again.
    std::function<void(const std::string& why)> closed;
    std::function<void(Ticket ticket)> acknowledged;
    std::function<void(std::string&& payload)>
        message;  ///< on a subscribed topic; never a retained one
    std::function<void(const std::string& why)> subscribe_refused;
    std::function<void()> settled;  ///< every note of this wake-up was handled
  };

  Link(boost::asio::io_context& io, Settings settings, Handlers handlers);
  ~Link();  ///< no handler is called any more
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Begins to connect; `connected` or `closed` follows.
  void connect(const std::string& broker);
  bool is_open() const;
  void subscribe(const std::string& topic);
  /// QoS 1. Not connected: nothing happens (`closed` follows or was called).
  void publish(const std::string& topic, std::string payload, bool retained, Ticket ticket);

  /// Acknowledgements of what was sent before are no longer reported.
  void forget_in_flight();
  /// Waits for the acknowledgements of what is in flight (handlers are called), disconnects, and
  /// blocks no longer than `patience`.
  void close(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace hazgate::uplink
