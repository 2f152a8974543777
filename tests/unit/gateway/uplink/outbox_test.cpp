#include "gateway/uplink/outbox.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

namespace hazgate::uplink {
namespace {

using journal::Lane;

journal::EventRecord event(std::uint64_t seq) {
  return {seq, {}, "alarm", "{}"};
}
journal::SampleRecord sample(std::uint64_t seq) {
  return {seq, {}, 1, "f"};
}

journal::Committed committed_events(std::uint64_t first, std::uint64_t last) {
  journal::Committed committed;
  for (std::uint64_t seq = first; seq <= last; ++seq) committed.events.push_back(event(seq));
  return committed;
}

journal::Committed committed_samples(std::uint64_t first, std::uint64_t last) {
  journal::Committed committed;
  for (std::uint64_t seq = first; seq <= last; ++seq) committed.samples.push_back(sample(seq));
  return committed;
}

constexpr std::size_t kSampleWindow = Throttle::kMostInFlight + SampleLane::kLiveRoom;
constexpr std::size_t kSampleWindowNear = Throttle::kMostNear + SampleLane::kLiveRoom;
constexpr Tick kNow = Tick(std::chrono::hours{1});

/// An outbox whose line has just come up.
Outbox connected_outbox(const journal::Ends& ends = {}) {
  Outbox outbox;
  outbox.attach(ends, ends.last_event, kNow);
  outbox.connected(kNow);
  return outbox;
}

std::vector<Ticket> send_all(Outbox& outbox, Tick now = kNow) {
  std::vector<Ticket> tickets;
  while (const auto outgoing = outbox.next(now)) tickets.push_back(outgoing->ticket);
  return tickets;
}

TEST(Outbox, EventsGoBeforeSamplesAndAlwaysFindRoom) {
  Outbox outbox = connected_outbox();
  outbox.committed(committed_samples(1, 50), kNow);
  EXPECT_EQ(send_all(outbox).size(), kSampleWindow);
  outbox.committed(committed_events(1, 50), kNow);
  const auto events = send_all(outbox);
  ASSERT_EQ(events.size(), Outbox::kEventWindow);
  EXPECT_EQ(events.front().of, Ticket::Of::Event);
  outbox.acknowledged({Ticket::Of::Sample, 1}, kNow);
  EXPECT_TRUE(send_all(outbox).empty()) << "samples wait until no event does";
  outbox.acknowledged({Ticket::Of::Event, 1}, kNow);
  const auto next = send_all(outbox);
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].of, Ticket::Of::Event);
}

TEST(Outbox, TheCursorMovesOnlyOverWhatIsContiguous) {
  Outbox outbox = connected_outbox();
  outbox.committed(committed_events(1, 3), kNow);
  send_all(outbox);
  EXPECT_FALSE(outbox.acknowledged({Ticket::Of::Event, 2}, kNow));
  EXPECT_EQ(outbox.sent(Lane::Event), 0U);
  EXPECT_TRUE(outbox.acknowledged({Ticket::Of::Event, 1}, kNow));
  EXPECT_EQ(outbox.sent(Lane::Event), 2U);
  EXPECT_EQ(outbox.lag(Lane::Event), 1U);
}

TEST(Outbox, ABrokenConnectionSendsAgainWhatWasInFlightInOrder) {
  Outbox outbox = connected_outbox();
  outbox.committed(committed_events(1, 4), kNow);
  send_all(outbox);
  outbox.acknowledged({Ticket::Of::Event, 2}, kNow);
  outbox.disconnected();
  const auto again = send_all(outbox);
  ASSERT_EQ(again.size(), 3U);
  EXPECT_EQ(again[0].seq, 1U);
  EXPECT_EQ(again[1].seq, 3U);
  EXPECT_EQ(again[2].seq, 4U);
  for (const Ticket& ticket : again) outbox.acknowledged(ticket, kNow);
  EXPECT_EQ(outbox.sent(Lane::Event), 4U);
  EXPECT_EQ(outbox.held(), 0U);
}

