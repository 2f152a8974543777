#include <chrono>
#include <gtest/gtest.h>

#include "drivers/modbus/bus.hpp"
#include "drivers/modbus/frame.hpp"
#include "tests/component/drivers/scripted_server.hpp"

namespace hazgate::modbus {
namespace {

using namespace std::chrono_literals;
using test::Bytes;
using test::Reaction;
using test::ScriptedServer;

constexpr Duration kTimeout = 150ms;

Request read(int unit, int address, int count) {
  return read_request(static_cast<std::uint8_t>(unit), codec::Table::Holding,
                      static_cast<std::uint16_t>(address), static_cast<std::uint16_t>(count));
}

std::optional<FaultKind> kind(const tl::expected<Reply, Fault>& reply) {
  return reply ? std::nullopt : std::optional(reply.error().kind);
}

struct TcpBus : testing::Test {
  ScriptedServer server;
  Bus bus{TcpHost{"127.0.0.1", server.port()}, kTimeout};
};

TEST_F(TcpBus, AnAnswerIsTheAnswer) {
  server.start([](const Bytes& request) { return Reaction{test::good_reply(request)}; });
  ASSERT_TRUE(bus.open());
  for (int round = 0; round < 300; ++round) {
    const auto reply = bus.transact(read(2, round % 50, 3));
    ASSERT_TRUE(reply) << to_text(reply.error());
    EXPECT_EQ(register_at(reply->data, 2), 202 + round % 50);
    EXPECT_GE(reply->at, bus.sent());
  }
}

TEST_F(TcpBus, ARefusedConnectionSaysWhy) {
  const auto opened = bus.open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find("Connection refused"), std::string::npos) << opened.error();
  EXPECT_EQ(kind(bus.transact(read(1, 0, 1))), FaultKind::NotOpen);
}

TEST_F(TcpBus, ALateReplyIsNeverTakenForTheNextOne) {
  // The reply to each request with an even address comes with the next request, in front of its own.
  Bytes late;
  server.start([&late](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    if (test::address_of(request) % 2 == 0) {
      late = reply;
      return Reaction{};
    }
    reply.insert(reply.begin(), late.begin(), late.end());
    late.clear();
    return Reaction{reply};
  });
  ASSERT_TRUE(bus.open());
  for (int address = 0; address < 6; address += 2) {
    EXPECT_EQ(kind(bus.transact(read(1, address, 2))), FaultKind::Timeout);
    const auto reply = bus.transact(read(1, address + 1, 2));
    ASSERT_TRUE(reply);
    EXPECT_EQ(register_at(reply->data, 0), 101 + address);
  }
  EXPECT_EQ(bus.dropped_frames(), 3U);
  EXPECT_TRUE(bus.is_open());
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(TcpBus, WrongRepliesAreToldApart) {
  int which = 0;
  server.start([&which](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    switch (which++) {
      case 0:
        reply[6] = 9;
        break;  // unit
      case 1:
        reply[7] = 4;
        break;  // function
      case 2:
        reply = test::exception_reply(request, 6);
        break;
      case 3:
        reply.resize(11), reply[5] = 5, reply[8] = 2;
        break;  // one register of two
      case 4:
        reply[1] = static_cast<std::uint8_t>(reply[1] + 1);
        break;  // transaction
      case 5:
        reply[3] = 1;
        break;  // protocol id
      default:
        break;
    }
    return Reaction{reply};
  });
  ASSERT_TRUE(bus.open());
  const FaultKind expected[] = {FaultKind::WrongUnit, FaultKind::WrongFunction,
                                FaultKind::Exception, FaultKind::BadLength,
                                FaultKind::WrongTransaction};
  for (const FaultKind fault : expected) EXPECT_EQ(kind(bus.transact(read(1, 0, 2))), fault);
  EXPECT_TRUE(bus.is_open());
  EXPECT_EQ(kind(bus.transact(read(1, 0, 2))), FaultKind::OutOfStep);
  EXPECT_FALSE(bus.is_open());
}

TEST_F(TcpBus, AHalfReplyCostsTheConnection) {
  server.start([](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    if (test::unit_of(request) == 1) reply.resize(10);
    return Reaction{reply};
  });
  ASSERT_TRUE(bus.open());
  EXPECT_EQ(kind(bus.transact(read(1, 0, 2))), FaultKind::OutOfStep);
  EXPECT_FALSE(bus.is_open());
  ASSERT_TRUE(bus.open());
  EXPECT_TRUE(bus.transact(read(2, 0, 2)));
}

TEST_F(TcpBus, AClosedConnectionIsNoticed) {
  server.start([](const Bytes&) { return Reaction{{}, true}; });
  ASSERT_TRUE(bus.open());
  EXPECT_EQ(kind(bus.transact(read(1, 0, 1))), FaultKind::Disconnected);
  EXPECT_FALSE(bus.is_open());
}

TEST_F(TcpBus, OneSilenceKeepsTheConnectionTwoInARowLoseIt) {
  server.start([](const Bytes& request) {
    return test::unit_of(request) < 5 ? Reaction{} : Reaction{test::good_reply(request)};
  });
  ASSERT_TRUE(bus.open());
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(kind(bus.transact(read(1, 0, 1))), FaultKind::Timeout);
    EXPECT_TRUE(bus.transact(read(5, 0, 1)));
  }
  EXPECT_TRUE(bus.is_open());
  EXPECT_EQ(kind(bus.transact(read(1, 0, 1))), FaultKind::Timeout);
  EXPECT_TRUE(bus.is_open());
  EXPECT_EQ(kind(bus.transact(read(2, 0, 1))), FaultKind::Timeout);
  EXPECT_FALSE(bus.is_open());
}

TEST_F(TcpBus, AnEchoOfSomethingElseIsNoWrite) {
  server.start([](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    reply.back() = 0x55;
    return Reaction{reply};
  });
  ASSERT_TRUE(bus.open());
  EXPECT_EQ(kind(bus.transact(write_coil_request(1, 3, true))), FaultKind::WrongEcho);
}

TEST(Tcp, AFloodOfOldFramesDoesNotHoldTheBus) {
  constexpr std::uint64_t kFrames = 1'000'000;
  test::ScriptedServer server;
  server.start([](const Bytes& request) {
    Bytes old = test::good_reply(request);
    old[0] = 0x77;
    Bytes flood;
    for (std::uint64_t i = 0; i < kFrames; ++i) flood.insert(flood.end(), old.begin(), old.end());
    return Reaction{flood, true};
  });
  Bus bus(TcpHost{"127.0.0.1", server.port()}, 100ms);
  ASSERT_TRUE(bus.open());
  (void)bus.transact(read(1, 0, 1));
  EXPECT_LT(bus.dropped_frames(), kFrames);
  bus.close();
}

TEST_F(TcpBus, ATimeOutBoundsTheWholeReply) {
  // A peer that floods with frames of an old transaction must not hold the bus.
  server.start([](const Bytes& request) {
    Bytes old = test::good_reply(request);
    old[0] = 0x77;
    Bytes flood;
    for (int i = 0; i < 100; ++i) flood.insert(flood.end(), old.begin(), old.end());
    return Reaction{flood};
  });
  ASSERT_TRUE(bus.open());
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(kind(bus.transact(read(1, 0, 1))), FaultKind::WrongTransaction);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  EXPECT_EQ(bus.dropped_frames(), 100U);
}

}  // namespace
}  // namespace hazgate::modbus
