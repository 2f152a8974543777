#include "gateway/core/office/availability.hpp"

#include <gtest/gtest.h>

namespace hazgate::office {
namespace {

using std::chrono::minutes;

WallTime at(int minute) {
  return WallTime{minutes{minute}};
}

class OfficeAvailability : public testing::Test {
 protected:
  Availability a{{at(100), at(200)}};
};

TEST_F(OfficeAvailability, IsWholeWhereTheRecordSaysNothing) {
  a.watch("gd", false);
  EXPECT_EQ(a.share("gd"), 1.0);
  EXPECT_EQ(a.of_gateway(), 1.0);
  EXPECT_EQ(a.share("other"), std::nullopt);
}

TEST_F(OfficeAvailability, IsNoneOfWhatHasBeenDownEverSince) {
  a.watch("gd", true);
  EXPECT_EQ(a.share("gd"), 0.0);
}

TEST_F(OfficeAvailability, CountsFromTheFirstLineBack) {
  a.watch("gd", false);
  a.take("gd", at(130), true, false);
  EXPECT_DOUBLE_EQ(*a.share("gd"), 0.7) << "it was down when the period began";
  a.take("gd", at(190), false, true);
  EXPECT_DOUBLE_EQ(*a.share("gd"), 0.6);
  a.take("gd", at(250), true, false);
  EXPECT_DOUBLE_EQ(*a.share("gd"), 0.6) << "what is later than the period is not of it";
}

TEST_F(OfficeAvailability, IsNotCountedTwiceWhileTheGatewayIsAway) {
  a.watch("gd", false);
  a.take("gd", at(120), false, true);
  a.take("gd", at(140), true, false);
  a.away(at(130), at(160));
  a.away(at(50), at(110));
  EXPECT_DOUBLE_EQ(*a.share("gd"), 0.5);
  EXPECT_DOUBLE_EQ(*a.of_gateway(), 0.6);
}

TEST_F(OfficeAvailability, KnowsItsGaps) {
  a.away(at(150), at(160));
  a.away(at(90), at(110));
  a.away(at(105), at(120));
  a.away(at(190), at(250));
  a.away(at(20), at(30));
  using Stretch = std::pair<WallTime, WallTime>;
  EXPECT_EQ(a.gaps(),
            (std::vector<Stretch>{{at(100), at(120)}, {at(150), at(160)}, {at(190), at(200)}}));
  EXPECT_DOUBLE_EQ(*a.of_gateway(), 0.6);
}

TEST_F(OfficeAvailability, IsNotConfusedByAClockThatGoesBack) {
  a.watch("gd", false);
  a.take("gd", at(150), false, true);
  a.take("gd", at(140), true, false);
  EXPECT_EQ(a.share("gd"), 1.0);
}

TEST(OfficeAvailabilityOfNothing, IsNone) {
  Availability none{{at(100), at(100)}};
  none.watch("gd", false);
  EXPECT_EQ(none.share("gd"), std::nullopt);
}

}  // namespace
}  // namespace hazgate::office