TEST(Outbox, WhatMemoryDoesNotHoldIsRead) {
  Outbox outbox = connected_outbox({10, 0, 7, 0, {}});
  const auto request = outbox.wanted_read();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->lane, Lane::Event);
  EXPECT_EQ(request->after, 7U);
  EXPECT_FALSE(outbox.wanted_read()) << "asked once";
  outbox.committed(committed_samples(1, 1), kNow);
  EXPECT_FALSE(outbox.next(kNow)) << "samples wait for events that are still in the journal";
  outbox.read_done({event(8), event(9), event(10)});
  EXPECT_EQ(send_all(outbox).size(), 4U);
}

TEST(Outbox, ACommitThatWasMissedIsReadNotSkipped) {
  Outbox outbox = connected_outbox();
  outbox.committed(committed_events(5, 6), kNow);
  EXPECT_FALSE(outbox.next(kNow));
  const auto request = outbox.wanted_read();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->after, 0U);
}

TEST(Outbox, AReadThatGivesNothingHoldsNobodyUp) {
  Outbox outbox = connected_outbox({10, 0, 7, 0, {}});
  ASSERT_TRUE(outbox.wanted_read());
  outbox.committed(committed_samples(1, 1), kNow);
  outbox.read_done(std::vector<journal::EventRecord>{});
  EXPECT_FALSE(outbox.wanted_read());
  EXPECT_EQ(send_all(outbox).size(), 1U) << "the sample goes";
  outbox.retry();
  EXPECT_TRUE(outbox.wanted_read());
}

TEST(Outbox, RetentionLeavesAGapThatIsPassedOver) {
  Outbox outbox = connected_outbox({0, 100, 0, 10, {}});
  ASSERT_TRUE(outbox.wanted_read());
  outbox.read_done({sample(99), sample(100)});
  for (const Ticket& ticket : send_all(outbox)) outbox.acknowledged(ticket, kNow);
  EXPECT_EQ(outbox.sent(Lane::Sample), 100U);
}

TEST(Outbox, MemoryIsBoundedWhileDisconnected) {
  Outbox outbox;
  for (std::uint64_t seq = 1; seq <= 20000; ++seq) {
    outbox.committed(committed_samples(seq, seq), kNow);
    outbox.committed(committed_events(seq, seq), kNow);
  }
  EXPECT_LE(outbox.held(), 2000U);
  EXPECT_EQ(outbox.lag(Lane::Sample), 20000U);
}

TEST(Outbox, AFullWindowIsWokenByAnAcknowledgementAndNoTimer) {
  Outbox outbox = connected_outbox({0, 100, 0, 0, {}});
  ASSERT_TRUE(outbox.wanted_read());
  outbox.read_done(std::move(committed_samples(1, 100).samples));
  EXPECT_TRUE(outbox.wake_at(kNow)) << "there is something to fill back";
  outbox.committed(committed_samples(101, 100 + kSampleWindow), kNow);
  ASSERT_EQ(send_all(outbox).size(), kSampleWindow);
  EXPECT_FALSE(outbox.wake_at(kNow)) << "a timer would fire at once, again and again";
  outbox.acknowledged({Ticket::Of::Sample, 101}, kNow);
  EXPECT_TRUE(outbox.wake_at(kNow));
}

TEST(Outbox, UnjournaledEventsGoFirstAndTheNewestAreLostWhenTooMany) {
  Outbox outbox = connected_outbox();
  for (std::size_t i = 0; i < Outbox::kMostUnjournaled + 5; ++i) {
    outbox.send_unjournaled("alarm", std::to_string(i), kNow);
  }
  EXPECT_EQ(outbox.dropped_unjournaled(), 5U);
  const auto outgoing = outbox.next(kNow);
  ASSERT_TRUE(outgoing);
  EXPECT_EQ(std::get<const Unjournaled*>(outgoing->record)->body, "0");
  outbox.disconnected();
  const auto again = outbox.next(kNow);
  EXPECT_EQ(std::get<const Unjournaled*>(again->record)->body, "0") << "repeated, not lost";
}

