#include "gateway/uplink/sample_lane.hpp"

#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <ostream>

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;
using journal::SampleRecord;

constexpr std::uint64_t kBacklog = 100'000;

struct Case {
  const char* name = "";
  std::size_t bytes = 0;   ///< of one message
  std::size_t rate = 0;    ///< of the line, bytes a second
  Duration way{};          ///< there and back, of an empty message
  Duration live_every{};   ///< 0: nothing is live
  Duration worst{};        ///< a live message may take so long
  double least_share = 0;  ///< of what live leaves free, that back-fill takes
  friend void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }
};

/// A lane with a long backlog on a line that takes one message after the other, as TCP does.
class ThinLine {
 public:
  explicit ThinLine(const Case& one) : case_(one) {
    lane_.attach(kBacklog, 0, {});
    lane_.connected(now_);
  }

  void run(Duration time) {
    for (const Tick end = now_ + time; now_ < end; now_ += 5ms) {
      if (case_.live_every > 0ms && now_ >= commit_at_) commit();
      read();
      while (lane_.in_flight() < lane_.window() && send()) {
      }
      acknowledge();
    }
  }

  Duration worst() const { return worst_; }
  std::size_t live_arrived() const { return live_arrived_; }
  std::size_t late_live() const { return late_live_; }
  std::size_t filled() const { return filled_; }

 private:
  struct Flight {
    std::uint64_t seq = 0;
    Tick arrives{}, acknowledged{};
    bool late = false;
  };

  void commit() {
    commit_at_ += case_.live_every;
    committed_.push_back(now_);
    lane_.committed({kBacklog + committed_.size(), {}, 1, "f"}, now_);
  }

  void read() {
    const auto wanted = lane_.wanted_read();
    if (!wanted) return;
    std::vector<SampleRecord> records;
    const std::uint64_t last = kBacklog + committed_.size();
    for (auto seq = wanted->after + 1; seq <= last && records.size() < wanted->limit; ++seq) {
      records.push_back({seq, {}, 1, "f"});
    }
    lane_.read_done(std::move(records));
  }

  bool send() {
    const auto outgoing = lane_.next(now_);
    if (!outgoing) return false;
    const std::uint64_t seq = outgoing->record->seq;
    lane_.sized(seq, case_.bytes);
    free_at_ = std::max(free_at_, now_) + Duration{1s} * case_.bytes / case_.rate;
    line_.push_back({seq, free_at_ + case_.way / 2, free_at_ + case_.way, outgoing->late});
    return true;
  }

  void acknowledge() {
    for (; !line_.empty() && line_.front().acknowledged <= now_; line_.pop_front()) {
      const Flight& flight = line_.front();
      lane_.acknowledged(flight.seq, now_);
      if (flight.seq <= kBacklog) {
        ++filled_;
      } else if (flight.late) {
        ++late_live_;
      } else {
        ++live_arrived_;
        worst_ = std::max(worst_, flight.arrives - committed_[flight.seq - kBacklog - 1]);
      }
    }
  }

  const Case case_;
  SampleLane lane_;
  Tick now_{1000s}, commit_at_{1000s}, free_at_{};
  std::vector<Tick> committed_;
  std::deque<Flight> line_;
  Duration worst_{};
  std::size_t live_arrived_ = 0, late_live_ = 0, filled_ = 0;
};

class SampleLaneOnALine : public testing::TestWithParam<Case> {};

