#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace hazgate::test {

using Bytes = std::vector<std::uint8_t>;

/// What a scripted device does with one request.
struct Reaction {
  Bytes send;          ///< goes out as it is; nothing: silence
  bool close = false;  ///< the connection is closed (after sending)
};

/// A Modbus TCP server that does exactly what a test says, right or wrong. Written without libmodbus.
class ScriptedServer {
 public:
  /// `react` gets whole frames (MBAP header and all), on the server's thread.
  using React = std::function<Reaction(const Bytes& request)>;

  /// Holds a free port of 127.0.0.1. Connections are refused until start().
  ScriptedServer();
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  void start(React react);
  /// Closes every connection and the port.
  void stop();
  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void run(const React& react);
  bool serve(int client, Bytes& unread, const React& react);

  int listener_ = -1;
  int wake_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

/// The correct reply to a TCP read request: register at address a holds 100 * unit + a; bits are the
/// address modulo 2. Echo of a single write, short form of a multiple one.
Bytes good_reply(const Bytes& request);
/// An exception reply to a TCP request.
Bytes exception_reply(const Bytes& request, std::uint8_t code);

inline std::uint8_t unit_of(const Bytes& request) {
  return request[6];
}
inline std::uint8_t function_of(const Bytes& request) {
  return request[7];
}
inline int address_of(const Bytes& request) {
  return request[8] * 256 + request[9];
}
inline int count_of(const Bytes& request) {
  return request[10] * 256 + request[11];
}

}  // namespace hazgate::test
