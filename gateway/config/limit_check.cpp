#include "gateway/config/limit_check.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

#include "gateway/core/limits/order.hpp"

namespace hazgate::config {
namespace {

using limits::Rung;

constexpr const char* kOrder = "write LL < L < H < HH <= trip < safety_valve <= mawp <= design";

/// One rung with what people call it.
struct Named {
  limits::Step step;
  std::string name;
  model::Mark mark;
};

std::optional<Rung> rung_of(const Limit& limit) {
  const std::string& name = limit.draft->text.name;
  if (!limit.upwards && name == "LL") return Rung::LowLow;
  if (!limit.upwards && name == "L") return Rung::Low;
  if (limit.upwards && name == "H") return Rung::High;
  if (limit.upwards && name == "HH") return Rung::HighHigh;
  return std::nullopt;
}

std::vector<Named> rungs_of(const std::vector<Limit>& limits, const PointText& text) {
  std::vector<Named> rungs;
  for (const Limit& limit : limits) {
    const auto rung = rung_of(limit);
    if (rung) rungs.push_back({{*rung, limit.value}, limit.draft->text.name, mark_of(limit)});
  }
  if (!text.vessel) return rungs;
  const VesselText& vessel = *text.vessel;
  const auto add = [&](const auto& value, Rung rung, const char* name) {
    if (value) rungs.push_back({{rung, value->value}, name, value->mark});
  };
  add(vessel.trip, Rung::Trip, "trip");
  add(vessel.safety_valve, Rung::SafetyValve, "safety_valve");
  add(vessel.mawp, Rung::Mawp, "mawp");
  add(vessel.design, Rung::Design, "design");
  return rungs;
}

/// Of two mistakes' places that one which the user is more likely to change: not in the model, and
/// written later.
bool is_nearer(const model::Place& a, const model::Place& b, const std::string& site_file) {
  if ((a.file == site_file) != (b.file == site_file)) return a.file == site_file;
  return a.line > b.line;
}

/// Where the deadband stands; where the limit does when there is none, or only the limit was changed
/// in the site file.
model::Mark deadband_mark(const Limit& limit, const std::string& site_file) {
  model::Mark of_limit = mark_of(limit);
  const auto found = limit.draft->text.written.find("deadband");
  if (found == limit.draft->text.written.end()) return of_limit;
  const bool only_limit = of_limit.place.file == site_file && found->second.place.file != site_file;
  return only_limit ? of_limit : found->second;
}

double return_of(const Limit& limit) {
  return limit.upwards ? limit.value - limit.deadband : limit.value + limit.deadband;
}

void check_half(const Limit& limit, const PointText& text, const site::PointSpec& point,
                model::Mistakes& mistakes) {
  if (!point.format.range || limit.deadband <= 0.0) return;
  const auto [low, high] = *point.format.range;
  const double back = return_of(limit);
  if (back < low || back > high) return;  // said already
  if (limit.deadband < (high - low) / 2) return;
  const model::Mark mark = deadband_mark(limit, text.by.place.file);
  mistakes.add(mark.place, mark.path,
               fmt::format("{} is half of the range [{}, {}] or more", limit.deadband, low, high),
               "write a smaller deadband; 1 to 5 % of the range are usual");
}

}  // namespace

std::string place_text(const model::Place& place, const model::Place& from) {
  if (place.file == from.file) return fmt::format("line {}", place.line);
  return fmt::format("{}:{}:{}", std::filesystem::path(place.file).filename().string(), place.line,
                     place.column);
}

model::Mark mark_of(const Limit& limit) {
  const model::AlarmText& text = limit.draft->text;
  const auto found = text.written.find("limit");
  return found == text.written.end() ? model::Mark{text.place, text.path + ".limit"}
                                     : found->second;
}

std::vector<Limit> limits_of(const std::vector<const AlarmDraft*>& drafts,
                             const site::PointSpec& point) {
  std::vector<Limit> limits;
  for (const AlarmDraft* draft : drafts) {
    const model::AlarmText& text = draft->text;
    const bool compares = text.kind == "high" || text.kind == "low";
    if (!compares || !text.limit || !has_number(point)) continue;
    const auto& range = point.format.range;
    if (range && (*text.limit < range->low || *text.limit > range->high)) continue;  // said already
    limits.push_back({.draft = draft,
                      .upwards = text.kind == "high",
                      .value = *text.limit,
                      .deadband = std::max(text.deadband.value_or(0.0), 0.0)});
  }
  return limits;
}

void check_order(const std::vector<Limit>& limits, const PointText& text,
                 const site::PointSpec& point, model::Mistakes& mistakes) {
  const std::vector<Named> rungs = rungs_of(limits, text);
  std::vector<limits::Step> steps;
  steps.reserve(rungs.size());
  for (const Named& rung : rungs) steps.push_back(rung.step);
  const auto said = [&](const Named& rung) {
    return fmt::format("{} {}{}{}", rung.name, rung.step.value, point.unit.empty() ? "" : " ",
                       point.unit);
  };
  for (const limits::Disorder& found : limits::disorders(steps)) {
    const Named& lower = rungs[found.lower];
    const Named& upper = rungs[found.upper];
    const bool at_lower = is_nearer(lower.mark.place, upper.mark.place, text.by.place.file);
    const Named& here = at_lower ? lower : upper;
    const Named& there = at_lower ? upper : lower;
    const char* relation = at_lower ? (found.may_be_equal ? "above" : "not below")
                                    : (found.may_be_equal ? "below" : "not above");
    mistakes.add(here.mark.place, here.mark.path,
                 fmt::format("{} is {} {} ({})", said(here), relation, said(there),
                             place_text(there.mark.place, here.mark.place)),
                 kOrder);
  }
}

void check_deadbands(const std::vector<Limit>& limits, const PointText& text,
                     const site::PointSpec& point, model::Mistakes& mistakes) {
  const Limit* high = nullptr;
  const Limit* low = nullptr;
  for (const Limit& limit : limits) {
    check_half(limit, text, point, mistakes);
    const Limit*& most = limit.upwards ? high : low;
    const bool further = most == nullptr || (limit.upwards ? return_of(limit) < return_of(*most)
                                                           : return_of(limit) > return_of(*most));
    if (further) most = &limit;
  }
  if (high == nullptr || low == nullptr ||
      !limits::is_bridged(low->value, low->deadband, high->value, high->deadband)) {
    return;
  }
  const bool crossed = low->value >= high->value;
  if (crossed && rung_of(*low) && rung_of(*high)) return;  // check_order says it
  const bool at_high = high->deadband >= low->deadband;
  const Limit& here = at_high ? *high : *low;
  const Limit& there = at_high ? *low : *high;
  const model::Mark mark = crossed ? mark_of(here) : deadband_mark(here, text.by.place.file);
  const auto returns = [&](const Limit& limit) {
    return fmt::format("{} returns at {}", limit.draft->text.name, return_of(limit));
  };
  mistakes.add(mark.place, mark.path,
               fmt::format("{} and {} ({}): no value is free of both", returns(here),
                           returns(there), place_text(mark_of(there).place, mark.place)),
               "write limits further apart, or smaller deadbands: high limit - deadband must be "
               "above low limit + deadband");
}

}  // namespace hazgate::config
