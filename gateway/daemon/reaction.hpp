#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::daemon {

/// How long hazgate takes from a detector's reply to the siren's write request on the wire: the one
/// promise the operator lives by, measured all the time and shown by `hazctl status`.
class Reaction {
 public:
  void ordered(std::uint64_t ticket, Tick reply_received);
  void sent(std::uint64_t ticket, Tick write_sent);

  struct Figures {
    std::uint64_t count = 0;
    Duration p50{}, p99{}, max{};
  };
  Figures figures() const;  ///< over the last kKept

  static constexpr std::size_t kKept = 4096;

 private:
  std::unordered_map<std::uint64_t, Tick> open_;
  std::vector<Duration> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace hazgate::daemon
