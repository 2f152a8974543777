#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "drivers/model/reader.hpp"
#include "gateway/daemon/alarm_story.hpp"
#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/explanation.hpp"
#include "gateway/daemon/gateway_desk.hpp"

/// Why an alarm is, or is not, there: `hazctl explain`, a part of GatewayDesk. What the site knows goes
/// out at once; what the record knows follows, read on the journal's reader.
namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;
using journal::CourseQuery;
using journal::Walk;

constexpr std::size_t kFewEvents = 20, kMostEvents = 500;
constexpr std::size_t kEventRows = 50'000;
constexpr std::size_t kHourRows = 100'000;
constexpr std::size_t kCalmReadings = 10;
constexpr std::chrono::hours kLookBack{1};
/// A clock that was set back gives earlier stamps to later events: so far it is read on.
constexpr std::chrono::hours kClockSteps{24};
constexpr WallTime kEarliest = from_unix_ms(0);
constexpr WallTime kLatest = WallTime::max();
constexpr std::size_t kMostMeant = 3;

/// " (did you mean gd-101.gas.HH or gd-102.gas.HH?)": ids that have it in them, then those a slip away.
std::string meant(const site::SiteSpec& spec, const std::string& id) {
  std::vector<std::string> others, found;
  for (const site::AlarmSpec& alarm : spec.alarms) {
    const bool has_it = !id.empty() && alarm.id.find(id) != std::string::npos;
    (has_it ? found : others).push_back(alarm.id);
  }
  while (found.size() < kMostMeant) {
    const auto next = model::nearest(id, others);
    if (!next) break;
    std::erase(others, *next);
    found.push_back(*next);
  }
  if (found.empty()) return {};
  found.resize(std::min(found.size(), kMostMeant));
  std::string text = "; did you mean ";
  for (const std::string& each : found) text += (&each == &found.front() ? "" : ", ") + each;
  return text + "?";
}

/// What the journal's reader gathers for one answer; nobody else touches it before it is done.
struct Gathered {
  ReadingStory story;
  Extremes hour;
  bool has_hour = false;
  WallTime hour_from{};
  bool samples_whole = true;
  std::vector<journal::EventRecord> events;  ///< newest first
  std::string error;

  void note(const Walk& walk) {
    if (error.empty()) error = walk.error;
  }
};

json::object record_object(const Gathered& gathered, const Walk& events, const std::string& epoch) {
  json::object record{{"readable", gathered.error.empty()}};
  if (!gathered.error.empty()) record["error"] = gathered.error;
  record["samples"] = gathered.story.json();
  record["samples_whole"] = gathered.samples_whole;
  if (gathered.has_hour) {
    json::object hour = gathered.hour.json();
    hour["since"] = unix_ms(gathered.hour_from);
    record["hour"] = std::move(hour);
  }
  json::array list;
  for (auto it = gathered.events.rbegin(); it != gathered.events.rend(); ++it) {
    list.push_back(event_object(*it, epoch));
  }
  record["events"] = std::move(list);
  record["events_whole"] = events.whole;
  if (!events.whole) record["events_since"] = unix_ms(events.reached);
  return record;
}

/// Why what has just happened may not be in the record; empty: it is.
std::string failure_of(const journal::Journal& journal) {
  const journal::JournalCounters counters = journal.counters();
  return counters.healthy ? std::string() : counters.error;
}

/// The moment around which the readings tell why it stands as it does; none: nothing has happened.
std::optional<WallTime> turning_point(const site::Site& site, AlarmIndex alarm, Now now) {
  const site::AlarmView view = site.alarm(alarm);
  if (view.state != alarm::State::Normal && view.occurrence != 0) return view.since;
  const auto since = site.condition(alarm).since;
  if (!since) return std::nullopt;
  return now.wall + std::chrono::duration_cast<std::chrono::milliseconds>(*since - now.tick);
}

/// Whether a reading is beyond is judged on the reader's thread, by a copy: the configuration may
/// change meanwhile.
struct Judge {
  site::SiteSpec spec;  ///< of one point and one alarm

  Judge(const site::SiteSpec& whole, const site::AlarmSpec& alarm) {
    spec.points.push_back(whole.points[at(*alarm.point)]);
    spec.alarms.push_back(alarm);
    spec.alarms.front().point = PointIndex{0};
  }
  StoryReading operator()(const journal::PastReading& reading) const {
    return {reading, is_beyond(spec, spec.alarms.front(), reading.value, reading.quality)};
  }
};

