#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace hazgate::uplink {

/// One lane on its way out: a cursor into the journal (`sent`), the records behind it that are in
/// memory, and what became of each. Every record is sent at least once and, the first time, in order.
///
///   sent          held: acknowledged | in flight | waiting          not in memory      last
///   ──┴───────────────────────────────────────────────────┴─ read from the journal ─────┴──►
///
/// Shape   Record has a `seq` that grows within the lane
/// Thread  any, one at a time (pure)
template <class Record>
class LaneWindow {
 public:
  explicit LaneWindow(std::size_t most_held) : most_held_(most_held) {}

  /// Begins at the journal's state: nothing is in memory.
  void attach(std::uint64_t last, std::uint64_t sent) {
    held_.clear();
    next_ = 0;
    held_end_ = sent_ = sent;
    last_ = last;
    reading_ = stalled_ = false;
  }

  /// A record became durable. It is kept when it goes on where memory ends and there is room.
  void committed(Record&& record) {
    const std::uint64_t seq = record.seq;
    if (seq <= last_) return;
    const bool follows = held_end_ == last_ && seq == last_ + 1;
    last_ = seq;
    stalled_ = false;
    if (follows && held_.size() < most_held_) hold(std::move(record));
  }

  /// Whether the journal has to be asked for what comes after held_end().
  bool wants_read() const {
    return !reading_ && !stalled_ && held_end_ < last_ && waiting() < kReadAhead;
  }
  std::uint64_t held_end() const { return held_end_; }
  void read_begun() { reading_ = true; }

  /// What the journal gave. Seqs that are missing were removed by retention: the consumer sees the
  /// gap. Nothing at all, though there should be: stalled, until retry() or the next commit.
  void read_done(std::vector<Record>&& records) {
    reading_ = false;
    stalled_ = records.empty();
    for (Record& record : records) {
      if (record.seq > held_end_) hold(std::move(record));
    }
    if (held_end_ > last_) last_ = held_end_;
  }
  void retry() { stalled_ = false; }

  /// Something is to be sent, now or as soon as the journal has answered.
  bool is_behind() const { return waiting() > 0 || (held_end_ < last_ && !stalled_); }

  /// The next record to send, in flight from now on; null: none is in memory.
  const Record* next() {
    while (next_ < held_.size() && held_[next_].state == State::Acknowledged) ++next_;
    if (next_ == held_.size()) return nullptr;
    held_[next_].state = State::InFlight;
    return &held_[next_++].record;
  }

  /// The broker has it. True: the cursor moved.
  bool acknowledged(std::uint64_t seq) {
    for (std::size_t i = 0; i < next_; ++i) {
      if (held_[i].record.seq == seq) held_[i].state = State::Acknowledged;
    }
    const std::uint64_t before = sent_;
    while (!held_.empty() && held_.front().state == State::Acknowledged) {
      sent_ = held_.front().record.seq;
      held_.pop_front();
      if (next_ > 0) --next_;
    }
    return sent_ != before;
  }

  /// The connection broke: whatever is in flight is to be sent again, from the oldest.
  void disconnected() {
    for (Entry& entry : held_) {
      if (entry.state == State::InFlight) entry.state = State::Waiting;
    }
    next_ = 0;
  }

  std::uint64_t sent() const { return sent_; }
  std::uint64_t lag() const { return last_ - sent_; }
  std::size_t held() const { return held_.size(); }

 private:
  static constexpr std::size_t kReadAhead = 32;
  enum class State : std::uint8_t { Waiting, InFlight, Acknowledged };
  struct Entry {
    Record record;
    State state = State::Waiting;
  };

  std::size_t waiting() const { return held_.size() - next_; }
  void hold(Record&& record) {
    held_end_ = record.seq;
    held_.push_back({std::move(record), State::Waiting});
  }

  std::size_t most_held_;
  std::deque<Entry> held_;
  std::size_t next_ = 0;  ///< the first of held_ that may have to be sent
  std::uint64_t sent_ = 0, held_end_ = 0, last_ = 0;
  bool reading_ = false;
  bool stalled_ = false;
};

}  // namespace hazgate::uplink
