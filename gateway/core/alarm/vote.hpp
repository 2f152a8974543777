#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "gateway/core/alarm/condition.hpp"

namespace hazgate::alarm {

/// How a member of bad quality counts.
enum class OnBad : std::uint8_t {
  Alarm,   ///< as if it were in alarm: 2oo3 becomes 1oo2
  Normal,  ///< as if it were not: 2oo3 becomes 2oo2
  Drop,    ///< left out, the need falls with it but never below one: 2oo3 becomes 1oo2, then 1oo1
};

struct VoteMember {
  bool active = false;    ///< its condition, as last honestly known
  bool bad = false;       ///< its reading is not usable now
  bool bypassed = false;  ///< out of service: whatever its condition is, it counts as bad
};

struct VoteResult {
  Verdict verdict = Verdict::Hold;
  std::size_t counted = 0;  ///< members that count as in alarm
  std::size_t bad = 0;   ///< members of bad quality or bypassed: more than none is a degraded vote
  std::size_t need = 0;  ///< after degradation
};

/// k of n. A member that is active and then turns bad still counts as active: bad data never
/// clears. With every member bad and nothing active a vote of Normal or Drop holds.
/// Source  domain.md 7.5
VoteResult vote(std::span<const VoteMember> members, std::size_t need, OnBad on_bad);

}  // namespace hazgate::alarm
