#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/course_thinner.hpp"
#include "gateway/daemon/gateway_desk.hpp"
#include "gateway/daemon/incident_file.hpp"
#include "gateway/daemon/incident_messages.hpp"

/// All that is on record of one incident: `hazctl incident report`, a part of GatewayDesk. First what
/// the site knows, then the readings, point by point, then the record; nothing of it is read on the
/// core's thread.
namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;
using Answer = std::shared_ptr<control::Answer>;

/// Of one walk on the journal's reader, so that others who read get their turn in between.
constexpr std::size_t kWalkRows = 50'000;
/// Of one point: two million rows.
constexpr std::size_t kMostWalks = 40;
constexpr std::size_t kPiece = 500;
/// A clock that was set back gives earlier stamps to later entries: so far before it is read.
constexpr std::chrono::hours kClockSteps{24};

struct Asked {
  std::string id, device, point;
};

/// What goes from one point to the next; only the core touches it.
struct Courses {
  Answer answer;
  std::vector<Asked> points;
  WallTime from{}, to{};
  std::function<journal::Journal*()> journal;
  std::function<void(std::function<void()>)> post;
  std::function<void()> end;

  std::size_t place = 0;
  std::size_t walks = 0;
  WallTime reached{};
  std::shared_ptr<CourseThinner> course;  ///< the reader's while it walks
};
using Held = std::shared_ptr<Courses>;

void next_point(const Held& courses);

/// The readings of a point in pieces; the last one says whether they are all.
void send(const Held& courses, const std::shared_ptr<std::vector<CourseThinner::Kept>>& kept,
          std::size_t from, const journal::Walk& walk) {
  if (!courses->answer->is_open()) return;
  const std::size_t end = std::min(kept->size(), from + kPiece);
  json::array readings;
  for (std::size_t i = from; i < end; ++i) readings.push_back(json_of((*kept)[i]));
  json::object item{{"of", courses->points[courses->place].id}, {"readings", std::move(readings)}};
  const bool last = end == kept->size();
  if (last) {
    item["whole"] = walk.whole && walk.error.empty();
    if (!walk.error.empty()) item["error"] = walk.error;
  }
  courses->answer->item(item);
  courses->answer->when_room([courses, kept, end, walk, last] {
    if (!last) return send(courses, kept, end, walk);
    ++courses->place;
    next_point(courses);
  });
}

void walk_on(Held courses);

void walked(const Held& courses, const journal::Walk& walk) {
  const bool goes_on = !walk.whole && walk.error.empty() && walk.reached > courses->reached;
  if (goes_on && ++courses->walks < kMostWalks) {
    courses->reached = walk.reached;
    walk_on(courses);
    return;
  }
  send(courses, std::make_shared<std::vector<CourseThinner::Kept>>(courses->course->end()), 0,
       walk);
}

void walk_on(Held courses) {
  journal::Journal* journal = courses->journal();
  if (!courses->answer->is_open()) return;
  if (journal == nullptr) {
    courses->answer->fail(Failure::Unreachable, "the journal was closed; try again");
    return;
  }
  const Asked& asked = courses->points[courses->place];
  journal->read_course(
      {.device = asked.device,
       .point = asked.point,
       .from = courses->reached,
       .to = courses->to,
       .most_rows = kWalkRows},
      [course = courses->course](const journal::PastReading& reading) {
        course->take(reading);
        return true;
      },
      [courses, post = courses->post](const journal::Walk& walk) mutable {
        // Nothing of it stays here: its end belongs to the core.
        post([courses = std::move(courses), walk] { walked(courses, walk); });
      });
}

void next_point(const Held& courses) {
  if (courses->place == courses->points.size()) {
    courses->end();
    return;
  }
  courses->walks = 0;
  courses->reached = courses->from;
  courses->course = std::make_shared<CourseThinner>(courses->to);
  walk_on(courses);
}

std::vector<Asked> asked_of(const site::SiteSpec& spec, const IncidentScope& scope) {
  std::vector<Asked> points;
  for (const PointIndex index : scope.points) {
    const std::string& id = spec.points[at(index)].id;
    const std::string& device = spec.devices[at(spec.points[at(index)].device)].id;
    points.push_back({id, device, id.substr(device.size() + 1)});
  }
  return points;
}

}  // namespace

void GatewayDesk::incident_file(const Request& request, Answer answer) {
  const std::string id = text_argument(request.args, "id");
  if (core_.site().incident(id) != nullptr && house_.journal() == nullptr) {
    answer->fail(Failure::Unreachable, "the journal is not open, so that there is no record of '" +
                                           id + "'; see `hazctl status`");
    return;
  }
  find_incident(id, answer,
                [this, answer](const site::IncidentMemory& incident, json::object object) {
                  send_file(incident, std::move(object), answer);
                });
}

void GatewayDesk::send_file(const site::IncidentMemory& incident, json::object object,
                            const Answer& answer) {
  journal::Journal* journal = house_.journal();
  if (journal == nullptr) {
    answer->fail(Failure::Unreachable, "the journal was closed; try again");
    return;
  }
  const site::SiteSpec& spec = core_.site().spec();
  IncidentScope scope = scope_of(spec, incident, core_.now().wall);
  json::object head =
      incident_file_head(spec, incident, scope, house_.sources(), core_.board().overdue());
  head["incident"] = std::move(object);
  head["epoch"] = journal->opened().epoch;
  answer->item(head);
  auto courses = std::make_shared<Courses>(Courses{.answer = answer,
                                                   .points = asked_of(spec, scope),
                                                   .from = scope.from,
                                                   .to = scope.readings_to,
                                                   .journal = house_.journal,
                                                   .post = house_.post});
  auto reading = std::make_shared<Reading>(Reading{.answer = answer});
  reading->since = std::min(incident.opened - kClockSteps, scope.from);
  reading->take = [answer, scope = std::move(scope),
                   epoch = journal->opened().epoch](const journal::EventRecord& record) {
    if (is_of(record, scope)) answer->item(json::object{{"event", event_object(record, epoch)}});
  };
  reading->end = [answer] { answer->done(); };
  courses->end = [this, reading] { read_page(reading); };
  next_point(courses);
}

}  // namespace hazgate::daemon
