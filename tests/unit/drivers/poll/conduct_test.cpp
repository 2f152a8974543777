#include "drivers/poll/conduct.hpp"

#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

using modbus::Fault;
using modbus::FaultKind;

void fail(Conduct& conduct, FaultKind kind, std::uint32_t frame, int times) {
  for (int i = 0; i < times; ++i) conduct.failed({kind, 0, 0, frame});
}

TEST(Conduct, IsNamedWhenHalfOfTheLastSixteenWereLikeThat) {
  const std::pair<FaultKind, Manner> rows[] = {{FaultKind::Crc, Manner::Garbled},
                                               {FaultKind::WrongUnit, Manner::OtherUnit},
                                               {FaultKind::WrongTransaction, Manner::Late},
                                               {FaultKind::BadLength, Manner::SameFrame}};
  for (const auto& [kind, manner] : rows) {
    Conduct conduct;
    for (int i = 0; i < 16; ++i) conduct.answered();
    fail(conduct, kind, 7, 7);
    EXPECT_EQ(conduct.manner(), Manner::Plain);
    fail(conduct, kind, 7, 1);
    EXPECT_EQ(conduct.manner(), manner);
    EXPECT_NE(to_text(manner), "");
    for (int i = 0; i < 12; ++i) conduct.answered();
    EXPECT_EQ(conduct.manner(), manner) << "a quarter is still like that";
    conduct.answered();
    EXPECT_EQ(conduct.manner(), Manner::Plain);
  }
}

TEST(Conduct, WrongFramesThatDifferAreNotOneAndTheSame) {
  Conduct conduct;
  for (std::uint32_t frame = 1; frame <= 16; ++frame) fail(conduct, FaultKind::BadLength, frame, 1);
  EXPECT_EQ(conduct.manner(), Manner::Plain);
}

TEST(Conduct, OneThatAnswersOnlyWhatFitsItsOneFrameIsSeen) {
  Conduct conduct;
  for (int i = 0; i < 16; ++i) {
    conduct.answered();
    fail(conduct, FaultKind::BadLength, 9, 1);
  }
  EXPECT_EQ(conduct.manner(), Manner::SameFrame);
}

TEST(Conduct, SilenceAndExceptionsSayNothingBad) {
  Conduct conduct;
  fail(conduct, FaultKind::Timeout, 0, 40);
  for (int i = 0; i < 40; ++i) conduct.failed({FaultKind::Exception, 2});
  fail(conduct, FaultKind::Disconnected, 0, 40);
  EXPECT_EQ(conduct.manner(), Manner::Plain);
  fail(conduct, FaultKind::Crc, 0, 16);
  fail(conduct, FaultKind::Timeout, 0, 40);
  EXPECT_EQ(conduct.manner(), Manner::Garbled) << "what is silent now was garbled before";
}

}  // namespace
}  // namespace hazgate::poll
