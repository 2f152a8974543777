#include <chrono>
#include <gtest/gtest.h>
#include <mutex>

#include "drivers/modbus/bus.hpp"
#include "drivers/modbus/frame.hpp"
#include "tests/component/drivers/scripted_line.hpp"
#include "tests/component/drivers/slave.hpp"

namespace hazgate::modbus {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using test::Bytes;
using test::ScriptedLine;

constexpr Duration kTimeout = 150ms;

Request read(int unit, int address, int count) {
  return read_request(static_cast<std::uint8_t>(unit), codec::Table::Holding,
                      static_cast<std::uint16_t>(address), static_cast<std::uint16_t>(count));
}

std::optional<FaultKind> kind(const tl::expected<Reply, Fault>& reply) {
  return reply ? std::nullopt : std::optional(reply.error().kind);
}

SerialLine line_at(const std::string& device, int baud = 115200) {
  return {device, baud, Parity::None, 1};
}

Bytes good(const Bytes& request) {
  return test::to_rtu(test::good_reply(request));
}

TEST(RtuBus, AgainstALibmodbusSlave) {
  ScriptedLine pty(nullptr);
  test::RtuSlave slave(pty.far_end(), 7);
  slave.with([](modbus_mapping_t& image) { image.tab_registers[5] = 0xBEEF; });
  Bus bus(line_at(pty.device()), 2s);
  const auto opened = bus.open();
  ASSERT_TRUE(opened) << opened.error();
  const auto reply = bus.transact(read(7, 5, 1));
  ASSERT_TRUE(reply) << to_text(reply.error());
  EXPECT_EQ(register_at(reply->data, 0), 0xBEEF);
  const std::uint16_t words[] = {1, 2};
  EXPECT_TRUE(bus.transact(write_registers_request(7, 10, words)));
  EXPECT_TRUE(bus.transact(write_coil_request(7, 3, true)));
  slave.with([](modbus_mapping_t& image) {
    EXPECT_EQ(image.tab_registers[11], 2);
    EXPECT_EQ(image.tab_bits[3], 1);
  });
  const auto beyond = bus.transact(read(7, 199, 2));
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error(), (Fault{FaultKind::Exception, 2, 0}));
}

TEST(RtuBus, TheSilenceBetweenFramesIsKept) {
  std::mutex mutex;
  microseconds shortest{1'000'000};
  ScriptedLine pty([&](const Bytes& request, microseconds silence) {
    const std::lock_guard lock(mutex);
    shortest = std::min(shortest, silence);
    return good(request);
  });
  Bus bus(line_at(pty.device(), 9600), 2s);
  ASSERT_TRUE(bus.open());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(bus.transact(read(1, i, 1)));
  {
    const std::lock_guard lock(mutex);
    EXPECT_GE(shortest, frame_silence(9600));
  }
  ASSERT_TRUE(bus.transact(read(1, 0, 1), 30ms));
  {
    const std::lock_guard lock(mutex);
    shortest = microseconds{1'000'000};
  }
  ASSERT_TRUE(bus.transact(read(1, 0, 1), 30ms));
  const std::lock_guard lock(mutex);
  EXPECT_GE(shortest, microseconds{30000});
}

TEST(RtuBus, BadRepliesAreToldApartAndTheLineComesToRest) {
  int which = 0;
  ScriptedLine pty([&which](const Bytes& request, microseconds) {
    Bytes reply = good(request);
    switch (which++) {
      case 0:
        reply[4] = static_cast<std::uint8_t>(reply[4] ^ 1U);
        break;  // garbled
      case 2:
        reply.resize(5);
        break;  // cut short
      case 4:
        reply = Bytes(300, 0x55);
        break;  // babble
      case 6:
        reply.clear();
        break;  // silence
      case 8:
        reply = test::to_rtu(test::exception_reply(request, 4));
        break;
      default:
        break;
    }
    return reply;
  });
  Bus bus(line_at(pty.device()), kTimeout);
  ASSERT_TRUE(bus.open());
  const FaultKind expected[] = {FaultKind::Crc, FaultKind::BadLength, FaultKind::WrongUnit,
                                FaultKind::Timeout, FaultKind::Exception};
  for (const FaultKind fault : expected) {
    const auto bad = bus.transact(read(1, 0, 2));
    if (fault == FaultKind::WrongUnit) {
      EXPECT_TRUE(bad.error().kind == fault || bad.error().kind == FaultKind::BadLength);
    } else {
      EXPECT_EQ(kind(bad), fault);
    }
    const auto next = bus.transact(read(1, 40, 2));
    ASSERT_TRUE(next) << to_text(next.error());
    EXPECT_EQ(register_at(next->data, 0), 140);
  }
}

