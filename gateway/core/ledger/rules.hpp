#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/ledger/act.hpp"
#include "gateway/core/ledger/item.hpp"

namespace hazgate::ledger {

inline constexpr std::size_t kLongestText = 2000;  ///< bytes
inline constexpr std::size_t kLongestName = 200;   ///< bytes
inline constexpr std::size_t kMostEntries = 300;   ///< of each list of an item

/// What is written when an item is opened.
struct Finding {
  Origin origin = Origin::Person;
  std::string description, source, area;
  Grade grade = Grade::General;
  bool fixed_on_site = false;
  std::string owner;
  std::optional<Day> deadline;
  std::string notice_no;  ///< empty: made from the id
  Measures measures;
  std::vector<std::string> alarms;
  std::string incident;
};

/// What somebody wants to do about an item; what the act does not take is empty.
struct Command {
  Act act = Act::Note;
  std::string by;
  std::string text;         ///< a reason, a note, what was seen or done
  std::string owner;        ///< Notice, Assign
  std::optional<Day> day;   ///< Notice: the deadline; Extend: the new one
  std::string notice_no;    ///< Notice, Refer
  Measures measures;        ///< Notice, Start, Done, Note: those that are not empty replace
  std::string approved_by;  ///< Extend
  std::string addressee;    ///< Refer
  ListedLevel listed = ListedLevel::None;  ///< List
  std::vector<std::string> alarms;         ///< Link
};

/// An item as it is found. A person must have fixed it on the spot or name an owner and a deadline; what a
/// machine finds may wait for them.
/// Errors  a text that says what is missing
/// Source  domain.md 0, S7
tl::expected<Item, std::string> found(const Finding& finding, std::string id, const std::string& by,
                                      Moment now);

/// Does it, or nothing at all.
///
///   notice      an owner, a deadline that is not past
///   start       of a major danger only with all five: measure, owner, funds, deadline, plan
///   pass, fail  by somebody else than who did the work and than the owner; to fail needs a text
///   pass        of a major danger only when the main responsible person has signed
///   extend      a later day, a reason, an approver who is not the owner
///   refer       an addressee and the number of the written notice
///   stop-work, allow-work, assign   a reason; the owner himself does not allow the work again
///
/// A closed item's order to stop work ends with it.
/// Errors  a text that says what is missing or what to do first
/// Thread  any (pure)
/// Source  domain.md 0, S3, S12, S22, S23, S31, S42
tl::expected<void, std::string> apply(Item& item, const Command& command, Moment now);

/// The same name, whatever the case (of A to Z) and the spaces in it and around it.
bool same_person(std::string_view one, std::string_view other);

}  // namespace hazgate::ledger
