#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/ledger/day.hpp"

/// One item of the ledger of hidden dangers (事故隐患台账): all that is kept of it.
/// Source  domain.md 0: S3, S7, S9, S12, S22, S23, S31, S42
namespace hazgate::ledger {

enum class State : std::uint8_t {
  Open,             ///< known, but nobody has been told to remove it
  FixedOnSite,      ///< put right on the spot; waits for the re-check
  Noticed,          ///< an owner and a deadline are on a notice
  InWork,           ///< the owner has begun
  DoneWaitRecheck,  ///< the owner says that it is removed
  Closed,           ///< another person has looked: it is gone
};
inline constexpr std::array<std::string_view, 6> kStateTexts = {
    "open", "fixed-on-site", "noticed", "in-work", "done-wait-recheck", "closed"};

enum class Grade : std::uint8_t { General, Major };  ///< 一般 / 重大
inline constexpr std::array<std::string_view, 2> kGradeTexts = {"general", "major"};

/// Under whose listed supervision it is (挂牌督办).
enum class ListedLevel : std::uint8_t { None, County, Prefecture, Province };
inline constexpr std::array<std::string_view, 4> kListedTexts = {"none", "county", "prefecture",
                                                                 "province"};

enum class Origin : std::uint8_t { Person, Incident, Repeats };
inline constexpr std::array<std::string_view, 3> kOriginTexts = {"person", "incident", "repeats"};

enum class ReminderKind : std::uint8_t {
  Unassigned,  ///< open, and nobody owns it
  DueSoon,
  Overdue,
  Recheck,  ///< done, and nobody has looked
};
inline constexpr std::array<std::string_view, 4> kReminderTexts = {"unassigned", "due-soon",
                                                                   "overdue", "recheck"};

// clang-format off
constexpr std::string_view to_text(State state) { return kStateTexts[static_cast<std::size_t>(state)]; }
constexpr std::string_view to_text(Grade grade) { return kGradeTexts[static_cast<std::size_t>(grade)]; }
constexpr std::string_view to_text(ListedLevel level) { return kListedTexts[static_cast<std::size_t>(level)]; }
constexpr std::string_view to_text(Origin origin) { return kOriginTexts[static_cast<std::size_t>(origin)]; }
constexpr std::string_view to_text(ReminderKind kind) { return kReminderTexts[static_cast<std::size_t>(kind)]; }
// clang-format on

/// What somebody said or decided, and when.
struct Remark {
  Moment when;
  std::string by;
  std::string text;

  friend bool operator==(const Remark&, const Remark&) = default;
};

struct Extension {
  Moment when;
  Day from{}, to{};
  std::string by, approved_by, reason;
  bool late = false;  ///< granted when the deadline had passed already

  friend bool operator==(const Extension&, const Extension&) = default;
};

struct Recheck {
  Moment when;
  std::string by;
  bool passed = false;
  std::string text;

  friend bool operator==(const Recheck&, const Recheck&) = default;
};

/// To an authority, for what the enterprise has no power to settle.
struct Referral {
  Moment when;
  std::string by, addressee, notice_no, text;

  friend bool operator==(const Referral&, const Referral&) = default;
};

/// What of 五落实 is neither the owner nor the deadline.
struct Measures {
  std::string measure, funds, plan;

  friend bool operator==(const Measures&, const Measures&) = default;
};

/// The last reminder, so that a restart does not repeat it.
struct Reminded {
  ReminderKind kind = ReminderKind::Unassigned;
  int stage = 0;  ///< DueSoon: of Terms::remind
  Day on{};

  friend bool operator==(const Reminded&, const Reminded&) = default;
};

struct Item {
  std::string id;  ///< "h-2026-0001"
  Origin origin = Origin::Person;
  State state = State::Open;
  std::string source, area;  ///< of the danger; may be empty
  Moment found;
  std::string found_by;
  std::string description;
  Grade grade = Grade::General;
  Measures measures;
  std::string owner;  ///< the responsible person
  std::optional<Day> deadline;
  std::string notice_no;
  std::optional<Moment> noticed, started, done, closed;
  std::string done_by;  ///< also who put it right on the spot
  bool fixed_on_site = false;
  std::optional<Remark> stop_work;  ///< work stands still by this order
  ListedLevel listed = ListedLevel::None;
  std::vector<Remark> notes;
  std::vector<Extension> extensions;
  std::vector<Recheck> rechecks;
  std::vector<Referral> referrals;
  std::optional<Remark> signature;  ///< of the main responsible person
  std::vector<std::string> alarms;  ///< ids
  std::string incident;             ///< id
  std::optional<Reminded> reminded;

  friend bool operator==(const Item&, const Item&) = default;
};

/// The deadline has passed and the owner has not said that it is removed. A flag, not a state.
constexpr bool is_overdue(const Item& item, Day today) {
  const bool owed = item.state == State::Noticed || item.state == State::InWork;
  return owed && item.deadline && *item.deadline < today;
}

/// What of the five (措施、责任、资金、时限、预案) is not there: "measure" "owner" "funds" "deadline" "plan".
std::vector<std::string_view> missing_of(const Item& item);

}  // namespace hazgate::ledger
