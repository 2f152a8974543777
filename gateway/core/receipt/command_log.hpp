#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::receipt {

/// A command that was carried out, or refused by the site: what was answered.
struct Answered {
  std::string id;
  std::uint64_t print = 0;  ///< of what it asked for, see print_of()
  WallTime at{};
  bool ok = true;
  std::string error;
  bool harmless = false;  ///< to be carried out again

  friend bool operator==(const Answered&, const Answered&) = default;
};

/// The same for the same words, in every process (FNV-1a).
std::uint64_t print_of(std::string_view words);

/// Commands that were answered, so that the same id is not carried out twice within kKept. At most kMost: of
/// too many the oldest harmless one goes first, then the oldest. What it holds must be kept by whoever owns it.
/// Thread  any, one at a time (pure)
class CommandLog {
 public:
  static constexpr auto kKept = std::chrono::hours{24};
  static constexpr std::size_t kMost = 1000;

  /// Null: it is a new one.
  const Answered* find(std::string_view id) const;
  std::size_t count() const { return by_id_.size(); }

  /// Shape   there is none of this id
  /// Result  ids that are forgotten for it
  std::vector<std::string> remember(Answered answered, Now now);
  /// From the record, in any order.
  /// Result  as of remember()
  std::vector<std::string> restore(std::vector<Answered> all, Now now);

 private:
  using Line = std::list<Answered>;
  std::string forget(Line::iterator one);

  Line line_;  ///< in the order in which they were answered
  std::map<std::string, Line::iterator, std::less<>> by_id_;
};

}  // namespace hazgate::receipt
