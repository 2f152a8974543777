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
///   state      no read before                       a read               a ticket on record
///   OnRecord   the pause                            an event: Waiting    -
///   Waiting    the newest one's, or patience ends   ReadingOn            the newest: OnRecord
///   ReadingOn  the pause                            ReadingOn            the newest: OnRecord;
///                                                                        the journal in time: Waiting
///
/// - Patience is kRecordPatience, from the event on, or from the moment on in which the journal was in time.
/// - The journal is in time when the newest event that it owed at an earlier answer is on record within
///   kRecordPatience of that answer. It commits in one go what came meanwhile, so this is one commit: those
///   that piled up while it was stuck are late, and say nothing about the next.
/// - The pause is as long as the read itself took.
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
  std::optional<Tick> recorded(std::uint64_t ticket, Tick now);

  /// No read before, unless recorded() ends the waiting.
  Tick clear_at() const { return state_ == State::Waiting ? until_ : Tick{}; }
  /// When to read on behind the event that was just taken.
  Tick again_at() const;

  /// Whether it gives one and the same event.
  bool sticks() const { return same_ > kMostSame; }

  /// What there is to tell since the last time.
  QueueNews take_news();

 private:
  static constexpr int kMostSame = 3;
  enum class State : std::uint8_t {
    OnRecord,   ///< all of them are
    Waiting,    ///< for the newest one
    ReadingOn,  ///< it was waited for in vain
  };
  /// Whether the journal is in time again.
  struct Probe {
    std::uint64_t ticket = 0;  ///< the newest event at `since`
    Tick since{};
  };
  void wait(Tick from);

  QueueNews news_;
  State state_ = State::OnRecord;
  std::uint64_t ticket_ = 0;    ///< of the newest event
  bool more_ = false;           ///< the last read gave one, so there may be another
  Tick until_{};                ///< no read before, while Waiting
  Tick next_{};                 ///< after that
  std::optional<Probe> probe_;  ///< while ReadingOn, from the first answer on
  std::string last_;            ///< event, when no empty queue was read since
  int same_ = 0;                ///< reads in a row that gave it
};

}  // namespace hazgate::poll
