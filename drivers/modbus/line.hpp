#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::modbus {

enum class Parity : std::uint8_t { None, Even, Odd };

struct SerialLine {
  std::string device;  ///< "/dev/ttyS1"
  int baud = 9600;
  Parity parity = Parity::Even;
  int stop_bits = 1;
  bool rs485 = false;  ///< the kernel switches the direction of the transceiver

  friend bool operator==(const SerialLine&, const SerialLine&) = default;
};

struct TcpHost {
  std::string host;
  std::uint16_t port = 502;

  friend bool operator==(const TcpHost&, const TcpHost&) = default;
};

using Line = std::variant<SerialLine, TcpHost>;

/// Whether the system (and libmodbus) knows this rate.
bool is_known_baud(int baud);

/// How long so many characters take on the wire, 11 bits each whatever the framing.
/// Source  MODBUS over Serial Line V1.02, 2.5.1
Duration character_time(int baud, std::size_t characters);

/// The silence that separates two frames: 3.5 characters, 1.75 ms above 19200 baud.
/// Source  MODBUS over Serial Line V1.02, 2.5.1.1
Duration frame_silence(int baud);

/// "127.0.0.1:502", "/dev/ttyS1"
std::string to_text(const Line& line);

}  // namespace hazgate::modbus
