#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <modbus/modbus.h>
#include <optional>
#include <string>
#include <vector>

#include "drivers/codec/codec.hpp"

namespace hazgate::test {

/// A Modbus master of libmodbus: one that hazgate did not write.
class Master {
 public:
  explicit Master(int tcp_port);
  explicit Master(const std::string& serial_device);

  /// 0, or the errno of libmodbus (EMBXILADD and its kin for exceptions, ETIMEDOUT for silence).
  int read(int unit, codec::Table table, int address, int count, std::vector<std::uint16_t>& words);
  int write_coil(int unit, int address, bool on);
  int write_register(int unit, int address, std::uint16_t word);
  int write_registers(int unit, int address, const std::vector<std::uint16_t>& words);
  int write_coils(int unit, int address, const std::vector<std::uint8_t>& bits);

  /// The point as hazgate decodes it.
  codec::Decoded read(int unit, const codec::PointFormat& format);
  /// All that still comes until the other side ends the connection; nothing when it does not.
  std::optional<std::vector<std::uint8_t>> receive_all();
  void wait_at_most(std::chrono::milliseconds timeout);
  modbus_t* context() { return context_.get(); }

 private:
  struct Free {
    void operator()(modbus_t* context) const {
      modbus_close(context);
      modbus_free(context);
    }
  };
  void connect();
  std::unique_ptr<modbus_t, Free> context_;
};

}  // namespace hazgate::test
