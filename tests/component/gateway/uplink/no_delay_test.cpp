#include "gateway/uplink/no_delay.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <sys/socket.h>

namespace hazgate::uplink {
namespace {

/// A connection over the loopback to a listener of its own.
class Connection {
 public:
  Connection() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);  // NOLINT
    ::listen(listener_, 1);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);  // NOLINT
    port_ = ntohs(address.sin_port);
    client_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(client_, reinterpret_cast<sockaddr*>(&address), size), 0);  // NOLINT
  }
  ~Connection() {
    ::close(client_);
    ::close(listener_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::uint16_t port() const { return port_; }
  bool waits() const {
    int on = 0;
    socklen_t size = sizeof on;
    ::getsockopt(client_, IPPROTO_TCP, TCP_NODELAY, &on, &size);
    return on == 0;
  }

 private:
  int listener_ = -1, client_ = -1;
  std::uint16_t port_ = 0;
};

TEST(NoDelay, IsForConnectionsToThatPort) {
  Connection broker, other;
  ASSERT_TRUE(broker.waits());
  send_without_delay(broker.port());
  EXPECT_FALSE(broker.waits());
  EXPECT_TRUE(other.waits());
  send_without_delay(0);
  EXPECT_TRUE(other.waits());
}

TEST(NoDelay, ThePortOfABroker) {
  EXPECT_EQ(port_of("tcp://10.0.0.1:1883"), 1883);
  EXPECT_EQ(port_of("ssl://[::1]:8883"), 8883);
  EXPECT_EQ(port_of("tcp"), 0);
  EXPECT_EQ(port_of("tcp://a:x"), 0);
}

}  // namespace
}  // namespace hazgate::uplink
