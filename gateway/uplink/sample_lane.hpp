#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "gateway/journal/record.hpp"
#include "gateway/journal/spans.hpp"
#include "gateway/uplink/throttle.hpp"

namespace hazgate::uplink {

/// The sample lane on its way out: live records go at once, and behind them, throttled, what is still
/// in the journal (the back-fill, oldest first). Every record is sent at least once.
///
///   sent      acknowledged already       being read         live begins       last
///   ──┴────────[ahead]──[ahead]─────────────┴────────[ahead]─────┴── live ─────┴──►
///
/// What was in flight when a connection broke is sent again before anything else, so that a message that
/// breaks every connection is found (PacketLimit). It is what the line takes in a second or two. What was committed
/// while there was no connection, or waited here for longer than kLiveFor, or had no room, is not live
/// any more: it is read when its turn comes.
/// Thread  any, one at a time (pure)
class SampleLane {
 public:
  static constexpr std::size_t kMostLive = 4096;  ///< two seconds of the largest site
  static constexpr std::size_t kLiveRoom = 4;
  static constexpr std::size_t kPerRead = 128, kReadAhead = 32;
  static constexpr Duration kLiveFor = std::chrono::seconds{5};

  /// Valid until the record is acknowledged.
  struct Outgoing {
    const journal::SampleRecord* record = nullptr;
    bool late = false;  ///< of the back-fill, or sent again
  };
  struct Request {
    std::uint64_t after = 0;
    std::size_t limit = 0;
  };

  explicit SampleLane(std::uint32_t ceiling = 0) : throttle_(ceiling) {}

  /// Begins at the journal's state: nothing is in memory or in flight.
  void attach(std::uint64_t last, std::uint64_t sent, journal::Spans ahead);
  void connected(Tick now);
  void disconnected();

  void committed(journal::SampleRecord&& record, Tick now);
  /// What the journal has to be asked for; once, until read_done().
  std::optional<Request> wanted_read();
  /// What the journal gave. Numbers that are missing were removed by retention and are done with.
  /// Nothing at all, though there should be: stalled, until retry().
  void read_done(std::vector<journal::SampleRecord>&& records);
  void retry() { stalled_ = false; }

  std::optional<Outgoing> next(Tick now);            ///< in flight from now on
  void sized(std::uint64_t seq, std::size_t bytes);  ///< how big what was sent came to be
  bool acknowledged(std::uint64_t seq, Tick now);    ///< true: there is more to keep
  bool skip(
      std::uint64_t seq);  ///< as acknowledged(): it was not sent, there is nothing in it to say
  /// When next() has to be asked again though nothing happened.
  std::optional<Tick> wake_at(Tick now) const;

  std::uint64_t sent() const { return sent_; }
  const journal::Spans& ahead() const { return ahead_; }
  std::uint64_t lag() const { return last_ - sent_ - ahead_.count(); }
  /// There is a back-fill, or something is sent again.
  bool is_behind() const {
    return !again_.empty() || !back_fill_.empty() || read_end_ + 1 < live_begin_;
  }
  std::size_t in_flight() const { return flights_.size(); }
  /// So many may be in flight: live ones beside the most of the back-fill.
  std::size_t window() const { return throttle_.most_in_flight() + kLiveRoom; }
  std::size_t held() const {
    return flights_.size() + again_.size() + live_.size() + back_fill_.size();
  }
  const Throttle& throttle() const { return throttle_; }

 private:
  /// A record and the numbers before it that retention removed: done with together, so that a thinned
  /// backlog takes no span for each of its gaps.
  struct Held {
    journal::SampleRecord record;
    std::uint64_t first = 0;  ///< record.seq: none is missing before it
  };
  struct Flight {
    Held held;
    Tick sent{};
    std::size_t bytes = 0;
    bool back_fill = false;
  };
  struct Live {
    journal::SampleRecord record;
    Tick since{};
  };

  Outgoing fly(Held&& held, bool back_fill, bool late, Tick now);
  Throttle::InFlight flying() const;
  bool is_held(std::uint64_t seq) const { return flights_.contains(seq) || again_.contains(seq); }
  bool take_read(journal::SampleRecord&& record);
  Held* find_held(std::uint64_t seq);
  void give_up_live();
  bool done_with(std::uint64_t first, std::uint64_t last);
  bool go_back_for(const journal::Spans::Span& forgotten);
  void pass_what_is_done();

  Throttle throttle_;
  std::map<std::uint64_t, Flight> flights_;
  std::map<std::uint64_t, Held> again_;  ///< were in flight when the line broke
  std::deque<Live> live_;                ///< contiguous, up to last_
  std::deque<Held> back_fill_;
  std::uint64_t sent_ = 0, last_ = 0;
  journal::Spans ahead_;
  std::uint64_t read_end_ = 0;    ///< the back-fill up to here is in memory or done with
  std::uint64_t live_begin_ = 1;  ///< never read from here on: live, or was
  std::uint64_t asked_after_ = 0;
  bool connected_ = false, reading_ = false, stalled_ = false;
  bool answer_is_old_ = false;  ///< had to go back since the journal was asked
};

}  // namespace hazgate::uplink
