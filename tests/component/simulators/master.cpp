#include "tests/component/simulators/master.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <stdexcept>

#include <sys/socket.h>

namespace hazgate::test {
namespace {

int outcome(int result) {
  return result < 0 ? errno : 0;
}

}  // namespace

Master::Master(int tcp_port) : context_(modbus_new_tcp("127.0.0.1", tcp_port)) {
  connect();
}

Master::Master(const std::string& serial_device)
    : context_(modbus_new_rtu(serial_device.c_str(), 115200, 'N', 8, 1)) {
  connect();
}

void Master::connect() {
  if (context_ == nullptr || modbus_connect(context_.get()) != 0) {
    throw std::runtime_error("the master cannot connect");
  }
  wait_at_most(std::chrono::seconds{10});
}

void Master::wait_at_most(std::chrono::milliseconds timeout) {
  const auto ms = static_cast<std::uint32_t>(timeout.count());
  modbus_set_response_timeout(context_.get(), ms / 1000, ms % 1000 * 1000);
}

int Master::read(int unit, codec::Table table, int address, int count,
                 std::vector<std::uint16_t>& words) {
  modbus_set_slave(context_.get(), unit);
  words.assign(static_cast<std::size_t>(count), 0);
  if (table == codec::Table::Holding) {
    return outcome(modbus_read_registers(context_.get(), address, count, words.data()));
  }
  if (table == codec::Table::Input) {
    return outcome(modbus_read_input_registers(context_.get(), address, count, words.data()));
  }
  std::vector<std::uint8_t> bits(words.size());
  const int read = table == codec::Table::Coil
                       ? modbus_read_bits(context_.get(), address, count, bits.data())
                       : modbus_read_input_bits(context_.get(), address, count, bits.data());
  words.assign(bits.begin(), bits.end());
  return outcome(read);
}

int Master::write_coil(int unit, int address, bool on) {
  modbus_set_slave(context_.get(), unit);
  return outcome(modbus_write_bit(context_.get(), address, on ? 1 : 0));
}

int Master::write_register(int unit, int address, std::uint16_t word) {
  modbus_set_slave(context_.get(), unit);
  return outcome(modbus_write_register(context_.get(), address, word));
}

int Master::write_registers(int unit, int address, const std::vector<std::uint16_t>& words) {
  modbus_set_slave(context_.get(), unit);
  return outcome(modbus_write_registers(context_.get(), address, static_cast<int>(words.size()),
                                        words.data()));
}

int Master::write_coils(int unit, int address, const std::vector<std::uint8_t>& bits) {
  modbus_set_slave(context_.get(), unit);
  return outcome(
      modbus_write_bits(context_.get(), address, static_cast<int>(bits.size()), bits.data()));
}

codec::Decoded Master::read(int unit, const codec::PointFormat& format) {
  std::vector<std::uint16_t> words;
  const int error = read(unit, format.table, format.address, codec::width(format), words);
  if (error != 0) throw std::runtime_error(modbus_strerror(error));
  if (codec::is_bit_table(format.table)) return codec::decode_bit(format, words.front() != 0);
  return codec::decode_registers(format, words);
}

std::optional<std::vector<std::uint8_t>> Master::receive_all() {
  constexpr int kPatienceMs = 20'000;
  std::vector<std::uint8_t> all;
  std::array<std::uint8_t, 512> some{};
  pollfd readable{.fd = modbus_get_socket(context_.get()), .events = POLLIN, .revents = 0};
  while (::poll(&readable, 1, kPatienceMs) > 0) {
    const ssize_t count = ::recv(readable.fd, some.data(), some.size(), 0);
    if (count <= 0) return all;
    all.insert(all.end(), some.begin(), some.begin() + count);
  }
  return std::nullopt;
}

}  // namespace hazgate::test
