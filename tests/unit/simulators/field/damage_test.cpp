#include "simulators/field/damage.hpp"

#include <gtest/gtest.h>

#include "simulators/field/rtu_frame.hpp"

namespace hazgate::sim {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes rtu() {
  Bytes frame;
  put_rtu(7, Bytes{3, 4, 0, 1, 0, 2}, frame);
  return frame;
}

Bytes tcp() {
  return {0, 9, 0, 0, 0, 7, 7, 3, 4, 0, 1, 0, 2};
}

TEST(Damage, NoSpoiltRtuFramePassesForTheUnitsOwn) {
  for (const FaultKind kind : {FaultKind::Lost, FaultKind::Flipped, FaultKind::Extra,
                               FaultKind::WrongUnit, FaultKind::Truncated}) {
    Damage damage(1);
    for (int i = 0; i < 2000; ++i) {
      Bytes frame = rtu();
      damage.spoil(kind, Framing::Rtu, frame);
      ASSERT_FALSE(frame.empty());
      EXPECT_NE(frame, rtu()) << name_of(kind);
      EXPECT_FALSE(has_good_crc(frame) && frame[0] == 7) << name_of(kind);
      EXPECT_EQ(has_good_crc(frame), kind == FaultKind::WrongUnit) << name_of(kind);
    }
  }
}

TEST(Damage, AWrongUnitHasItsCrcInTheOrderOfTheLine) {
  Damage damage(1);
  Bytes frame;
  put_rtu(7, Bytes{3, 2, 0, 1}, frame, codec::CrcOrder::HighFirst);
  damage.spoil(FaultKind::WrongUnit, Framing::Rtu, frame, codec::CrcOrder::HighFirst);
  EXPECT_EQ(frame[0], 8);
  EXPECT_TRUE(has_good_crc(frame, true));
  EXPECT_EQ(frame.size(), 7u);
}

TEST(Damage, OverTcpTheDataStaysWhatItIs) {
  Damage damage(1);
  for (int i = 0; i < 2000; ++i) {
    Bytes frame = tcp();
    damage.spoil(FaultKind::Flipped, Framing::Tcp, frame);
    EXPECT_TRUE(std::equal(frame.begin() + 6, frame.end(), tcp().begin() + 6));
  }
  Bytes frame = tcp();
  damage.spoil(FaultKind::WrongUnit, Framing::Tcp, frame);
  EXPECT_EQ(frame[6], 8);
}

TEST(Damage, TheSameFrameForEver) {
  Damage damage(1);
  Bytes first = tcp();
  damage.spoil(FaultKind::Same, Framing::Tcp, first);
  Bytes second = tcp();
  second[1] = 10;
  second[10] = 99;
  damage.spoil(FaultKind::Same, Framing::Tcp, second);
  EXPECT_EQ(second, first);
}

}  // namespace
}  // namespace hazgate::sim
