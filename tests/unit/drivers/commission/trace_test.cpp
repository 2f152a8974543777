#include "drivers/commission/trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::commission {
namespace {

using modbus::Direction;
using modbus::Fault;
using modbus::FaultKind;
using Bytes = std::vector<std::uint8_t>;

TracedFrame tcp(std::int64_t at, Direction direction, const Bytes& body,
                std::string_view error = {}) {
  TracedFrame frame{
      at, direction, false, {0, 7, 0, 0, 0, static_cast<std::uint8_t>(body.size())}, error};
  if (body.empty()) frame.bytes.clear();
  frame.bytes.insert(frame.bytes.end(), body.begin(), body.end());
  return frame;
}

TracedFrame rtu(std::int64_t at, Direction direction, const Bytes& said,
                std::string_view error = {}) {
  Bytes body = said;
  body.push_back(0xAA);
  body.push_back(0xBB);
  return {at, direction, true, std::move(body), error};
}

TEST(Trace, RequestsAndRepliesAreSaidInWords) {
  struct Row {
    Bytes request;
    const char* asks;
    Bytes reply;
    const char* says;
  };
  const Row rows[] = {
      {{11, 3, 0, 5, 0, 2},
       "read holding 5 x2",
       {11, 3, 4, 0x41, 0xCC, 0, 1},
       "holding 5 = 16844 1"},
      {{11, 4, 1, 0, 0, 1}, "read input 256 x1", {11, 4, 2, 0, 9}, "input 256 = 9"},
      {{1, 1, 0, 8, 0, 10},
       "read coil 8 x10",
       {1, 1, 2, 0x05, 0x02},
       "coil 8 = 1 0 1 0 0 0 0 0 0 1"},
      {{1, 2, 0, 0, 0, 1}, "read discrete 0 x1", {1, 2, 1, 1}, "discrete 0 = 1"},
      {{51, 5, 0, 3, 0xFF, 0}, "write coil 3 x1 = 1", {51, 5, 0, 3, 0xFF, 0}, "coil 3 = 1"},
      {{51, 6, 0, 3, 1, 2}, "write holding 3 x1 = 258", {51, 6, 0, 3, 1, 2}, "holding 3 = 258"},
      {{5, 16, 0, 3, 0, 2, 4, 0, 1, 0, 2},
       "write holding 3 x2 = 1 2",
       {5, 16, 0, 3, 0, 2},
       "holding 3 x2"},
      {{5, 15, 0, 3, 0, 3, 1, 5}, "write coil 3 x3 = 1 0 1", {5, 15, 0, 3, 0, 3}, "coil 3 x3"},
      {{9, 3, 0, 0, 0, 1},
       "read holding 0 x1",
       {9, 0x83, 2},
       "exception 02 (illegal data address)"},
      {{9, 43, 14, 1, 0}, "function 43", {9, 43, 14, 1, 1, 0, 0, 0}, "function 43"},
  };
  Interpreter interpreter;
  std::int64_t at = 1'000'000;
  for (const Row& row : rows) {
    for (const bool serial : {false, true}) {
      const auto make = serial ? rtu : tcp;
      const Said asked = interpreter.take(make(at, Direction::Sent, row.request, ""));
      EXPECT_EQ(said_text(asked, Direction::Sent), row.asks);
      EXPECT_EQ(asked.unit, row.request[0]);
      EXPECT_FALSE(asked.after_us);
      const Said said = interpreter.take(make(at + 1500, Direction::Received, row.reply, ""));
      EXPECT_EQ(said_text(said, Direction::Received), row.says);
      EXPECT_EQ(said.after_us, 1500);
      at += 10'000;
    }
  }
}

TEST(Trace, ASilenceBelongsToTheRequestBeforeIt) {
  Interpreter interpreter;
  interpreter.take(tcp(0, Direction::Sent, {11, 3, 0, 5, 0, 2}));
  const Said said = interpreter.take(tcp(300'000, Direction::Received, {}, "time-out"));
  EXPECT_FALSE(said.readable);
  EXPECT_EQ(said.unit, 11);
  EXPECT_EQ(said.after_us, 300'000);
  EXPECT_EQ(said_text(said, Direction::Received), "");
}

TEST(Trace, ALateOrForeignReplyIsNotTakenForTheAnswer) {
  Interpreter interpreter;
  interpreter.take(tcp(0, Direction::Sent, {11, 3, 0, 5, 0, 1}));
  const Said late = interpreter.take(tcp(10, Direction::Received, {11, 3, 2, 0, 9}, "late"));
  EXPECT_FALSE(late.address);
  EXPECT_FALSE(late.after_us);
  EXPECT_THAT(late.values, testing::ElementsAre(9));
  const Said good = interpreter.take(tcp(20, Direction::Received, {11, 3, 2, 0, 8}));
  EXPECT_EQ(good.address, 5);
  EXPECT_EQ(good.after_us, 20);
}

TEST(Trace, AnyBytesAreFine) {
  const Bytes whole = {11, 16, 0, 5, 0, 2, 4, 1, 2, 3, 4};
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    for (const auto direction : {Direction::Sent, Direction::Received}) {
      for (const std::uint8_t function : Bytes{1, 2, 3, 4, 5, 6, 15, 16, 43, 0x83}) {
        Bytes body = part;
        if (size > 1) body[1] = function;
        Interpreter interpreter;
        (void)interpreter.take(tcp(0, Direction::Sent, {11, 1, 0, 5, 0xFF, 0xFF}));
        (void)said_text(interpreter.take(tcp(0, direction, body)), direction);
        (void)said_text(interpreter.take(rtu(0, direction, body)), direction);
        (void)interpreter.take({0, direction, true, body, {}});
      }
    }
  }
}

TEST(Trace, EveryFaultHasItsWord) {
  const auto word = [](FaultKind kind) {
    modbus::Frame frame;
    frame.direction = Direction::Received;
    frame.fault = Fault{kind, 2};
    return std::string(error_word(frame));
  };
  EXPECT_EQ(word(FaultKind::Timeout), "time-out");
  EXPECT_EQ(word(FaultKind::Crc), "crc");
  EXPECT_EQ(word(FaultKind::BadLength), "length");
  EXPECT_EQ(word(FaultKind::WrongTransaction), "late");
  EXPECT_EQ(word(FaultKind::WrongUnit), "wrong-unit");
  EXPECT_EQ(word(FaultKind::Exception), "");
  modbus::Frame unasked;
  unasked.unasked = true;
  EXPECT_EQ(error_word(unasked), "late");
  EXPECT_EQ(error_word(modbus::Frame{}), "");
}

TEST(Trace, HexThereAndBack) {
  const Bytes bytes = {0x00, 0x9F, 0xFF};
  EXPECT_EQ(hex_text(bytes), "009FFF");
  EXPECT_EQ(hex_from("009fFF"), bytes);
  EXPECT_EQ(hex_from(""), Bytes{});
  EXPECT_FALSE(hex_from("0"));
  EXPECT_FALSE(hex_from("0G"));
}

}  // namespace
}  // namespace hazgate::commission
