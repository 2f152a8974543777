#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "drivers/device/event_queue.hpp"
#include "drivers/poll/report.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

/// Takes the events out of a panel's queue, one after the other: says when the next one may be read, and
/// what is to be told of those before it.
///
/// - The next event is read when the last one is on record, or has waited for kRecordPatience in vain; after
///   the first time in vain there is no waiting, until the newest one is on record.
/// - Between two events there is a pause as long as the read itself took.
/// - A panel that gives one and the same event more than three times in a row does not take it out of its
///   queue: from then on it is a gap, for what is behind it does not come.
/// Thread  one owner (pure)
/// Source  docs/decisions/0008
class Draining {
 public:
  /// A read that was asked at `sent` gave this event, or an empty queue, at `at`. Whether there is an event
  /// that is to be recorded.
  bool take(std::optional<device::PanelEvent> event, Tick sent, Tick at);

  /// An event may have been lost.
  void missed() { news_.gap = true; }

  /// The event of this ticket is on record. When the next one may be read, if that is news.
  std::optional<Tick> recorded(std::uint64_t ticket);

  /// No read before, as long as nothing is on record.
  Tick clear_at() const { return waiting_ ? until_ : Tick{}; }
  /// When to read on behind the event that was just taken.
  std::optional<Tick> again_at() const;

  /// Whether it gives one and the same event.
  bool sticks() const { return same_ > kMostSame; }

  /// What there is to tell since the last time.
  QueueNews take_news();

 private:
  static constexpr int kMostSame = 3;

  QueueNews news_;
  std::uint64_t ticket_ = 0;  ///< of the newest event
  bool waiting_ = false;      ///< it is not on record yet
  Tick until_{};              ///< no read before, while it is not
  Tick next_{};               ///< after that
  bool no_record_ = false;    ///< the last one was waited for in vain
  std::string last_;          ///< event, when no empty queue was read since
  int same_ = 0;              ///< reads in a row that gave it
};

}  // namespace hazgate::poll
