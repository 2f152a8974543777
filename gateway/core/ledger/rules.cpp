#include "gateway/core/ledger/rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hazgate::ledger {
namespace {

using Result = tl::expected<void, std::string>;

constexpr std::chrono::days kFarthest{3660};

Result refused(std::string text) {
  return tl::unexpected(std::move(text));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool is_blank(std::string_view text) {
  return trimmed(text).empty();
}

Result check_lengths(std::initializer_list<std::string_view> texts,
                     std::initializer_list<std::string_view> names) {
  const auto over = [](std::size_t most) {
    return [most](std::string_view text) { return text.size() > most; };
  };
  if (std::any_of(texts.begin(), texts.end(), over(kLongestText))) {
    return refused("a text is longer than 2000 bytes; write less");
  }
  if (std::any_of(names.begin(), names.end(), over(kLongestName))) {
    return refused("a name or number is longer than 200 bytes; write less");
  }
  return {};
}

Result check_deadline(const std::optional<Day>& day, Day today) {
  if (!day) return refused("write the deadline, such as 2026-05-20 or 10d");
  if (*day < today) return refused("the deadline " + day_text(*day) + " is past");
  if (*day > today + kFarthest) return refused("the deadline is more than ten years away");
  return {};
}

void fill(Measures& measures, const Measures& given) {
  for (const auto& [to, from] :
       {std::pair{&measures.measure, &given.measure}, std::pair{&measures.funds, &given.funds},
        std::pair{&measures.plan, &given.plan}}) {
    if (!is_blank(*from)) *to = trimmed(*from);
  }
}

void link(std::vector<std::string>& alarms, const std::vector<std::string>& more) {
  for (const std::string& alarm : more) {
    if (std::find(alarms.begin(), alarms.end(), alarm) == alarms.end()) alarms.push_back(alarm);
  }
}

Result give_notice(Item& item, const std::string& owner, const std::optional<Day>& deadline,
                   const std::string& notice_no, Moment now) {
  if (is_blank(owner)) return refused("name the owner, the person who removes the danger");
  if (auto fits = check_deadline(deadline, now.day); !fits) return fits;
  item.owner = trimmed(owner);
  item.deadline = deadline;
  item.notice_no = is_blank(notice_no) ? "n" + item.id.substr(1) : std::string(trimmed(notice_no));
  item.noticed = now;
  item.reminded.reset();
  return {};
}

void fixed(Item& item, const std::string& by, Moment now) {
  item.fixed_on_site = true;
  item.done = now;
  item.done_by = by;
}

/// Where the text of the act stands nowhere else in the item, it becomes a note.
bool is_noted(Act act) {
  return act == Act::Fix || act == Act::Notice || act == Act::Start || act == Act::Done ||
         act == Act::StopWork || act == Act::AllowWork || act == Act::List || act == Act::Link;
}

/// One act with its own rules; the state follows afterwards.
class Doing {
 public:
  Doing(Item& item, const Command& command, Moment now) : item_(item), c_(command), now_(now) {}

  Result run() {
    switch (c_.act) {
      case Act::Fix:
        fixed(item_, c_.by, now_);
        return {};
      case Act::Notice:
        fill(item_.measures, c_.measures);
        return give_notice(item_, c_.owner, c_.day, c_.notice_no, now_);
      case Act::Start:
        return start();
      case Act::Done:
        fill(item_.measures, c_.measures);
        item_.done = now_;
        item_.done_by = c_.by;
        return {};
      case Act::Pass:
        return recheck(true);
      case Act::Fail:
        return recheck(false);
      case Act::Extend:
        return extend();
      case Act::Assign:
        return assign();
      case Act::Note:
        return note();
      case Act::Refer:
        return refer();
      case Act::StopWork:
        return stop_work();
      case Act::AllowWork:
        return allow_work();
      case Act::List:
        item_.listed = c_.listed;
        return {};
      case Act::Sign:
        item_.signature = Remark{now_, c_.by, c_.text};
        return {};
      case Act::Link:
        if (c_.alarms.empty()) return refused("name the alarms");
        link(item_.alarms, c_.alarms);
        return {};
      case Act::Open:
      case Act::Remind:
        break;
    }
    return refused("nobody does this to an item");
  }

 private:
  Result start() {
    fill(item_.measures, c_.measures);
    if (item_.grade == Grade::Major) {
      std::string missing;
      for (const std::string_view each : missing_of(item_)) {
        missing += (missing.empty() ? "" : ", ") + std::string(each);
      }
      if (!missing.empty()) {
        return refused("it is a major danger and its " + missing +
                       " is not written; write that first");
      }
    }
    item_.started = now_;
    return {};
  }

  Result recheck(bool passed) {
    if (same_person(c_.by, item_.done_by) || same_person(c_.by, item_.owner)) {
      return refused("the re-check is for another person than who did the work or owns it (" +
                     std::string(trimmed(c_.by)) + ")");
    }
    if (!passed && is_blank(c_.text)) return refused("say what is not right, with --text");
    if (passed && item_.grade == Grade::Major && !item_.signature) {
      return refused("it is a major danger; the main responsible person signs it first");
    }
    item_.rechecks.push_back({now_, c_.by, passed, c_.text});
    item_.reminded.reset();
    if (passed) {
      item_.closed = now_;
      item_.stop_work.reset();
    } else {
      item_.done.reset();
      item_.fixed_on_site = false;
    }
    return {};
  }

  Result extend() {
    if (is_blank(c_.text)) return refused("an extension needs a reason");
    if (is_blank(c_.approved_by)) return refused("an extension needs who has approved it");
    if (same_person(c_.approved_by, item_.owner)) {
      return refused("the owner does not approve his own extension; name another approver");
    }
    if (auto fits = check_deadline(c_.day, now_.day); !fits) return fits;
    const Day before = item_.deadline.value_or(now_.day);
    if (*c_.day <= before) {
      return refused(day_text(*c_.day) + " is not later than the deadline " + day_text(before));
    }
    item_.extensions.push_back({.when = now_,
                                .from = before,
                                .to = *c_.day,
                                .by = c_.by,
                                .approved_by = std::string(trimmed(c_.approved_by)),
                                .reason = c_.text,
                                .late = before < now_.day});
    item_.deadline = c_.day;
    item_.reminded.reset();
    return {};
  }

  Result assign() {
    if (is_blank(c_.owner)) return refused("name the new owner");
    if (is_blank(c_.text)) return refused("say why another person owns it now");
    if (same_person(c_.owner, item_.owner)) return refused(item_.owner + " owns it already");
    item_.notes.push_back(
        {now_, c_.by, item_.owner + " -> " + std::string(trimmed(c_.owner)) + ": " + c_.text});
    item_.owner = trimmed(c_.owner);
    return {};
  }

  Result note() {
    const bool fields = c_.measures != Measures{};
    if (is_blank(c_.text) && !fields) return refused("write the note");
    fill(item_.measures, c_.measures);
    if (!is_blank(c_.text)) item_.notes.push_back({now_, c_.by, c_.text});
    return {};
  }

  Result refer() {
    if (is_blank(c_.addressee) || is_blank(c_.notice_no)) {
      return refused("a referral needs to whom, and the number of the written notice");
    }
    item_.referrals.push_back({now_, c_.by, std::string(trimmed(c_.addressee)),
                               std::string(trimmed(c_.notice_no)), c_.text});
    return {};
  }

  Result stop_work() {
    if (is_blank(c_.text)) return refused("say why work has to stop");
    if (item_.stop_work) return refused("work has been stopped already");
    item_.stop_work = Remark{now_, c_.by, c_.text};
    return {};
  }

  Result allow_work() {
    if (!item_.stop_work) return refused("work has not been stopped");
    if (is_blank(c_.text)) return refused("say why work may go on");
    if (same_person(c_.by, item_.owner)) {
      return refused("the owner does not allow the work again; somebody else does");
    }
    item_.stop_work.reset();
    return {};
  }

  Item& item_;
  const Command& c_;
  const Moment now_;
};

Result check_counts(const Item& item) {
  const bool full = item.notes.size() > kMostEntries || item.extensions.size() > kMostEntries ||
                    item.rechecks.size() > kMostEntries || item.referrals.size() > kMostEntries ||
                    item.alarms.size() > kMostEntries;
  return full ? refused("it has 300 entries of this kind already; open another item") : Result{};
}

bool is_long(const std::vector<std::string>& alarms) {
  return std::any_of(alarms.begin(), alarms.end(),
                     [](const std::string& alarm) { return alarm.size() > kLongestName; });
}

}  // namespace

namespace {

/// Without blanks of any kind, in small letters; what is not ASCII stays.
std::string folded(std::string_view name) {
  constexpr std::array<std::string_view, 3> kBlanks = {"\u3000", "\u00a0", "\u2009"};
  std::string text;
  while (!name.empty()) {
    const auto blank = std::find_if(kBlanks.begin(), kBlanks.end(),
                                    [&](std::string_view one) { return name.starts_with(one); });
    if (blank != kBlanks.end()) {
      name.remove_prefix(blank->size());
      continue;
    }
    const char c = name.front();
    name.remove_prefix(1);
    if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return text;
}

}  // namespace

bool same_person(std::string_view one, std::string_view other) {
  const std::string name = folded(one);
  return !name.empty() && name == folded(other);
}

std::vector<std::string_view> missing_of(const Item& item) {
  std::vector<std::string_view> missing;
  if (is_blank(item.measures.measure)) missing.emplace_back("measure");
  if (is_blank(item.owner)) missing.emplace_back("owner");
  if (is_blank(item.measures.funds)) missing.emplace_back("funds");
  if (!item.deadline) missing.emplace_back("deadline");
  if (is_blank(item.measures.plan)) missing.emplace_back("plan");
  return missing;
}

tl::expected<Item, std::string> found(const Finding& finding, std::string id, const std::string& by,
                                      Moment now) {
  if (is_blank(by)) return tl::unexpected(std::string("say who has found it"));
  if (is_blank(finding.description)) return tl::unexpected(std::string("say what the danger is"));
  auto fits = check_lengths({finding.description, finding.measures.measure, finding.measures.plan},
                            {finding.owner, finding.source, finding.area, finding.measures.funds,
                             finding.notice_no, by, finding.incident});
  if (!fits) return tl::unexpected(fits.error());
  if (is_long(finding.alarms)) return tl::unexpected(std::string("an alarm id is too long"));
  Item item{.id = std::move(id),
            .origin = finding.origin,
            .found = now,
            .found_by = std::string(trimmed(by))};
  item.description = trimmed(finding.description);
  item.source = trimmed(finding.source);
  item.area = trimmed(finding.area);
  item.grade = finding.grade;
  fill(item.measures, finding.measures);
  link(item.alarms, finding.alarms);
  item.incident = finding.incident;
  const bool owned = !is_blank(finding.owner) || finding.deadline;
  if (finding.fixed_on_site && owned) {
    return tl::unexpected(
        std::string("what is fixed on site needs no owner and no deadline; say one of the two"));
  }
  if (finding.fixed_on_site) {
    fixed(item, item.found_by, now);
    item.state = State::FixedOnSite;
  } else if (owned) {
    auto noticed = give_notice(item, finding.owner, finding.deadline, finding.notice_no, now);
    if (!noticed) return tl::unexpected(noticed.error());
    item.state = State::Noticed;
  } else if (finding.origin == Origin::Person) {
    return tl::unexpected(
        std::string("what is not fixed on site needs an owner and a deadline on the spot"));
  }
  if (auto room = check_counts(item); !room) return tl::unexpected(room.error());
  return item;
}

tl::expected<void, std::string> apply(Item& item, const Command& command, Moment now) {
  auto fits = check_lengths({command.text, command.measures.measure, command.measures.plan},
                            {command.by, command.owner, command.notice_no, command.measures.funds,
                             command.approved_by, command.addressee});
  if (!fits) return fits;
  if (is_blank(command.by)) return refused("say who does it");
  if (is_long(command.alarms)) return refused("an alarm id is too long");
  const auto next = step(item.state, command.act);
  if (!next) return refused(next.error());
  Item changed = item;
  Command who = command;
  who.by = trimmed(command.by);
  if (auto done = Doing(changed, who, now).run(); !done) return done;
  if (is_noted(who.act) && !is_blank(who.text)) changed.notes.push_back({now, who.by, who.text});
  if (auto room = check_counts(changed); !room) return room;
  changed.state = *next;
  item = std::move(changed);
  return {};
}

}  // namespace hazgate::ledger
