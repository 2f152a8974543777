#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/uplink/inbox.hpp"
#include "gateway/uplink/link.hpp"

namespace hazgate::uplink {

/// One Paho client, for one connection attempt and the connection that comes of it. Two of them at
/// a time are to be avoided: Paho connects the second one slowly. Telemetry goes in turn (Turns): the thread
/// that hears of an acknowledgement sends the next, as the core would wait for Paho's lock for each.
/// Errors  a text from each call that fails at once; empty: begun, a Note follows
/// Thread  one at a time; its own threads only leave notes
class PahoSession {
 public:
  PahoSession(const Link::Settings& settings, const std::string& broker,
              std::shared_ptr<Inbox> inbox);
  ~PahoSession();  ///< may take some hundred milliseconds
  PahoSession(const PahoSession&) = delete;
  PahoSession& operator=(const PahoSession&) = delete;

  std::string connect(const std::string& broker, const Will& will);
  /// Telemetry goes in turn, everything else now. A Note follows in any case.
  enum class Order : std::uint8_t { Now, InTurn };
  void publish(Publication&& publication, std::uint32_t number, Order order);
  std::vector<std::uint32_t>
  forget_waiting();  ///< numbers of those in turn that do not go any more
  std::string subscribe(const std::string& topic, int qos, std::uint32_t number);
  void disconnect();  ///< Disconnected follows, whatever happens

  static bool is_tls(const std::string& broker);

  static constexpr std::chrono::seconds kConnectTimeout{10};

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hazgate::uplink
