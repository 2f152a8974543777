#include <chrono>
#include <gtest/gtest.h>

#include "drivers/commission/identification.hpp"
#include "drivers/modbus/bus.hpp"
#include "drivers/modbus/frame.hpp"
#include "tests/component/drivers/identity.hpp"
#include "tests/component/drivers/scripted_line.hpp"

namespace hazgate::modbus {
namespace {

using namespace std::chrono_literals;
using commission::identification_pdu;
using test::Bytes;
using test::Reaction;
using test::ScriptedLine;
using test::ScriptedServer;

const std::vector<std::string> kObjects = {"Acme", "GD-5", "V2.17"};

Bytes identity_or_values(const Bytes& request) {
  return test::function_of(request) == 0x2B ? test::identity_reply(request, kObjects)
                                            : test::good_reply(request);
}

Request holding(int unit) {
  return read_request(static_cast<std::uint8_t>(unit), codec::Table::Holding, 5, 1);
}

void expect_identity(const Bus::Answer& answer) {
  ASSERT_TRUE(answer) << to_text(answer.error());
  commission::Identity identity;
  EXPECT_EQ(commission::read_identification(*answer, identity), std::nullopt);
  EXPECT_EQ(identity, (commission::Identity{"Acme", "GD-5", "V2.17"}));
}

TEST(BusAsk, ReadsTheIdentificationOverTcpBetweenOtherRequests) {
  ScriptedServer server;
  server.start([](const Bytes& request) { return Reaction{identity_or_values(request)}; });
  Bus bus(TcpHost{"127.0.0.1", server.port()}, 2s);
  ASSERT_TRUE(bus.open());
  for (int round = 0; round < 20; ++round) {
    expect_identity(bus.ask(3, identification_pdu(0), 2s));
    const auto reply = bus.transact(holding(3));
    ASSERT_TRUE(reply);
    EXPECT_EQ(register_at(reply->data, 0), 305);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(BusAsk, ReadsTheIdentificationOverALineBetweenOtherRequests) {
  ScriptedLine pty(
      [](const Bytes& request, auto) { return test::to_rtu(identity_or_values(request)); });
  Bus bus(SerialLine{pty.device(), 115200, Parity::None, 1}, 2s);
  ASSERT_TRUE(bus.open());
  for (int round = 0; round < 5; ++round) {
    expect_identity(bus.ask(3, identification_pdu(0), 2s));
    const auto reply = bus.transact(holding(3));
    ASSERT_TRUE(reply) << to_text(reply.error());
    EXPECT_EQ(register_at(reply->data, 0), 305);
  }
}

TEST(BusAsk, ExceptionsSilencesAndGarbledRepliesAreFaults) {
  int asked = 0;
  ScriptedLine pty([&](const Bytes& request, auto) {
    Bytes reply = test::to_rtu(test::exception_reply(request, 1));
    ++asked;
    if (asked == 2) return Bytes{};
    if (asked == 3) reply[2] = static_cast<std::uint8_t>(reply[2] ^ 0x40U);
    if (asked == 4) {
      Bytes foreign = request;
      foreign[6] = 77;
      reply = test::to_rtu(test::exception_reply(foreign, 1));
    }
    return reply;
  });
  Bus bus(SerialLine{pty.device(), 115200, Parity::None, 1}, 2s);
  ASSERT_TRUE(bus.open());
  const Fault faults[] = {{FaultKind::Exception, 1},
                          {FaultKind::Timeout},
                          {FaultKind::Crc},
                          {FaultKind::WrongUnit},
                          {FaultKind::Exception, 1}};
  for (const Fault& fault : faults) {
    const auto answer = bus.ask(3, identification_pdu(0), 100ms);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error(), fault);
  }
  EXPECT_TRUE(bus.is_open());
}

TEST(BusAsk, ALateTcpReplyIsDropped) {
  Bytes late;
  ScriptedServer server;
  server.start([&](const Bytes& request) {
    Bytes reply = test::identity_reply(request, kObjects);
    late.swap(reply);
    if (reply.empty()) return Reaction{};
    reply.insert(reply.end(), late.begin(), late.end());
    return Reaction{reply};
  });
  Bus bus(TcpHost{"127.0.0.1", server.port()}, 2s);
  ASSERT_TRUE(bus.open());
  EXPECT_EQ(bus.ask(3, identification_pdu(0), 50ms).error(), Fault{FaultKind::Timeout});
  expect_identity(bus.ask(3, identification_pdu(0), 2s));
  EXPECT_EQ(bus.dropped_frames(), 1U);
}

TEST(BusProbe, ASilenceTakesItsOwnTimeAndNeverClosesTheBus) {
  ScriptedServer server;
  server.start([](const Bytes& request) {
    return test::unit_of(request) < 100 ? Reaction{} : Reaction{test::good_reply(request)};
  });
  Bus bus(TcpHost{"127.0.0.1", server.port()}, 2s);
  ASSERT_TRUE(bus.open());
  const auto begun = std::chrono::steady_clock::now();
  for (int unit = 1; unit <= 10; ++unit) {
    EXPECT_EQ(bus.probe(holding(unit), 20ms).error(), Fault{FaultKind::Timeout});
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1500ms);
  EXPECT_TRUE(bus.probe(holding(100), 2s));
  EXPECT_TRUE(bus.is_open());
  EXPECT_EQ(server.connections(), 1);
}

}  // namespace
}  // namespace hazgate::modbus
