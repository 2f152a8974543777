// Neighbours, reporting clocks, and the wind of the ways out.
#include <boost/json.hpp>

#include "gateway/daemon/response_bodies.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using emergency::ClockMemory;
using emergency::ClocksMemory;
using emergency::NeighbourMemory;

constexpr double kWholeCircle = 360.0;  // degrees
/// A reminder each day from the farthest stamp on, and those of the first day. The next one's time still fits.
constexpr std::uint32_t kMostReminders =
    std::chrono::duration_cast<std::chrono::days>(DocumentReader::kFarthest).count() + 100;

json::value or_null(const std::optional<WallTime>& at) {
  return at ? json::value(unix_ms(*at)) : json::value(nullptr);
}

json::object object_of(const emergency::Report& report) {
  return {{"at", unix_ms(report.at)},
          {"by", report.by},
          {"to", report.to},
          {"note", report.note},
          {"late", report.late}};
}

emergency::Report report_from(DocumentReader& reader) {
  return {.at = reader.stamp("at"),
          .by = reader.text("by"),
          .to = reader.text("to"),
          .note = reader.text("note"),
          .late = reader.flag("late")};
}

json::object object_of(const ClockMemory& clock);

template <class Entry>
json::array array_of(const std::vector<Entry>& entries) {
  json::array array;
  for (const Entry& entry : entries) array.push_back(object_of(entry));
  return array;
}

json::object object_of(const ClockMemory& clock) {
  return {{"duty", to_text(clock.duty)},       {"started", unix_ms(clock.started)},
          {"trusted", clock.trusted},          {"elapsed", clock.elapsed.count()},
          {"reminders", clock.reminders},      {"open", clock.open},
          {"reports", array_of(clock.reports)}};
}

ClockMemory clock_from(DocumentReader& reader) {
  return {.duty = reader.word<emergency::Duty>("duty", emergency::kDutyTexts),
          .started = reader.stamp("started"),
          .trusted = reader.flag("trusted"),
          .elapsed = reader.duration("elapsed"),
          .reminders = reader.count<std::uint32_t>("reminders", kMostReminders),
          .open = reader.flag("open"),
          .reports = reader.list("reports", report_from)};
}

}  // namespace

json::object body_of(const NeighbourMemory& memory) {
  return {{"incident", memory.incident},
          {"neighbour", memory.neighbour},
          {"drill", memory.drill},
          {"downwind", memory.downwind},
          {"told", unix_ms(memory.told)},
          {"asked", unix_ms(memory.asked)},
          {"reminders", memory.reminders},
          {"acknowledged", or_null(memory.acknowledged)},
          {"acknowledged_by", memory.acknowledged_by},
          {"note", memory.note},
          {"all_clear", or_null(memory.all_clear)}};
}

void read(DocumentReader& reader, NeighbourMemory& memory) {
  memory.incident = reader.text("incident");
  memory.neighbour = reader.text("neighbour");
  memory.drill = reader.flag("drill");
  memory.downwind = reader.flag("downwind");
  memory.told = reader.stamp("told");
  memory.asked = reader.stamp("asked");
  memory.reminders = reader.count<std::uint32_t>("reminders");
  memory.acknowledged = reader.stamp_or_null("acknowledged");
  memory.acknowledged_by = reader.text("acknowledged_by");
  memory.note = reader.text("note");
  memory.all_clear = reader.stamp_or_null("all_clear");
}

json::object body_of(const ClocksMemory& memory) {
  return {{"incident", memory.incident},
          {"drill", memory.drill},
          {"fire", memory.fire},
          {"deaths", memory.casualties.deaths},
          {"serious", memory.casualties.serious},
          {"light", memory.casualties.light},
          {"loss", memory.casualties.loss},
          {"casualties_by", memory.casualties_by},
          {"kept", unix_ms(memory.kept)},
          {"clocks", array_of(memory.clocks)}};
}

void read(DocumentReader& reader, ClocksMemory& memory) {
  memory.incident = reader.text("incident");
  memory.drill = reader.flag("drill");
  memory.fire = reader.flag("fire");
  memory.casualties = {.deaths = reader.count<std::int64_t>("deaths"),
                       .serious = reader.count<std::int64_t>("serious"),
                       .light = reader.count<std::int64_t>("light"),
                       .loss = reader.count<std::int64_t>("loss")};
  memory.casualties_by = reader.text("casualties_by");
  memory.kept = reader.stamp("kept");
  memory.clocks = reader.list("clocks", clock_from);
}

json::object body_of(const site::AdviceMemory& memory) {
  return {{"incident", memory.incident},
          {"state", to_text(memory.wind.state)},
          {"doubt", to_text(memory.wind.doubt)},
          {"speed", measure_text(memory.wind.speed)},
          {"mean_speed", measure_text(memory.wind.mean_speed)},
          {"direction", measure_text(memory.wind.direction)}};
}

void read(DocumentReader& reader, site::AdviceMemory& memory) {
  memory.incident = reader.text("incident");
  memory.wind = {.state = reader.word<emergency::WindState>("state", emergency::kWindStateTexts),
                 .doubt = reader.word<emergency::WindDoubt>("doubt", emergency::kWindDoubtTexts),
                 .speed = reader.measure("speed"),
                 .mean_speed = reader.measure("mean_speed"),
                 .direction = reader.measure("direction", kWholeCircle)};
}

}  // namespace hazgate::daemon
