#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "drivers/codec/crc_order.hpp"
#include "simulators/field/fault.hpp"

namespace hazgate::sim {

enum class Framing : std::uint8_t { Rtu, Tcp };

/// Spoils whole reply frames on their way, from a seed.
/// Thread  any (pure; one owner)
class Damage {
 public:
  explicit Damage(std::uint64_t seed) : random_(seed) {}

  /// Nothing for a kind that is not about the frame. Over TCP, where checksums guard what is said, a
  /// flipped bit is one of the header.
  /// Shape   frame: RTU with its CRC, TCP with its MBAP header
  void spoil(FaultKind kind, Framing framing, std::vector<std::uint8_t>& frame,
             codec::CrcOrder crc = codec::CrcOrder::LowFirst);

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  std::uint8_t any() { return static_cast<std::uint8_t>(random_()); }

  std::mt19937_64 random_;
  std::map<std::uint8_t, std::vector<std::uint8_t>>
      first_;  ///< of each unit: what it says for ever
};

}  // namespace hazgate::sim
