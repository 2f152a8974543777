#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gateway/notify/channel.hpp"
#include "tests/component/gateway/uplink/broker.hpp"
#include "tests/support/scratch_folder.hpp"

namespace hazgate::notify {

using uplink::make_certificate;

/// One of the servers in tests/support, and what it says.
class Peer {
 public:
  using Events = std::vector<boost::json::object>;

  Peer(const std::string& script, std::vector<std::string> arguments = {});
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  std::uint16_t port() const { return port_; }
  /// What has been read so far.
  Events events(const std::string& kind) const;
  /// Ends the server: everything it has said.
  Events everything(const std::string& kind);
  bool wait_for(const std::string& kind, std::size_t count = 1);

 private:
  void read(int pipe);

  uplink::Process process_;
  mutable std::mutex mutex_;
  mutable std::condition_variable came_;
  Events events_;
  std::thread thread_;
  std::uint16_t port_ = 0;
};

/// The receipts of a channel, with when they came.
class Receipts {
 public:
  Channel::OnReceipt sink();
  /// The receipt of a letter; a failure when none comes within `patience`.
  Receipt of(std::uint64_t ticket, std::chrono::seconds patience = std::chrono::seconds(20));
  bool has(std::uint64_t ticket) const;
  std::size_t count() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Receipt> receipts_;
};

using hazgate::ScratchFolder;

inline std::string text_of(const boost::json::object& object, const char* key) {
  return std::string(object.at(key).as_string());
}

}  // namespace hazgate::notify
