#include "tests/bench/alarm_site.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string_view>

namespace hazgate::bench {
namespace {

using alarm::ConditionKind;
using site::AlarmSpec;
using site::SiteSpec;

constexpr std::size_t kHighHigh = 3;  ///< place of HH among the four

AlarmIndex high_high_of(std::size_t point) {
  return index_of<AlarmIndex>(4 * point + kHighHigh);
}

void add_limit(SiteSpec& spec, std::size_t point, std::string_view name, ConditionKind kind,
               double limit) {
  const bool outer = name.size() == 2;
  AlarmSpec alarm{.id = spec.points[point].id + "." + std::string(name),
                  .name = std::string(name),
                  .priority = outer ? Priority::Critical : Priority::Medium,
                  .grave = outer,
                  .message = "Reading of " + spec.points[point].id + " beyond its limit",
                  .action = "Look at the place from upwind, then close the valve at the dike",
                  .basis = "GB/T 50493-2019, 5.5.2",
                  .point = index_of<PointIndex>(point)};
  alarm.condition.kind = kind;
  alarm.condition.limit = limit;
  alarm.condition.deadband = limit / 50.0;
  alarm.condition.over_range_raises = name == "HH";
  if (!outer && is_delayed(point)) alarm.condition.on_delay = std::chrono::seconds{3};
  alarm.rules.latch = name == "HH" && point % 5 == 1;
  alarm.rules.longest_shelf = std::chrono::hours{8};
  spec.alarms.push_back(std::move(alarm));
}

void add_limits(SiteSpec& spec, std::size_t point) {
  const Limits limits = limits_of(point);
  add_limit(spec, point, "LL", ConditionKind::Low, limits.low_low);
  add_limit(spec, point, "L", ConditionKind::Low, limits.low);
  add_limit(spec, point, "H", ConditionKind::High, limits.high);
  add_limit(spec, point, "HH", ConditionKind::High, limits.high_high);
}

/// On every fortieth point each.
void add_rate_and_stuck(SiteSpec& spec) {
  for (std::size_t point = 0; point < kPoints; point += 40) {
    AlarmSpec rate{.id = spec.points[point].id + ".rate",
                   .name = "rate",
                   .point = index_of<PointIndex>(point)};
    rate.condition.kind = ConditionKind::Rate;
    rate.condition.limit = limits_of(point).normal * 60.0;
    rate.condition.window = std::chrono::minutes{1};
    spec.alarms.push_back(std::move(rate));
    AlarmSpec stuck{.id = spec.points[point + 20].id + ".stuck",
                    .name = "stuck",
                    .point = index_of<PointIndex>(point + 20)};
    stuck.condition.kind = ConditionKind::Stuck;
    stuck.condition.window = std::chrono::minutes{10};
    spec.alarms.push_back(std::move(stuck));
  }
}

void add_votes(SiteSpec& spec) {
  for (std::size_t point = 10; point < kPoints; point += 50) {
    AlarmSpec vote{.id = "vote." + spec.points[point].id, .priority = Priority::Critical};
    vote.condition.kind = ConditionKind::Vote;
    vote.members = {high_high_of(point), high_high_of(point + 1), high_high_of(point + 2)};
    vote.need = 2;
    spec.alarms.push_back(std::move(vote));
  }
}

void add_devices(SiteSpec& spec) {
  for (std::size_t i = 0; i < kDevices; ++i) {
    site::DeviceSpec device{.id = "transmitter-" + std::to_string(1000 + i),
                            .name = "Level and pressure",
                            .area = "tank-farm"};
    for (std::size_t n = 0; n < kPointsPerDevice; ++n) {
      device.points.push_back(index_of<PointIndex>(spec.points.size()));
      spec.points.push_back({.id = device.id + ".input-" + std::to_string(n),
                             .device = index_of<DeviceIndex>(i),
                             .unit = "kPa"});
    }
    spec.devices.push_back(std::move(device));
  }
}

void add_silence_alarms(SiteSpec& spec) {
  for (std::size_t i = 0; i < kDevices; ++i) {
    AlarmSpec alarm{.id = spec.devices[i].id + ".comm", .device = index_of<DeviceIndex>(i)};
    alarm.condition.kind = ConditionKind::Comm;
    spec.alarms.push_back(std::move(alarm));
  }
  for (const std::string_view id : {site::kOutOfServiceAlarm, site::kFloodAlarm}) {
    AlarmSpec alarm{.id = std::string(id)};
    alarm.condition.kind = ConditionKind::System;
    spec.alarms.push_back(std::move(alarm));
  }
}

void add_groups_and_rules(SiteSpec& spec) {
  for (std::size_t point = 0; point < kPoints; point += 100) {
    site::GroupSpec group{.id = "group-" + std::to_string(point)};
    for (std::size_t n = 0; n < 4; ++n) group.alarms.push_back(high_high_of(point + n));
    spec.groups.push_back(std::move(group));
  }
  for (std::size_t point = 0; point < kPoints; point += 400) {
    site::SuppressionSpec rule{.id = "stopped-" + std::to_string(point),
                               .alarms = {index_of<AlarmIndex>(4 * point + 5)},
                               .point = index_of<PointIndex>(point)};
    rule.when.kind = ConditionKind::State;
    rule.when.codes[0] = -1;
    rule.when.code_count = 1;
    spec.suppressions.push_back(std::move(rule));
  }
}

/// The plan starts by a vote, as in the demo.
void add_plan(SiteSpec& spec, AlarmIndex vote) {
  spec.plans.push_back({.id = "leak", .name = "Leak response", .trigger = {vote}});
}

}  // namespace

site::SiteSpec made_site() {
  SiteSpec spec;
  add_devices(spec);
  for (std::size_t point = 0; point < kPoints; ++point) add_limits(spec, point);
  add_rate_and_stuck(spec);
  const auto first_vote = index_of<AlarmIndex>(spec.alarms.size());
  add_votes(spec);
  add_silence_alarms(spec);
  add_groups_and_rules(spec);
  add_plan(spec, first_vote);
  return spec;
}

Field::Field() : excursions_(kPoints), order_(kDevices) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  samples_.reserve(kPoints);
}

double Field::reading(std::size_t point) {
  const Limits limits = limits_of(point);
  Excursion& excursion = excursions_[point];
  const auto chance = random_();
  if (excursion.cycles_left == 0 && chance % 100 == 0) {
    const std::array<double, 4> beyond = {limits.high, limits.low, limits.high_high,
                                          limits.low_low};
    const double factor = chance / 100 % 2 == 0 ? 1.05 : 0.95;
    const double limit = beyond[chance / 100 % 2 + (chance / 1000 % 5 == 0 ? 2 : 0)];
    excursion = {.cycles_left = 5, .value = limit * factor};
  }
  if (excursion.cycles_left == 0) {
    return limits.normal * (1.0 + static_cast<double>(chance % 1000) / 10000.0);
  }
  --excursion.cycles_left;
  return excursion.value;
}

const std::vector<Sample>& Field::next(Tick at) {
  std::shuffle(order_.begin(), order_.end(), random_);
  samples_.clear();
  for (const std::size_t device : order_) {
    for (std::size_t n = 0; n < kPointsPerDevice; ++n) {
      const std::size_t point = device * kPointsPerDevice + n;
      samples_.push_back({.point = index_of<PointIndex>(point),
                          .quality = Quality::Good,
                          .value = reading(point),
                          .at = at});
    }
  }
  return samples_;
}

}  // namespace hazgate::bench
