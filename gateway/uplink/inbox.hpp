#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gateway/uplink/message.hpp"

namespace hazgate::uplink {

/// A note from one of Paho's threads to the core.
struct Note {
  enum class Kind : std::uint8_t {
    Connected,
    ConnectFailed,
    Diagnosed,  ///< text: why the broker cannot be reached; empty: it can
    Lost,
    Acknowledged,
    PublishFailed,
    Subscribed,
    SubscribeFailed,
    Message,
    Disconnected,
  };
  Kind kind = Kind::Lost;
  std::uint32_t number = 0;               ///< Acknowledged, PublishFailed: of the message
  int code = 0;                           ///< the broker's, 0x80 and above of MQTT 5; or Paho's
  std::string text;                       ///< why, when more is known than the code
  Inbound message = {};                   ///< Message
  std::uint32_t receive_maximum = 65535;  ///< Connected: as the broker says, messages
  std::uint32_t packet_maximum = 0;       ///< Connected: as the broker says, bytes; 0: any
  std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
};

/// Where Paho's threads leave their notes. The core is woken once for all that gather until it
/// comes. Bounded: a flood of messages loses what is beyond kMost.
/// Thread  any
class Inbox {
 public:
  static constexpr std::size_t kMost = 4096;

  explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  /// `can_wait`: nobody is woken for it; another note follows.
  void leave(Note note, bool can_wait = false) {
    const std::lock_guard lock(mutex_);
    if (closed_ || notes_.size() >= kMost) return;
    notes_.push_back(std::move(note));
    came_.notify_all();
    if (!can_wait && !std::exchange(woken_, true)) wake_();
  }

  std::vector<Note> take() {
    const std::lock_guard lock(mutex_);
    woken_ = false;
    return std::exchange(notes_, {});
  }

  /// False: nothing came until the deadline.
  bool wait_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return came_.wait_until(lock, deadline, [this] { return !notes_.empty(); });
  }

  /// Later notes are thrown away.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    notes_.clear();
  }

 private:
  std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Note> notes_;
  bool woken_ = false;
  bool closed_ = false;
};

}  // namespace hazgate::uplink
