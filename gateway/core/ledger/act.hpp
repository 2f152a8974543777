#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "gateway/core/ledger/item.hpp"

namespace hazgate::ledger {

/// What can be done about an item. The texts are those of the record.
enum class Act : std::uint8_t {
  Open,
  Fix,
  Notice,
  Start,
  Done,
  Pass,
  Fail,
  Extend,
  Assign,
  Note,
  Refer,
  StopWork,
  AllowWork,
  List,
  Sign,
  Link,
  Remind,  ///< of the ledger itself
};
inline constexpr std::array<std::string_view, 17> kActTexts = {
    "opened",         "fixed-on-site", "noticed",  "started", "done",     "recheck-passed",
    "recheck-failed", "extended",      "assigned", "note",    "referred", "stop-work",
    "work-allowed",   "listed",        "signed",   "linked",  "reminder"};

constexpr std::string_view to_text(Act act) {
  return kActTexts[static_cast<std::size_t>(act)];
}

///  from              | fix           | notice  | start   | done    | pass    | fail    | extend, assign | others
///  ------------------+---------------+---------+---------+---------+---------+---------+----------------+-------
///  open              | fixed-on-site | noticed | refused | refused | refused | refused | refused        | -
///  fixed-on-site     | refused       | refused | refused | refused | closed  | open    | refused        | -
///  noticed           | refused       | refused | in-work | refused | refused | refused | -              | -
///  in-work           | refused       | refused | refused | done-…  | refused | refused | -              | -
///  done-wait-recheck | refused       | refused | refused | refused | closed  | in-work | refused        | -
///  closed            | refused       | refused | refused | refused | refused | refused | refused        | refused
///
/// others: note, refer, stop-work, allow-work, list, sign, link. "-": stays. Open and Remind are no acts of
/// a person on an item and are refused everywhere.
/// Errors  a text that says what to do first
/// Thread  any (pure)
/// Source  domain.md 0, "Ledger item"; S42: closed only after a re-check
tl::expected<State, std::string> step(State from, Act act);

}  // namespace hazgate::ledger
