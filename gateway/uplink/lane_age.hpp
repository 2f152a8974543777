#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::uplink {

/// Knows when the oldest record of a lane was made that the broker has not acknowledged, however many
/// wait: it keeps a stamp of one record in so many, at most kMost. The answer is the stamp of that
/// record or of one before it: never too young, too old by a 512th of the backlog at most.
/// Thread  any, one at a time (pure)
class LaneAge {
 public:
  static constexpr std::size_t kMost = 1024;

  /// Of what the journal holds beyond `sent` nothing is known yet; see found().
  void attach(std::uint64_t last, std::uint64_t sent);
  /// A record became durable; numbers grow.
  void committed(std::uint64_t seq, WallTime t);
  /// Everything up to here is acknowledged.
  void sent(std::uint64_t seq);
  /// The journal's first record beyond sent(), when asked_after() wanted to know.
  void found(std::uint64_t after, WallTime t);
  /// The journal has said nothing: it may be asked again.
  void not_found() { asked_ = false; }

  /// The number beyond which the journal has to be asked, once; none: nothing is unknown.
  std::optional<std::uint64_t> asked_after();
  /// None: nothing waits, or it is not known yet.
  std::optional<WallTime> oldest() const;

 private:
  struct Mark {
    std::uint64_t seq = 0;
    WallTime t{};
  };
  /// Records: so near to the oldest a stamp is good enough, however few wait.
  static constexpr std::uint64_t kNear = 64;

  bool is_known() const;
  void trim();
  void thin();

  std::deque<Mark> marks_;  ///< the first of them at or before sent_ + 1, once it is known
  std::uint64_t sent_ = 0, last_ = 0;
  std::uint64_t step_ = 1;  ///< one record in so many has a mark
  bool asked_ = false;
};

}  // namespace hazgate::uplink