/// A journal, an outbox and a broker that loses connections; checks what must always hold.
class Walk {
 public:
  explicit Walk(std::uint64_t seed) : random_(seed) { outbox_.attach({}, 0, now_); }

  void step() {
    if (random_() % 500 == 0) thin();
    now_ += std::chrono::milliseconds(random_() % (random_() % 100 == 0 ? 9000 : 40));
    switch (random_() % 13) {
      case 0:
        return commit(1 + random_() % 3, 0);
      case 1:
        return commit(0, 1 + random_() % (random_() % 50 == 0 ? 900 : 40));
      case 2:
        return random_() % 8 == 0 ? lose_connection() : connect();
      case 3:
        return answer_read();
      case 4:
        return fail_read();
      case 5:
      case 6:
        return acknowledge();
      case 7:
        if (random_() % 60 == 0) restart();
        return;
      default:
        return send();
    }
  }

  void finish() {
    connect();
    for (int i = 0; i < 200000 && (outbox_.lag(Lane::Event) + outbox_.lag(Lane::Sample)) > 0; ++i) {
      now_ += std::chrono::milliseconds{5};
      answer_read();
      outbox_.retry();
      send();
      acknowledge();
    }
    EXPECT_EQ(outbox_.sent(Lane::Event), durable_[0]);
    EXPECT_EQ(outbox_.sent(Lane::Sample), durable_[1]);
    EXPECT_TRUE(outbox_.ahead().empty());
    for (const std::size_t lane : {0U, 1U}) {
      std::set<std::uint64_t> done = acknowledged_[lane];
      if (lane == 1) done.insert(removed_.begin(), removed_.end());
      EXPECT_EQ(done.size(), durable_[lane]) << "all of lane " << lane << " arrived";
    }
  }

 private:
  void commit(std::uint64_t events, std::uint64_t samples) {
    journal::Committed committed;
    for (; events > 0; --events) committed.events.push_back(event(++durable_[0]));
    for (; samples > 0; --samples) {
      committed.samples.push_back(sample(++durable_[1]));
      if (connected_) live_[durable_[1]] = now_;
    }
    outbox_.committed(std::move(committed), now_);
  }

  void send() {
    if (!connected_) return;
    bool back_fill = false;
    for (auto most = random_() % 20; most > 0; --most) {
      const auto outgoing = outbox_.next(now_);
      if (!outgoing) break;
      const Ticket ticket = outgoing->ticket;
      if (ticket.of == Ticket::Of::Event) {
        // Order of first arrivals: never further than one beyond what arrived before.
        EXPECT_LE(ticket.seq, arrived_ + 1) << "an event was skipped";
        EXPECT_FALSE(back_fill) << "an event behind old telemetry";
        arrived_ = std::max(arrived_, ticket.seq);
      } else {
        const bool is_old = sent_once_.insert(ticket.seq).second && outgoing->late;
        if (is_old) {
          EXPECT_EQ(live_waits(), std::nullopt) << "live telemetry waits behind " << ticket.seq;
        }
        live_.erase(ticket.seq);
        back_fill |= is_old;
      }
      outbox_.sized(ticket, 100);
      in_flight_.push_back(ticket);
    }
    EXPECT_LE(in_flight_.size(), Outbox::kEventWindow + kSampleWindowNear);
    EXPECT_EQ(in_flight_.size(), outbox_.in_flight());
    EXPECT_LE(outbox_.held(), 6000U);
    if (!read_) read_ = outbox_.wanted_read();
  }

  /// A sample that became durable while there was a connection and was not sent. When one has waited for
  /// too long, none is live any more.
  std::optional<std::uint64_t> live_waits() {
    if (live_.empty()) return std::nullopt;
    if (now_ - live_.begin()->second <= SampleLane::kLiveFor) return live_.begin()->first;
    live_.clear();
    return std::nullopt;
  }

