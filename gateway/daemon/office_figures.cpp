#include "gateway/daemon/office_figures.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace hazgate::daemon {
namespace {

constexpr const char* kUplinkAlarm = "gateway.uplink";

const site::DeviceSpec* device_of(const site::SiteSpec& spec, const site::AlarmSpec& alarm) {
  if (alarm.device) return &spec.devices[at(*alarm.device)];
  if (alarm.point) return &spec.devices[at(spec.points[at(*alarm.point)].device)];
  return nullptr;
}

/// Of a vote the area of its members, when it is the same of all.
std::string area_of(const site::SiteSpec& spec, const site::AlarmSpec& alarm) {
  if (const site::DeviceSpec* device = device_of(spec, alarm)) return device->area;
  std::set<std::string> areas;
  for (const AlarmIndex member : alarm.members) {
    areas.insert(area_of(spec, spec.alarms[at(member)]));
  }
  return areas.size() == 1 ? *areas.begin() : std::string();
}

std::map<std::string, office::Belongs> places_of(const config::Settings& settings) {
  std::map<std::string, office::Belongs> places;
  for (const site::AlarmSpec& alarm : settings.site.alarms) {
    office::Belongs belongs{.area = area_of(settings.site, alarm)};
    if (!belongs.area.empty()) {
      for (const config::SourceSettings& source : settings.sources) {
        if (source.area == belongs.area) belongs.sources.push_back(source.id);
      }
    }
    places.emplace(alarm.id, std::move(belongs));
  }
  return places;
}

bool is_comm(const site::AlarmSpec& alarm) {
  return alarm.condition.kind == alarm::ConditionKind::Comm && alarm.device.has_value();
}

/// Alarms that say that something does not answer: devices, lines, the park.
bool is_watched(const site::AlarmSpec& alarm) {
  return is_comm(alarm) || alarm.bus.has_value() || alarm.id == kUplinkAlarm;
}

void add_quiet(office::Contents& contents, const site::Site& site, Now now) {
  const auto note = [&](const std::string& id, const site::FlagNote& flag,
                        const std::optional<Tick>& ends) {
    office::QuietAlarm quiet{.id = id, .by = flag.by, .reason = flag.reason};
    if (ends) {
      quiet.until =
          now.wall + std::chrono::duration_cast<std::chrono::milliseconds>(*ends - now.tick);
    }
    return quiet;
  };
  for (std::size_t i = 0; i < site.spec().alarms.size(); ++i) {
    const site::AlarmView view = site.alarm(index_of<AlarmIndex>(i));
    const std::string& id = site.spec().alarms[i].id;
    if (view.flags.has(alarm::Flag::Shelved)) {
      contents.shelved.push_back(note(id, view.shelf, view.shelf_ends));
    }
    if (view.flags.has(alarm::Flag::OutOfService)) {
      contents.out_of_service.push_back(note(id, view.removal, view.returns));
    }
    if (view.suppressed_by != nullptr) {
      contents.suppressed.push_back(
          {.id = id, .by = view.suppressed_by->id, .reason = {}, .until = {}});
    }
  }
}

/// Said when a part of the period, or all of it, was before.
void add_service(office::Contents& contents, const OfficeMemory& memory, WallTime now,
                 const site::LocalTime& local) {
  const WallTime since = memory.service.known ? memory.service.known->since : now;
  if (since > contents.round.period.begin) contents.in_service = office::Start{since, local(since)};
}

office::IncidentCounts count_incidents(const std::vector<site::IncidentMemory>& incidents,
                                       const kpi::Period& period) {
  office::IncidentCounts counts;
  const auto inside = [&](WallTime t) { return t >= period.begin && t < period.end; };
  for (const site::IncidentMemory& incident : incidents) {
    if (incident.drill) {
      counts.drills += inside(incident.opened) ? 1 : 0;
      continue;
    }
    counts.opened += inside(incident.opened) ? 1 : 0;
    counts.closed += incident.closed && inside(*incident.closed) ? 1 : 0;
    const bool open_then = !incident.closed || *incident.closed >= period.end;
    counts.open += incident.opened < period.end && open_then ? 1 : 0;
  }
  return counts;
}

}  // namespace

OfficeQuestion question_of(const site::Site& site, const config::Settings& settings,
                           const kpi::Period& period, const OfficeMemory& memory, WallTime now) {
  OfficeQuestion question{.period = {period.begin, std::min(period.end, now)},
                          .in_service = memory.service.known ? memory.service.known->since : now,
                          .now = now,
                          .operators = static_cast<unsigned>(settings.alarm_system.operators),
                          .today = {},
                          .watched = {},
                          .away = {}};
  for (std::size_t i = 0; i < site.spec().alarms.size(); ++i) {
    const site::AlarmSpec& alarm = site.spec().alarms[i];
    const site::AlarmView view = site.alarm(index_of<AlarmIndex>(i));
    question.today.emplace_back(kpi::Standing{.id = alarm.id,
                                              .state = view.state,
                                              .flags = view.flags,
                                              .occurrence = view.occurrence},
                                view.since);
    if (is_watched(alarm)) question.watched.push_back(alarm.id);
  }
  for (const auto& [id, away] : memory.away) question.away.emplace_back(away.from, away.to);
  return question;
}

office::Contents contents_of(const site::Site& site, const config::Settings& settings,
                             const office::Round& round, OfficeAnswer&& answer,
                             const OfficeMemory& memory, const OfficeMoment& moment) {
  const auto& [time, now, local] = moment;
  office::Contents contents;
  contents.round = round;
  contents.made = now.wall;
  contents.made_on = time.day();
  contents.until = std::min(round.period.end, time.wall);
  contents.unreadable = std::move(answer.error);
  std::set<std::string> areas;
  for (const site::DeviceSpec& device : settings.site.devices) {
    if (!device.area.empty()) areas.insert(device.area);
  }
  std::vector<std::string> sources;
  for (const config::SourceSettings& source : settings.sources) sources.push_back(source.id);
  office::count_alarms(contents, std::move(answer.alarms), places_of(settings),
                       {areas.begin(), areas.end()}, sources);
  contents.incidents = count_incidents(site.incidents(), {round.period.begin, contents.until});
  add_quiet(contents, site, now);
  for (office::Deadline& deadline : memory.deadlines.list()) {
    if (office::stage_of(deadline, time.day()) == office::Stage::Overdue) {
      contents.overdue.push_back(std::move(deadline));
    }
  }
  add_service(contents, memory, now.wall, local);
  for (const auto& [begin, end] : answer.availability.gaps()) {
    contents.gaps.push_back({begin, end, local(begin), local(end)});
  }
  contents.gateway_running = answer.availability.of_gateway();
  for (const site::AlarmSpec& alarm : settings.site.alarms) {
    if (!is_watched(alarm)) continue;
    const auto share = answer.availability.share(alarm.id);
    if (is_comm(alarm)) {
      contents.devices.push_back({settings.site.devices[at(*alarm.device)].id, share});
    } else {
      contents.links.push_back(
          {alarm.bus ? settings.site.buses[at(*alarm.bus)].id : "uplink", share});
    }
  }
  return contents;
}

}  // namespace hazgate::daemon
