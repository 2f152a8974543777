#include "gateway/core/office/deadlines.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace hazgate::office {
namespace {

constexpr int kEarly = 30;
constexpr int kLate = 7;

/// When it is due by what one side says; nothing when it says nothing.
std::optional<Date> due_by(const std::optional<Date>& last, const std::optional<Date>& until,
                           const std::optional<Span>& every) {
  if (until) return until;
  if (last && every) return plus(*last, *every);
  return std::nullopt;
}

std::string duties_of(const EquipmentSpec& equipment) {
  std::string text;
  for (const DutySpec& duty : equipment.duties) {
    text += (text.empty() ? "" : ", ") + std::string(to_text(duty.duty));
  }
  return text;
}

}  // namespace

Stage stage_of(const Deadline& deadline, Date today) {
  const int days = days_between(today, deadline.due);
  if (days < 0) return Stage::Overdue;
  if (days <= kLate) return Stage::In7Days;
  return days <= kEarly ? Stage::In30Days : Stage::None;
}

void Deadlines::set(std::vector<EquipmentSpec> equipment, std::vector<DrillSpec> plans) {
  equipment_ = std::move(equipment);
  plans_ = std::move(plans);
}

void Deadlines::add(std::vector<Deadline>& list, const EquipmentSpec& equipment) const {
  for (const DutySpec& duty : equipment.duties) {
    const std::string id = equipment.id + '/' + std::string(to_text(duty.duty));
    const auto found = done.find(id);
    const auto by_file = due_by(duty.last, duty.until, duty.every);
    const auto by_record = found == done.end()
                               ? std::nullopt
                               : due_by(found->second.on, found->second.until, duty.every);
    if (!by_file && !by_record) continue;
    const bool record_holds = by_record && (!by_file || *by_record >= *by_file);
    Deadline deadline{.key = "equipment/" + id,
                      .id = equipment.id,
                      .name = equipment.name,
                      .duty = std::string(to_text(duty.duty)),
                      .device = equipment.device,
                      .certificate = equipment.certificate,
                      .holder = equipment.holder,
                      .last = record_holds ? found->second.on : duty.last,
                      .every = duty.every ? to_text(*duty.every) : std::string(),
                      .due = record_holds ? *by_record : *by_file};
    if (record_holds) deadline.by = found->second.by;
    if (record_holds && !found->second.certificate.empty()) {
      deadline.certificate = found->second.certificate;
    }
    list.push_back(std::move(deadline));
  }
}

std::vector<Deadline> Deadlines::list() const {
  std::vector<Deadline> list;
  for (const EquipmentSpec& equipment : equipment_) add(list, equipment);
  for (const DrillSpec& plan : plans_) {
    const auto found = drills.find(plan.plan);
    const DrillRecord record = found == drills.end() ? DrillRecord{} : found->second;
    // std::optional compares nothing as the earliest.
    const std::optional<Date> last = std::max(plan.last, record.last);
    const std::optional<Date> from = last ? last : record.known_since;
    if (!from) continue;
    list.push_back({.key = "drill/" + plan.plan,
                    .is_drill = true,
                    .id = plan.plan,
                    .name = plan.name,
                    .duty = "drill",
                    .last = last,
                    .every = to_text(plan.every),
                    .due = plus(*from, plan.every)});
  }
  std::stable_sort(list.begin(), list.end(), [](const Deadline& a, const Deadline& b) {
    return std::tie(a.due, a.key) < std::tie(b.due, b.key);
  });
  return list;
}

std::vector<Deadline> Deadlines::of(std::string_view id) const {
  std::vector<Deadline> list;
  if (const EquipmentSpec* equipment = find(id)) add(list, *equipment);
  return list;
}

const EquipmentSpec* Deadlines::find(std::string_view id) const {
  const auto found = std::find_if(equipment_.begin(), equipment_.end(),
                                  [&](const EquipmentSpec& one) { return one.id == id; });
  return found == equipment_.end() ? nullptr : &*found;
}

std::vector<Announcement> Deadlines::announce(Date today) {
  std::vector<Announcement> news;
  for (Deadline& deadline : list()) {
    const Stage stage = stage_of(deadline, today);
    if (stage == Stage::None) continue;
    Announced& before = announced[deadline.key];
    // A day's grace: the zone of the site may have been put right.
    const bool counts = before.stage != Stage::None && before.due == deadline.due &&
                        days_between(today, before.day) <= 1;
    const bool said =
        counts && (stage == Stage::Overdue ? before.stage == stage && before.day >= today
                                           : before.stage >= stage);
    if (said) continue;
    before = {deadline.due, stage, today};
    const int days = days_between(today, deadline.due);
    news.push_back({std::move(deadline), stage, days});
  }
  return news;
}

std::vector<std::string> Deadlines::meet(Date today) {
  std::vector<std::string> met;
  for (const DrillSpec& plan : plans_) {
    DrillRecord& record = drills[plan.plan];
    // A clock that was wrong may have met it on a day that is still to come.
    const bool later = record.known_since && days_between(today, *record.known_since) > 1;
    if (record.known_since && !later) continue;
    record.known_since = today;
    met.push_back(plan.plan);
  }
  return met;
}

tl::expected<std::string, std::string> Deadlines::note_done(std::string_view id,
                                                            std::string_view duty, Done what,
                                                            Date today) {
  const EquipmentSpec* equipment = find(id);
  if (equipment == nullptr) {
    return tl::unexpected("no equipment '" + std::string(id) + "'; see `hazctl equipment list`");
  }
  if (duty.empty() && equipment->duties.size() > 1) {
    return tl::unexpected(std::string(id) + " has several duties; say --duty with one of " +
                          duties_of(*equipment));
  }
  const auto found =
      std::find_if(equipment->duties.begin(), equipment->duties.end(),
                   [&](const DutySpec& one) { return duty.empty() || to_text(one.duty) == duty; });
  if (found == equipment->duties.end()) {
    return tl::unexpected(std::string(id) + " has no " + std::string(duty) + "; it has " +
                          duties_of(*equipment));
  }
  if (what.on > today) {
    return tl::unexpected(to_text(what.on) + " has not come yet; today is " + to_text(today));
  }
  if (!found->every && !what.until) {
    return tl::unexpected("nothing says how long the " + std::string(to_text(found->duty)) +
                          " is good; say --until DATE");
  }
  if (what.until && *what.until < what.on) {
    return tl::unexpected("--until " + to_text(*what.until) + " is before --on " +
                          to_text(what.on));
  }
  for (const Deadline& now : of(id)) {
    if (now.duty != to_text(found->duty) || !now.last || *now.last <= what.on) continue;
    return tl::unexpected("the " + now.duty + " of " + std::string(id) + " was done on " +
                          to_text(*now.last) + " already, which is later");
  }
  std::string key = equipment->id + '/' + std::string(to_text(found->duty));
  done[key] = std::move(what);
  return key;
}

void Deadlines::note_drill(const std::string& plan, Date on) {
  DrillRecord& record = drills[plan];
  record.last = std::max(record.last, std::optional(on));
}

}  // namespace hazgate::office