  void acknowledge() {
    if (in_flight_.empty()) return;
    const auto which = static_cast<std::ptrdiff_t>(random_() % in_flight_.size());
    const Ticket ticket = in_flight_[static_cast<std::size_t>(which)];
    in_flight_.erase(in_flight_.begin() + which);
    acknowledged_[ticket.of == Ticket::Of::Event ? 0 : 1].insert(ticket.seq);
    outbox_.acknowledged(ticket, now_);
    check(Lane::Event);
    check(Lane::Sample);
    for (std::uint64_t seq = outbox_.sent(Lane::Sample) + 1; seq <= durable_[1]; ++seq) {
      if (!outbox_.ahead().contains(seq)) continue;
      ASSERT_TRUE(is_done(Lane::Sample, seq)) << seq << " is taken for acknowledged";
    }
  }

  /// The cursor never passes what is not acknowledged.
  void check(Lane lane) {
    const std::uint64_t sent = outbox_.sent(lane);
    std::uint64_t& checked = checked_[static_cast<std::size_t>(lane)];
    for (; checked < sent; ++checked) {
      ASSERT_TRUE(is_done(lane, checked + 1)) << checked + 1 << " was passed";
    }
  }

  bool is_done(Lane lane, std::uint64_t seq) const {
    if (lane == Lane::Event) return acknowledged_[0].contains(seq);
    return acknowledged_[1].contains(seq) || removed_.contains(seq);
  }

  /// As the guard of the disk does: of what is old one in some is kept, in the middle of the lane, too.
  void thin() {
    const std::uint64_t every = 2 + random_() % 5;
    for (std::uint64_t seq = 1; seq + 20 < durable_[1]; ++seq) {
      if (seq % every != 0) removed_.insert(seq);
    }
  }

  void lose_connection() {
    outbox_.disconnected();
    in_flight_.clear();
    live_.clear();
    connected_ = false;
  }

  void connect() {
    if (std::exchange(connected_, true)) return;
    outbox_.connected(now_);
  }

  /// From what is durable.
  void restart() {
    const journal::Ends ends{durable_[0], durable_[1], outbox_.sent(Lane::Event),
                             outbox_.sent(Lane::Sample), outbox_.ahead()};
    outbox_ = Outbox();
    in_flight_.clear();
    live_.clear();
    read_.reset();
    connected_ = false;
    outbox_.attach(ends, durable_[0], now_);
  }

  void answer_read() {
    if (!read_) return;
    const std::size_t lane = read_->lane == Lane::Event ? 0 : 1;
    if (lane == 0) {
      const std::uint64_t last = std::min(durable_[lane], read_->after + read_->limit);
      outbox_.read_done(std::move(committed_events(read_->after + 1, last).events));
    } else {
      std::vector<journal::SampleRecord> records;
      for (auto seq = read_->after + 1; seq <= durable_[1] && records.size() < read_->limit;
           ++seq) {
        if (!removed_.contains(seq)) records.push_back(sample(seq));
      }
      outbox_.read_done(std::move(records));
    }
    read_.reset();
  }

  void fail_read() {
    if (!read_ || random_() % 4 != 0) return;
    if (read_->lane == Lane::Event) {
      outbox_.read_done(std::vector<journal::EventRecord>{});
    } else {
      outbox_.read_done(std::vector<journal::SampleRecord>{});
    }
    read_.reset();
    if (random_() % 2 == 0) outbox_.retry();
  }

  std::mt19937_64 random_;
  Tick now_ = kNow;
  Outbox outbox_;
  bool connected_ = false;
  std::uint64_t durable_[2] = {0, 0}, checked_[2] = {0, 0};
  std::uint64_t arrived_ = 0;  ///< of the events
  std::set<std::uint64_t> acknowledged_[2], sent_once_, removed_;
  std::map<std::uint64_t, Tick> live_;  ///< not sent yet
  std::vector<Ticket> in_flight_;
  std::optional<ReadRequest> read_;
};

TEST(Outbox, WhateverHappensEveryRecordArrivesEventsInOrderAndLiveBeforeOld) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    for (int i = 0; i < 3000; ++i) walk.step();
    walk.finish();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace hazgate::uplink
