#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hazgate::test {

/// The bare end of a serial line: what libmodbus would not send or take, byte by byte.
class SerialMaster {
 public:
  explicit SerialMaster(const std::string& device);
  ~SerialMaster();
  SerialMaster(const SerialMaster&) = delete;
  SerialMaster& operator=(const SerialMaster&) = delete;

  void send(std::span<const std::uint8_t> bytes) const;
  /// The next `count` bytes; fewer when no more came for `patience`.
  std::vector<std::uint8_t> receive(std::size_t count,
                                    std::chrono::milliseconds patience = std::chrono::seconds{
                                        20}) const;

 private:
  int descriptor_;
};

}  // namespace hazgate::test
