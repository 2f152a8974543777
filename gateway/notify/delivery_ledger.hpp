#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/notify/sms_cause.hpp"

namespace hazgate::notify {

/// One report of the network, as the modem gave it.
struct DeliveryReport {
  std::string to;
  std::uint8_t reference = 0;
  std::uint8_t status = 0;
};

/// Messages that were sent and whose reports have not all come. A reference is one of 256 and comes
/// round again: a report belongs to the latest message to that number that has it.
/// Thread  one owner (pure)
class DeliveryLedger {
 public:
  /// Of a message whose fate is known: all pieces delivered, or one of them not.
  struct Outcome {
    std::vector<std::uint64_t> tickets;
    SmsCause cause;
  };
  using Time = std::chrono::steady_clock::time_point;

  /// As long as the messages themselves are kept by the operator, and a bit.
  static constexpr std::chrono::hours kPatience{25};
  static constexpr std::size_t kMostMessages = 1024;  ///< beyond it the oldest is forgotten

  void sent(std::vector<std::uint64_t> tickets, std::string to,
            const std::vector<std::uint8_t>& references, Time now);
  /// None, or one: a later report for the same message says nothing new.
  std::vector<Outcome> reported(const DeliveryReport& report, Time now);
  std::size_t size() const { return messages_.size(); }

 private:
  struct Message {
    std::vector<std::uint64_t> tickets;
    std::string to;
    std::set<std::uint8_t> waiting;
    Time at{};
  };
  std::deque<Message> messages_;  ///< the latest in front
};

/// Whether two ways of writing a number mean the same phone: +8613800001111, 013800001111.
bool same_number(std::string_view left, std::string_view right);

}  // namespace hazgate::notify
