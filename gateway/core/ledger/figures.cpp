#include "gateway/core/ledger/figures.hpp"

#include <algorithm>

namespace hazgate::ledger {
namespace {

class Count {
 public:
  Count(Day since, Day today) : since_(since), today_(today) {}

  void take(const Item& item) {
    if (is_in(item.found)) {
      ++figures_.found;
      if (item.fixed_on_site) ++figures_.fixed_on_site;
      if (item.grade == Grade::Major) ++figures_.major;
    }
    if (item.noticed && is_in(*item.noticed)) take_notice(item);
    for (const Extension& extension : item.extensions) {
      if (is_in(extension.when)) ++figures_.extended;
    }
    for (const Recheck& recheck : item.rechecks) {
      if (is_in(recheck.when))
        ++(recheck.passed ? figures_.rechecks_passed : figures_.rechecks_failed);
    }
    if (is_overdue(item, today_)) ++figures_.overdue;
    if (item.state == State::Closed) {
      if (item.closed && is_in(*item.closed)) ++figures_.closed;
      return;
    }
    ++figures_.open;
    if (item.stop_work) ++figures_.stop_work;
    ++figures_.listed[static_cast<std::size_t>(item.listed)];
  }

  const Figures& figures() const { return figures_; }

 private:
  bool is_in(const Moment& when) const { return since_ <= when.day && when.day <= today_; }

  void take_notice(const Item& item) {
    ++figures_.notices;
    if (!item.done) {
      ++(is_overdue(item, today_) ? figures_.missed : figures_.running);
      return;
    }
    const bool late = (item.deadline && *item.deadline < item.done->day) ||
                      std::any_of(item.extensions.begin(), item.extensions.end(),
                                  [](const Extension& extension) { return extension.late; });
    ++(late ? figures_.late : figures_.in_time);
  }

  Day since_, today_;
  Figures figures_;
};

std::optional<double> percent(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::optional<double> in_time_rate(const Figures& figures) {
  return percent(figures.in_time, figures.in_time + figures.late + figures.missed);
}

std::optional<double> pass_rate(const Figures& figures) {
  return percent(figures.rechecks_passed, figures.rechecks_passed + figures.rechecks_failed);
}

Figures figures_of(std::span<const Item* const> items, Day since, Day today) {
  Count count(since, today);
  for (const Item* item : items) count.take(*item);
  return count.figures();
}

}  // namespace hazgate::ledger
