#include "drivers/modbus/fault.hpp"

#include <cerrno>
#include <gtest/gtest.h>

namespace hazgate::modbus {
namespace {

Fault exception(std::uint8_t code) {
  return {FaultKind::Exception, code, 0};
}

TEST(Fault, ExceptionsSayWhatToDoNext) {
  struct Row {
    std::uint8_t code;
    bool refusal, absent, answer;
  };
  for (const Row& row :
       {Row{1, true, false, true}, Row{2, true, false, true}, Row{3, true, false, true},
        Row{4, false, false, true}, Row{6, false, false, true}, Row{0x0A, false, true, false},
        Row{0x0B, false, true, false}, Row{0x7F, false, false, true}}) {
    EXPECT_EQ(is_refusal(exception(row.code)), row.refusal) << int{row.code};
    EXPECT_EQ(is_absent(exception(row.code)), row.absent) << int{row.code};
    EXPECT_EQ(is_answer(exception(row.code)), row.answer) << int{row.code};
  }
  EXPECT_FALSE(is_answer(Fault{FaultKind::Timeout}));
  EXPECT_FALSE(is_refusal(Fault{FaultKind::Timeout, 2}));
}

TEST(Fault, Texts) {
  EXPECT_EQ(to_text(exception(2)), "exception 02 (illegal data address)");
  EXPECT_EQ(to_text(exception(0x0B)), "exception 0B (gateway target did not respond)");
  EXPECT_EQ(to_text(Fault{FaultKind::Timeout}), "no answer");
  EXPECT_EQ(to_text(Fault{FaultKind::Disconnected, 0, ECONNRESET}),
            "the connection was lost: Connection reset by peer");
}

TEST(Fault, BadFramesAreCounted) {
  EXPECT_TRUE(is_bad_frame(Fault{FaultKind::Crc}));
  EXPECT_TRUE(is_bad_frame(Fault{FaultKind::WrongUnit}));
  EXPECT_FALSE(is_bad_frame(Fault{FaultKind::Timeout}));
  EXPECT_FALSE(is_bad_frame(exception(2)));
}

}  // namespace
}  // namespace hazgate::modbus