TEST_P(SampleLaneOnALine, LiveIsInTimeAndTheRestOfTheLineIsUsed) {
  const Case& one = GetParam();
  ThinLine line(one);
  line.run(600s);
  const double live =
      one.live_every > 0ms ? 1.0 / std::chrono::duration<double>(one.live_every).count() : 0;
  const double spare = static_cast<double>(one.rate) / static_cast<double>(one.bytes) - live;
  EXPECT_LT(line.worst(), one.worst) << std::chrono::duration<double>(line.worst()).count() << " s";
  EXPECT_EQ(line.late_live(), 0U);
  const double filled = std::min<double>(static_cast<double>(line.filled()), kBacklog) / 600;
  EXPECT_GE(filled, one.least_share * spare) << filled << " of " << spare << " a second";
  RecordProperty("worst_ms", static_cast<int>(line.worst() / 1ms));
  RecordProperty("filled_share", std::to_string(filled / spare));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, SampleLaneOnALine,
    testing::Values(Case{"lan", 600, 10'000'000, 2ms, 100ms, 200ms, 0.01},
                    Case{"dsl", 600, 100'000, 40ms, 100ms, 1s, 0.8},
                    Case{"modem", 600, 10'000, 200ms, 500ms, 1s, 0.9},
                    Case{"gprs", 2000, 10'000, 600ms, 1s, 2s, 0.8},
                    Case{"nearly full of live", 8000, 10'000, 100ms, 1s, 2200ms, 0.7},
                    Case{"satellite", 600, 50'000, 1200ms, 500ms, 2s, 0.05},
                    Case{"satellite of much", 8000, 50'000, 1200ms, 1s, 2s, 0.8},
                    Case{"nothing live", 600, 10'000, 200ms, 0ms, 1ms, 0.9}),
    [](const auto& one) {
      std::string name = one.param.name;
      std::replace(name.begin(), name.end(), ' ', '_');
      return name;
    });

TEST(SampleLane, ALineThinnerThanLiveIsNotFilledAndWhatIsOldSaysSo) {
  ThinLine line({"", 8000, 5000, 100ms, 1s, {}, 0});
  line.run(600s);
  EXPECT_GT(line.live_arrived() + line.late_live(), 200U) << "the line is used";
  EXPECT_LT(line.worst(), SampleLane::kLiveFor + 8s) << "older ones are late, and say so";
}

/// One record of each `every` was kept by the guard of the disk.
TEST(SampleLane, AThinnedBacklogArrivesOnceAndTheCursorReachesItsEnd) {
  constexpr std::uint64_t kLast = 12'000;
  SampleLane lane;
  lane.attach(kLast, 0, {});
  Tick now{1000s};
  lane.connected(now);
  std::vector<int> arrived(kLast + 1);
  for (int round = 0; round < 5000 && lane.lag() > 0; ++round) {
    if (const auto wanted = lane.wanted_read()) {
      std::vector<SampleRecord> kept;
      for (auto seq = wanted->after + 1; seq <= kLast && kept.size() < wanted->limit; ++seq) {
        if (seq % 60 == 1 || seq == kLast) kept.push_back({seq, {}, 1, "f"});
      }
      lane.read_done(std::move(kept));
    }
    std::vector<std::uint64_t> sent;
    while (const auto outgoing = lane.next(now)) sent.push_back(outgoing->record->seq);
    now += 10ms;
    for (const std::uint64_t seq : sent) {
      ++arrived[seq];
      lane.acknowledged(seq, now);
    }
  }
  EXPECT_EQ(lane.sent(), kLast);
  EXPECT_TRUE(lane.ahead().empty());
  for (std::uint64_t seq = 1; seq <= kLast; seq += 60) EXPECT_EQ(arrived[seq], 1) << seq;
}

TEST(SampleLane, WhatWasInFlightAtALossIsSentAgainFirstAndSaysSo) {
  SampleLane lane;
  lane.attach(0, 0, {});
  const Tick now{1000s};
  lane.connected(now);
  for (std::uint64_t seq = 1; seq <= 3; ++seq) lane.committed({seq, {}, 1, "f"}, now);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(lane.next(now));
  lane.acknowledged(2, now);
  lane.disconnected();
  EXPECT_EQ(lane.in_flight(), 0U);
  EXPECT_FALSE(lane.next(now)) << "no connection";
  lane.connected(now);
  lane.committed({4, {}, 1, "f"}, now);
  std::vector<std::uint64_t> sent, late;
  while (const auto outgoing = lane.next(now)) {
    sent.push_back(outgoing->record->seq);
    if (outgoing->late) late.push_back(sent.back());
  }
  EXPECT_EQ(sent, (std::vector<std::uint64_t>{1, 3, 4}));
  EXPECT_EQ(late, (std::vector<std::uint64_t>{1, 3}));
}

// On a satellite's line a message takes 2 s. What was not sent came back at once: that is no measure of it.
TEST(SampleLane, WhatIsPassedOverDoesNotMeasureTheLine) {
  SampleLane lane;
  lane.attach(0, 0, {});
  Tick now{1000s};
  lane.connected(now);
  for (std::uint64_t seq = 1; seq <= 4; ++seq) lane.committed({seq, {}, 1, "f"}, now);
  ASSERT_TRUE(lane.next(now));
  lane.acknowledged(1, now + 2s);
  now += 2s;
  ASSERT_TRUE(lane.next(now));
  EXPECT_TRUE(lane.skip(2));
  EXPECT_EQ(lane.sent(), 2U);
  EXPECT_FALSE(lane.skip(2)) << "it is not in flight";
  ASSERT_TRUE(lane.next(now));
  EXPECT_TRUE(lane.next(now + 2500ms)) << "in time for this line";
  EXPECT_EQ(lane.in_flight(), 2U);
}

}  // namespace
}  // namespace hazgate::uplink
