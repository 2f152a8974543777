#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <modbus/modbus.h>
#include <mutex>
#include <thread>

namespace hazgate::test {

/// A Modbus slave of libmodbus with 200 registers and bits of each kind: a peer that hazgate did not
/// write.
class Slave {
 public:
  Slave();
  virtual ~Slave();
  Slave(const Slave&) = delete;
  Slave& operator=(const Slave&) = delete;

  /// Looks at or changes the image while no request is being answered.
  void with(const std::function<void(modbus_mapping_t&)>& look);

 protected:
  /// Answers requests until receiving fails or the slave is stopped.
  void answer();
  void answer_one(const std::uint8_t* request, int size);

  modbus_t* context_ = nullptr;
  modbus_mapping_t* image_ = nullptr;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;

 private:
  std::mutex mutex_;
};

/// On a free TCP port of 127.0.0.1; answers to every unit id.
class TcpSlave : public Slave {
 public:
  TcpSlave();
  ~TcpSlave() override;
  std::uint16_t port() const { return port_; }

 private:
  void run();
  int listener_ = -1;
  std::atomic<int> client_ = -1;
  std::uint16_t port_ = 0;
};

/// On the far end of a pty.
class RtuSlave : public Slave {
 public:
  RtuSlave(int descriptor, int unit);
  ~RtuSlave() override;
};

}  // namespace hazgate::test
