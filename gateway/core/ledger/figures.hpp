#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "gateway/core/ledger/item.hpp"

namespace hazgate::ledger {

/// How the enterprise deals with its hidden dangers. A figure of zero is a figure: the zero report.
/// Source  domain.md 0, S8, S9
struct Figures {
  std::size_t found = 0;          ///< in the period; those below to `major` are of them
  std::size_t fixed_on_site = 0;  ///< and not opened again by a re-check
  std::size_t major = 0;
  std::size_t notices = 0;  ///< given in the period; the next four are of them and add up to them
  std::size_t in_time = 0;  ///< done by the deadline, and no extension was granted after it
  std::size_t late = 0;
  std::size_t missed = 0;           ///< overdue today
  std::size_t running = 0;          ///< the deadline is still to come
  std::size_t overdue = 0;          ///< of all items, today
  std::size_t extended = 0;         ///< extensions granted in the period
  std::size_t rechecks_passed = 0;  ///< in the period
  std::size_t rechecks_failed = 0;
  std::size_t closed = 0;                                 ///< in the period
  std::size_t open = 0;                                   ///< of all items, today
  std::size_t stop_work = 0;                              ///< of all items, today
  std::array<std::size_t, kListedTexts.size()> listed{};  ///< open items by ListedLevel

  friend bool operator==(const Figures&, const Figures&) = default;
};

/// In percent of the notices that are done or should be; nothing when there is none.
std::optional<double> in_time_rate(const Figures& figures);
/// In percent of all re-checks of the period; nothing when there was none.
std::optional<double> pass_rate(const Figures& figures);

/// Shape   the period is [since, today]
/// Thread  any (pure)
Figures figures_of(std::span<const Item* const> items, Day since, Day today);

}  // namespace hazgate::ledger
