#include "gateway/daemon/alarm_story.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace hazgate::daemon {
namespace {

using Stamps = std::vector<std::int64_t>;

StoryReading reading(std::int64_t t, std::optional<bool> beyond, Quality quality = Quality::Good) {
  return {{from_unix_ms(t), static_cast<double>(t), quality}, beyond};
}

Stamps stamps(const ReadingStory& story) {
  Stamps stamps;
  for (const auto& each : story.json()) {
    if (each.as_object().contains("gap")) stamps.push_back(-1);
    stamps.push_back(each.at("t").to_number<std::int64_t>());
  }
  return stamps;
}

/// Readings 1, 2, 3 … up to `last`, beyond from `first` on; asked for around `moment`.
ReadingStory story(std::int64_t first, std::int64_t moment, std::int64_t last) {
  ReadingStory story;
  for (std::int64_t t = moment - 1; t > 0; --t) {
    if (!story.take_before(reading(t, t >= first))) break;
  }
  for (std::int64_t t = moment; t <= last; ++t) {
    if (!story.take_after(reading(t, t >= first))) break;
  }
  for (std::int64_t t = last; t > 0; --t) {
    if (!story.take_newest(reading(t, t >= first))) break;
  }
  return story;
}

TEST(ReadingStory, TenBeforeTheCrossingTenFromItOnAndTheNewest) {
  EXPECT_EQ(stamps(story(100, 100, 200)),
            (Stamps{90,  91,  92,  93,  94,  95,  96,  97, 98,  99,  100, 101, 102,
                    103, 104, 105, 106, 107, 108, 109, -1, 196, 197, 198, 199, 200}));
}

TEST(ReadingStory, NothingTwiceAndNoGapWhereNothingIsLeftOut) {
  EXPECT_EQ(stamps(story(4, 4, 6)), (Stamps{1, 2, 3, 4, 5, 6}));
  const auto touching = stamps(story(11, 11, 25));
  EXPECT_EQ(touching.size(), 25U);
  EXPECT_EQ(std::count(touching.begin(), touching.end(), -1), 0);
  const auto one_missing = stamps(story(11, 11, 26));
  EXPECT_EQ(std::count(one_missing.begin(), one_missing.end(), -1), 1);
}

TEST(ReadingStory, WithALongDelayTheCrossingIsFarBack) {
  const auto shown = stamps(story(100, 400, 500));
  EXPECT_EQ((Stamps{shown.begin(), shown.begin() + 11}),
            (Stamps{90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100}))
      << "the last on the good side and the first beyond";
  EXPECT_EQ(shown[20], -1);
  EXPECT_EQ(shown.back(), 500);
}

TEST(ReadingStory, ABadReadingIsNotTheGoodSide) {
  ReadingStory story;
  EXPECT_TRUE(story.take_before(reading(9, std::nullopt, Quality::Comm)));
  EXPECT_TRUE(story.take_before(reading(8, true)));
  for (std::int64_t t = 7; t > -2; --t) EXPECT_TRUE(story.take_before(reading(t, false))) << t;
  EXPECT_FALSE(story.take_before(reading(-2, false))) << "ten from the good side on";
}

TEST(ReadingStory, GivesUpWhereThereIsNoGoodSide) {
  ReadingStory story;
  std::size_t taken = 1;
  while (story.take_before(reading(1, true))) ++taken;
  EXPECT_EQ(taken, ReadingStory::kMostBack);
}

TEST(Extremes, OfUsableNumbersOnly) {
  Extremes hour;
  for (const auto& [t, value] : {std::pair{1, 5.0}, std::pair{2, -3.0}, std::pair{3, 9.0}}) {
    hour.take({from_unix_ms(t), value, Quality::Good});
  }
  hour.take({from_unix_ms(4), 99.0, Quality::Fault});
  hour.take({from_unix_ms(5), std::string("fire"), Quality::Good});
  const auto json = hour.json();
  EXPECT_EQ(json.at("readings"), 5);
  EXPECT_EQ(json.at("lowest").at("value"), -3.0);
  EXPECT_EQ(json.at("highest").at("t"), 3);
  EXPECT_FALSE(Extremes{}.json().contains("lowest"));
}

TEST(AlarmStory, AnEventIsOfTheAlarmWhoseIdItBears) {
  const auto event = [](const char* kind, const char* body) {
    return journal::EventRecord{1, from_unix_ms(1), kind, body};
  };
  EXPECT_TRUE(is_of(event("alarm", R"({"id":"gd-1.gas.H"})"), "gd-1.gas.H"));
  EXPECT_FALSE(is_of(event("alarm", R"({"id":"gd-1.gas.HH"})"), "gd-1.gas.H"));
  EXPECT_FALSE(is_of(event("alarm", R"({"id":"x","note":"gd-1.gas.H"})"), "gd-1.gas.H"));
  EXPECT_FALSE(is_of(event("incident", R"({"id":"gd-1.gas.H"})"), "gd-1.gas.H"));
  EXPECT_FALSE(is_of(event("alarm", "gd-1.gas.H"), "gd-1.gas.H"));
}

}  // namespace
}  // namespace hazgate::daemon
