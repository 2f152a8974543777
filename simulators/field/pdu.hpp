#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tl/expected.hpp>

#include "drivers/codec/point_format.hpp"

namespace hazgate::sim {

inline constexpr std::size_t kMostPdu = 253;

/// Bytes of a request, function code first.
using Pdu = std::span<const std::uint8_t>;

/// A reply in the making. Room for the longest; nothing is allocated.
class Reply {
 public:
  void clear() { size_ = 0; }
  void add(std::uint8_t byte) { bytes_[size_++] = byte; }
  void add_word(std::uint16_t word) {
    add(static_cast<std::uint8_t>(word >> 8));
    add(static_cast<std::uint8_t>(word & 0xFF));
  }
  Pdu bytes() const { return {bytes_.data(), size_}; }

 private:
  std::array<std::uint8_t, kMostPdu> bytes_{};
  std::size_t size_ = 0;
};

enum class Exception : std::uint8_t {
  IllegalFunction = 1,
  IllegalAddress = 2,
  IllegalValue = 3,
  DeviceFailure = 4,
};

/// A read or a write of registers or bits, of good form.
struct Request {
  std::uint8_t function = 0;
  codec::Table table = codec::Table::Holding;
  bool writes = false;
  std::uint32_t address = 0;
  std::uint32_t count = 0;
  Pdu pdu;

  /// The i-th register or bit that is written.
  /// Shape   writes and i < count
  std::uint16_t written(std::size_t i) const;
};

/// Function codes 1 to 6, 15 and 16. Whether the device has the addresses is not known here.
/// Errors  the exception that the Modbus specification asks for
/// Source  MODBUS Application Protocol V1.1b3, 6.1 to 6.6, 6.11, 6.12
tl::expected<Request, Exception> parse(Pdu pdu);

/// Shape   words.size() == request.count; bits as 0 and 1
void reply_read(const Request& request, std::span<const std::uint16_t> words, Reply& reply);
void reply_written(const Request& request, Reply& reply);
void reply_exception(std::uint8_t function, std::uint8_t code, Reply& reply);

}  // namespace hazgate::sim