TEST(RtuBus, ForeignFramesAreDroppedAndTheAnswerStillComes) {
  ScriptedLine pty([](const Bytes& request, microseconds) {
    Bytes foreign = test::good_reply(request);
    foreign[6] = 9;
    Bytes both = test::to_rtu(foreign);
    const Bytes own = good(request);
    both.insert(both.end(), own.begin(), own.end());
    return both;
  });
  Bus bus(line_at(pty.device()), kTimeout);
  ASSERT_TRUE(bus.open());
  for (int address = 0; address < 5; ++address) {
    const auto reply = bus.transact(read(1, address, 2));
    ASSERT_TRUE(reply) << to_text(reply.error());
    EXPECT_EQ(register_at(reply->data, 0), 100 + address);
  }
  EXPECT_EQ(bus.dropped_frames(), 5U);
}

TEST(RtuBus, ATimedOutReadWarnsOfItsLateReply) {
  ScriptedLine pty([](const Bytes& request, microseconds) {
    return test::unit_of(request) == 1 ? Bytes{} : good(request);
  });
  Bus bus(line_at(pty.device()), kTimeout);
  ASSERT_TRUE(bus.open());
  EXPECT_EQ(bus.clear_at(read(1, 0, 2), true), Tick{});
  EXPECT_EQ(kind(bus.transact(read(1, 0, 2))), FaultKind::Timeout);
  const Tick timed_out = bus.sent() + kTimeout;
  EXPECT_GE(bus.clear_at(read(1, 10, 2), false), timed_out + kTimeout);  // looks the same
  EXPECT_EQ(bus.clear_at(read(1, 0, 2), false), Tick{});                 // is the same
  EXPECT_GE(bus.clear_at(read(1, 0, 2), true), timed_out + kTimeout);
  EXPECT_EQ(bus.clear_at(read(1, 10, 3), false), Tick{});  // another size
  EXPECT_EQ(bus.clear_at(read(2, 10, 2), false), Tick{});  // another unit
  EXPECT_EQ(bus.clear_at(write_coil_request(1, 0, true), true), Tick{});
}

TEST(RtuBus, AnAnswerAfterATimeOutLeavesOneReplyOpen) {
  int requests = 0;
  ScriptedLine pty([&requests](const Bytes& request, microseconds) {
    return ++requests == 1 ? Bytes{} : good(request);
  });
  Bus bus(line_at(pty.device()), kTimeout);
  ASSERT_TRUE(bus.open());
  EXPECT_EQ(kind(bus.transact(read(1, 0, 2))), FaultKind::Timeout);
  ASSERT_TRUE(bus.transact(read(1, 0, 2)));
  EXPECT_GE(bus.clear_at(read(1, 0, 2), false), bus.sent() + 2 * kTimeout);
  EXPECT_EQ(bus.clear_at(read(2, 0, 2), false), Tick{});
}

TEST(RtuBus, WhatCannotBeOpenedSaysWhy) {
  for (const auto& [line, word] : {std::pair{line_at("/dev/ttyNONE"), "No such file"},
                                   std::pair{line_at("/dev/null"), "Inappropriate ioctl"},
                                   std::pair{line_at("/dev/null", 12345), "12345 baud"}}) {
    Bus bus(line, kTimeout);
    const auto opened = bus.open();
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().find(word), std::string::npos) << opened.error();
  }
}

TEST(RtuBus, AnUnpluggedAdapterIsNoticed) {
  ScriptedLine pty([](const Bytes& request, microseconds) { return good(request); });
  Bus bus(line_at(pty.device()), kTimeout);
  ASSERT_TRUE(bus.open());
  ASSERT_TRUE(bus.transact(read(1, 0, 1)));
  pty.unplug();
  EXPECT_EQ(kind(bus.transact(read(1, 0, 1))), FaultKind::Disconnected);
  EXPECT_FALSE(bus.is_open());
}

}  // namespace
}  // namespace hazgate::modbus
