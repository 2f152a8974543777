#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <sys/socket.h>

#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"

namespace hazgate::test {
namespace {

/// The replies to so many are more than the buffers of a connection hold (4 MiB and some).
constexpr std::size_t kRequests = 40000, kReplySize = 7 + 2 + 2 * 125;

/// A master that asks and asks, and takes no reply until it is told to.
class Deaf {
 public:
  explicit Deaf(int port) : master_(port), socket_(modbus_get_socket(master_.context())) {
    ::fcntl(socket_, F_SETFL, O_NONBLOCK);
    constexpr std::array<char, 12> kRequest = {0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 125};
    for (std::size_t i = 0; i < kRequests; ++i) all_.append(kRequest.data(), kRequest.size());
  }

  /// As much as the connection takes now.
  void ask() {
    ssize_t sent = 0;
    while (asked_ < all_.size() &&
           (sent = ::send(socket_, all_.data() + asked_, all_.size() - asked_, MSG_NOSIGNAL)) > 0) {
      asked_ += static_cast<std::size_t>(sent);
    }
  }

  /// Asks the rest and takes replies until all came, or none comes for 20 s. The bytes that came.
  std::size_t take_all() {
    std::size_t taken = 0;
    std::array<char, 65536> chunk;
    while (taken < kRequests * kReplySize) {
      ask();
      pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
      if (::poll(&ready, 1, 20000) <= 0) break;
      const ssize_t count = ::recv(socket_, chunk.data(), chunk.size(), 0);
      if (count <= 0) break;
      taken += static_cast<std::size_t>(count);
    }
    return taken;
  }

 private:
  Master master_;
  int socket_;
  std::string all_;
  std::size_t asked_ = 0;
};

using BackPressureTest = HazsimTest;

TEST_F(BackPressureTest, AMasterThatTakesNoRepliesHoldsUpNobodyAndLosesNone) {
  Hazsim hazsim({"--fleet", "2", "--registers", "125"});
  ASSERT_TRUE(hazsim.is_ready());
  Master good(hazsim.port());
  Deaf deaf(hazsim.port());
  std::vector<std::uint16_t> words;
  for (int i = 0; i < 500; ++i) {
    deaf.ask();
    ASSERT_EQ(good.read(2, codec::Table::Holding, 0, 125, words), 0) << i;
  }
  EXPECT_EQ(deaf.take_all(), kRequests * kReplySize);
}

}  // namespace
}  // namespace hazgate::test
