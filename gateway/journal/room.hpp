#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "gateway/journal/journal.hpp"
#include "gateway/journal/space.hpp"
#include "gateway/journal/store.hpp"

namespace hazgate::journal {

/// Sees that the disk keeps some room, and that events have the last of it.
///
///   free            what is done
///   >= reserve      nothing
///   <  reserve      samples older than an hour are thinned to one a minute and device, then dropped,
///                   then the oldest minutes
///   none at all     the ballast is given up; new samples are refused until it is held again
///
/// Thread  the writer's; is_for_events_only() from any
class Room {
 public:
  using Warned = std::function<void(Warning, const std::string& text)>;

  Room(const Options& options, Warned warned);

  /// Between commits, in a transaction of the caller's; true: it has more to do soon.
  bool look_after(Store& store, WallTime newest);
  /// A commit found no room. True: there is some now.
  bool give_up();
  bool is_for_events_only() const { return is_for_events_only_; }

 private:
  enum class State : std::uint8_t { Enough, Short, Full };
  std::uint64_t free_now() const;
  void enter(State state, std::uint64_t free);

  const Options options_;
  const Warned warned_;
  Ballast ballast_;
  State state_ = State::Enough;
  std::atomic<bool> is_for_events_only_ = false;
};

}  // namespace hazgate::journal
