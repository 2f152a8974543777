#include "drivers/modbus/line.hpp"

#include <algorithm>
#include <array>

namespace hazgate::modbus {

bool is_known_baud(int baud) {
  constexpr std::array kBauds = {110,     300,     600,     1200,    2400,    4800,
                                 9600,    19200,   38400,   57600,   115200,  230400,
                                 460800,  500000,  576000,  921600,  1000000, 1152000,
                                 1500000, 2500000, 3000000, 3500000, 4000000};
  return std::find(kBauds.begin(), kBauds.end(), baud) != kBauds.end();
}

Duration character_time(int baud, std::size_t characters) {
  const auto bits = static_cast<std::int64_t>(characters) * 11;
  return Duration{(bits * 1'000'000 + baud - 1) / baud};
}

Duration frame_silence(int baud) {
  if (baud > 19200) return Duration{1750};
  return Duration{(35 * 11 * 100'000 + baud - 1) / baud};
}

std::string to_text(const Line& line) {
  if (const auto* serial = std::get_if<SerialLine>(&line)) return serial->device;
  const auto& host = std::get<TcpHost>(line);
  const bool six = host.host.find(':') != std::string::npos;
  return (six ? "[" + host.host + "]" : host.host) + ":" + std::to_string(host.port);
}

}  // namespace hazgate::modbus