/// Asks for the readings of the alarm's own point: around the moment when something happened, else the
/// extremes of the last hour, and the newest.
void ask_readings(journal::Journal& journal, const site::SiteSpec& spec,
                  const site::AlarmSpec& alarm, std::optional<WallTime> moment, WallTime now,
                  const std::shared_ptr<Gathered>& gathered) {
  const site::PointSpec& point = spec.points[at(*alarm.point)];
  const std::string& device = spec.devices[at(point.device)].id;
  const CourseQuery about{.device = device, .point = point.id.substr(device.size() + 1)};
  const auto judge = std::make_shared<const Judge>(spec, alarm);
  const auto walked = [gathered](const Walk& walk) {
    gathered->note(walk);
    gathered->samples_whole = gathered->samples_whole && walk.whole;
  };
  CourseQuery query = about;
  if (moment) {
    query.from = *moment - std::chrono::milliseconds{1};
    query.to = kEarliest;
    query.back = true;
    journal.read_course(
        query, [=](const auto& reading) { return gathered->story.take_before((*judge)(reading)); },
        walked);
    query.from = *moment;
    query.to = kLatest;
    query.back = false;
    journal.read_course(
        query, [=](const auto& reading) { return gathered->story.take_after((*judge)(reading)); },
        walked);
  } else {
    gathered->story = ReadingStory(kCalmReadings);
    gathered->has_hour = true;
    gathered->hour_from = now - kLookBack;
    query.from = kLatest;
    query.to = gathered->hour_from;
    query.back = true;
    query.most_rows = kHourRows;
    journal.read_course(
        query,
        [=](const auto& reading) {
          gathered->hour.take(reading);
          return true;
        },
        [gathered](const Walk& walk) {
          gathered->note(walk);
          if (!walk.whole && walk.error.empty()) gathered->hour_from = walk.reached;
        });
  }
  query = about;
  query.from = kLatest;
  query.to = kEarliest;
  query.back = true;
  journal.read_course(
      query, [=](const auto& reading) { return gathered->story.take_newest((*judge)(reading)); },
      walked);
}

}  // namespace

void GatewayDesk::explain(const Request& request, Answer answer) {
  const std::string id = text_argument(request.args, "alarm");
  const site::Site& site = core_.site();
  const auto index = site.find_alarm(id);
  if (!index) {
    answer->fail(Failure::Refused, "no alarm '" + id + "'" + meant(site.spec(), id) +
                                       "; `hazctl alarms --all` lists them");
    return;
  }
  const site::AlarmSpec& alarm = site.spec().alarms[at(*index)];
  const Now now = core_.now();
  json::object now_object = explanation(site, *index, now);
  if (alarm.point) now_object["reading"] = core_.board().point(*alarm.point);
  if (alarm.other) now_object["other"] = core_.board().point(*alarm.other);
  answer->item(now_object);
  journal::Journal* journal = house_.journal();
  if (journal == nullptr) {
    answer->item({{"record", {{"readable", false}, {"error", "the journal is not open"}}}});
    answer->done();
    return;
  }
  const auto gathered = std::make_shared<Gathered>();
  if (alarm.point && alarm::is_of_samples(alarm.condition.kind)) {
    ask_readings(*journal, site.spec(), alarm, turning_point(site, *index, now), now.wall,
                 gathered);
  }
  const auto since = number_argument(request.args, "since");
  const WallTime from =
      since ? from_unix_ms(static_cast<std::int64_t>(std::min(*since, std::uint64_t{1} << 53U)))
            : kEarliest;
  const std::size_t most = since ? kMostEvents : kFewEvents;
  journal->read_events_back(
      kEventRows,
      [gathered, id, from, most](const journal::EventRecord& record) {
        if (record.t < from - kClockSteps) return false;
        if (record.t >= from && is_of(record, id)) gathered->events.push_back(record);
        return gathered->events.size() < most;
      },
      [gathered, answer = std::move(answer), post = house_.post, epoch = journal->opened().epoch,
       failing = failure_of(*journal)](const Walk& walk) mutable {
        gathered->note(walk);
        post([gathered, answer = std::move(answer), epoch, failing, walk] {
          json::object record = record_object(*gathered, walk, epoch);
          if (!failing.empty()) record["failing"] = failing;
          answer->item({{"record", std::move(record)}});
          answer->done();
        });
      });
}

}  // namespace hazgate::daemon
