#include <cerrno>
#include <unistd.h>

#include <sys/socket.h>

#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"

namespace hazgate::test {
namespace {

using codec::Table;
using std::chrono::milliseconds;
using Bytes = std::vector<std::uint8_t>;

std::string relay(const std::string& id, int unit) {
  return "[[device]]\nid = \"" + id + "\"\nlisten = \"field\"\nunit = " + std::to_string(unit) +
         "\nmodel = \"relay-box\"\n";
}

/// Two relay boxes behind one port: 1, the victim, and 2, its neighbour.
class TcpFaults : public HazsimTest {
 protected:
  TcpFaults() { EXPECT_TRUE(hazsim.is_ready()) << hazsim.program().errors(); }

  void victim(const std::string& fault) {
    hazsim.program().send(R"({"fault":"victim","kind":)" + fault + "}");
    ASSERT_TRUE(hazsim.wait_for("fault")) << hazsim.program().errors();
  }
  int read(Master& by, int unit) { return by.read(unit, Table::Coil, 0, 4, words); }

  static void send(Master& by, const Bytes& bytes) {
    ASSERT_EQ(::write(modbus_get_socket(by.context()), bytes.data(), bytes.size()),
              static_cast<ssize_t>(bytes.size()));
  }
  static bool is_connected(Master& by) {
    char byte = 0;
    const int socket = modbus_get_socket(by.context());
    return ::recv(socket, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
  }

  Hazsim hazsim{{"--scenario", write("s.toml", "[[listen]]\nid = \"field\"\ntype = \"tcp\"\n" +
                                                   relay("victim", 1) + relay("other", 2))
                                   .string()}};
  Master master{hazsim.port()};
  std::vector<std::uint16_t> words;
};

TEST_F(TcpFaults, AClosedConnectionEndsInTheMiddleOfTheReply) {
  Master other(hazsim.port());
  victim("\"closed\"");
  const Bytes neighbour = {0, 1, 0, 0, 0, 6, 2, 1, 0, 0, 0, 4};
  Bytes both = neighbour;
  const Bytes asked = {0, 2, 0, 0, 0, 6, 1, 1, 0, 0, 0, 4};
  both.insert(both.end(), asked.begin(), asked.end());
  both.insert(both.end(), neighbour.begin(), neighbour.end());
  send(master, both);
  EXPECT_EQ(master.receive_all(), (Bytes{0, 1, 0, 0, 0, 4, 2, 1, 1, 0,  // the neighbour's, whole
                                         0, 2, 0, 0, 0}));              // half of the victim's
  EXPECT_EQ(read(other, 2), 0) << "other connections go on";
  Master again(hazsim.port());
  EXPECT_EQ(read(again, 2), 0);
  victim("\"none\"");
  EXPECT_EQ(read(again, 1), 0);
}

TEST_F(TcpFaults, AHalfOpenConnectionStaysAndSaysNothingMore) {
  Master other(hazsim.port());
  victim("\"half-open\"");
  master.wait_at_most(milliseconds{60});
  EXPECT_EQ(master.write_coil(1, 0, true), ETIMEDOUT);
  EXPECT_TRUE(hazsim.wait_for("write")) << "the request has arrived";
  EXPECT_EQ(read(master, 2), ETIMEDOUT) << "for no unit";
  EXPECT_TRUE(is_connected(master));
  EXPECT_EQ(read(other, 2), 0) << "other connections go on";
  Master again(hazsim.port());
  EXPECT_EQ(read(again, 2), 0);
  victim("\"none\"");
  EXPECT_EQ(read(again, 1), 0);
  EXPECT_EQ(words[0], 1);
  EXPECT_EQ(read(master, 1), ETIMEDOUT) << "it does not come back to life";
  EXPECT_TRUE(is_connected(master));
}

TEST_F(TcpFaults, ALateReplyDoesNotComeOnAConnectionThatWentHalfOpen) {
  victim(R"("late","delay":"200ms")");
  send(master, {0, 1, 0, 0, 0, 6, 1, 5, 0, 0, 0xFF, 0});
  ASSERT_TRUE(hazsim.wait_for("write"));
  victim("\"half-open\"");
  send(master, {0, 2, 0, 0, 0, 6, 1, 5, 0, 0, 0, 0});
  ASSERT_TRUE(hazsim.wait_for("write"));
  master.wait_at_most(milliseconds{400});
  EXPECT_EQ(read(master, 2), ETIMEDOUT);
  EXPECT_TRUE(is_connected(master));
}

TEST_F(TcpFaults, AConnectionIsClosedAfterTheTurnaroundToo) {
  hazsim.program().send(R"({"fault":"other","kind":"late","delay":"50ms"})");
  ASSERT_TRUE(hazsim.wait_for("fault"));
  victim("\"closed\"");
  send(master, {0, 1, 0, 0, 0, 6, 2, 1, 0, 0, 0, 4});
  send(master, {0, 2, 0, 0, 0, 6, 1, 1, 0, 0, 0, 4});
  EXPECT_EQ(master.receive_all(), (Bytes{0, 2, 0, 0, 0})) << "what comes late finds nobody";
  EXPECT_EQ(hazsim.stop(), 0);
}

}  // namespace
}  // namespace hazgate::test
