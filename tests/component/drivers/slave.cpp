#include "tests/component/drivers/slave.hpp"

#include <array>
#include <netinet/in.h>
#include <stdexcept>
#include <unistd.h>

#include <sys/socket.h>

namespace hazgate::test {

Slave::Slave() : image_(modbus_mapping_new(200, 200, 200, 200)) {
  if (image_ == nullptr) throw std::runtime_error("no register image");
}

Slave::~Slave() {
  if (context_ != nullptr) modbus_free(context_);
  modbus_mapping_free(image_);
}

void Slave::with(const std::function<void(modbus_mapping_t&)>& look) {
  const std::lock_guard lock(mutex_);
  look(*image_);
}

void Slave::answer_one(const std::uint8_t* request, int size) {
  const std::lock_guard lock(mutex_);
  (void)modbus_reply(context_, request, size, image_);
}

void Slave::answer() {
  std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> request{};
  while (!stopping_) {
    const int size = modbus_receive(context_, request.data());
    if (size > 0) answer_one(request.data(), size);
    if (size < 0 && errno != ETIMEDOUT && errno != EMBBADCRC) return;
  }
}

TcpSlave::TcpSlave() {
  context_ = modbus_new_tcp("127.0.0.1", 0);
  listener_ = modbus_tcp_listen(context_, 4);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (listener_ < 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  port_ = ntohs(address.sin_port);
  modbus_set_indication_timeout(context_, 0, 20000);
  modbus_set_response_timeout(context_, 0, 1000);  // its pause before it refuses a function
  thread_ = std::thread([this] { run(); });
}

TcpSlave::~TcpSlave() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

void TcpSlave::run() {
  while (!stopping_) {
    int listener = listener_;
    if (modbus_tcp_accept(context_, &listener) < 0) continue;
    answer();
    modbus_close(context_);
  }
}

RtuSlave::RtuSlave(int descriptor, int unit) {
  context_ = modbus_new_rtu("/dev/null", 115200, 'N', 8, 1);  // never opened
  modbus_set_slave(context_, unit);
  modbus_set_socket(context_, descriptor);
  // libmodbus takes whatever follows a request to another unit for that one's reply, for 0.5 s.
  modbus_set_response_timeout(context_, 0, 1000);
  modbus_set_byte_timeout(context_, 0, 20000);
  modbus_set_indication_timeout(context_, 0, 20000);
  thread_ = std::thread([this] { answer(); });
}

RtuSlave::~RtuSlave() {
  stopping_ = true;
  thread_.join();
  modbus_set_socket(context_, -1);
}

}  // namespace hazgate::test
