#include "gateway/core/site/response.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "gateway/core/site/call_name.hpp"

namespace hazgate::site {
namespace {

using emergency::EntryKind;
using emergency::IncidentEvent;

std::vector<emergency::Person> persons(const SiteSpec& spec) {
  std::vector<emergency::Person> list;
  list.reserve(spec.contacts.size());
  for (const ContactSpec& contact : spec.contacts) list.push_back({contact.id, contact.via});
  return list;
}

EntryKind kind_of(emergency::ErrandEntry entry) {
  using emergency::ErrandEntry;
  switch (entry) {
    case ErrandEntry::Told:
      return EntryKind::Told;
    case ErrandEntry::Sent:
      return EntryKind::Sent;
    case ErrandEntry::Delivered:
      return EntryKind::Delivered;
    case ErrandEntry::Failed:
      return EntryKind::NotSent;
    case ErrandEntry::Refused:
      return EntryKind::Refused;
    case ErrandEntry::NoReceipt:
      return EntryKind::NoReceipt;
    case ErrandEntry::Interrupted:
      return EntryKind::Interrupted;
    case ErrandEntry::GaveUp:
      return EntryKind::GaveUp;
    case ErrandEntry::NobodyLeft:
      break;
  }
  return EntryKind::NobodyLeft;
}

}  // namespace

std::chrono::sys_seconds as_utc(WallTime at) {
  return std::chrono::sys_seconds{std::chrono::floor<std::chrono::seconds>(at.time_since_epoch())};
}

Response::Response(const SiteSpec& spec, LocalTime local)
    : spec_(spec),
      local_(std::move(local)),
      errands_(persons(spec)),
      wind_(spec.around.wind ? spec.around.wind->rules : emergency::WindRules{}) {
  for (std::size_t i = 0; i < spec.contacts.size(); ++i) contacts_[spec.contacts[i].id] = i;
}

const PlanSpec* Response::plan_of(const std::string& id) const {
  const auto found = std::find_if(spec_.plans.begin(), spec_.plans.end(),
                                  [&](const PlanSpec& plan) { return plan.id == id; });
  return found == spec_.plans.end() ? nullptr : &*found;
}

bool Response::watches(PointIndex point) const {
  return spec_.around.wind &&
         (spec_.around.wind->speed == point || spec_.around.wind->direction == point);
}

void Response::take(const Sample& sample) {
  if (spec_.around.wind->speed == sample.point) wind_.speed(sample);
  if (spec_.around.wind->direction == sample.point) wind_.direction(sample);
}

void Response::take_over_wind(const Response& before,
                              std::span<const std::optional<PointIndex>> points) {
  const auto& old = before.spec_.around.wind;
  const auto& own = spec_.around.wind;
  if (!old || !own) return;
  const bool same =
      points[at(old->speed)] == own->speed && points[at(old->direction)] == own->direction;
  if (same) wind_.take_over(before.wind_);
}

std::optional<WallTime> Response::wind_since(Now now) const {
  const auto since = spec_.around.wind ? wind_.since(now.tick) : std::nullopt;
  if (!since) return std::nullopt;
  return now.wall - std::chrono::duration_cast<std::chrono::milliseconds>(now.tick - *since);
}

emergency::Wind Response::wind(Now now) const {
  return spec_.around.wind ? wind_.mean(now.tick) : emergency::Wind{};
}

IncidentEvent Response::entry(const std::string& incident, EntryKind kind, Now now) const {
  IncidentEvent event;
  event.t = now.wall;
  event.incident = incident;
  event.entry = kind;
  const auto found = affairs_.find(incident);
  if (found == affairs_.end()) return event;
  event.plan = found->second.plan;
  event.drill = found->second.drill;
  return event;
}

Response::Affair& Response::affair_of(const emergency::IncidentMemory& incident,
                                      const emergency::Responder& responder, Now now,
                                      ResponseOrders& orders) {
  const auto found = affairs_.find(incident.id);
  if (found != affairs_.end()) return found->second;
  std::erase_if(affairs_, [&](const auto& old) {
    return old.second.at_rest && responder.incident(old.first) == nullptr;
  });
  Affair& affair = affairs_[incident.id];
  affair.plan = incident.plan;
  affair.area = incident.area;
  affair.drill = incident.drill;
  opened(affair, incident.id, now, orders);
  return affair;
}

void Response::follow(std::vector<IncidentEvent>& entries, const emergency::Responder& responder,
                      Now now, ResponseOrders& orders) {
  for (IncidentEvent& entry : entries) {
    switch (entry.entry) {  // what ends the telling, also when the plan is gone from the file
      case EntryKind::Acknowledged: {
        emergency::ErrandOrders made;
        errands_.acknowledged(entry.incident, entry.contact, now, made);
        follow_errands(std::move(made), orders);
        break;
      }
      case EntryKind::Ended:
      case EntryKind::DrillEnded:
        ended(entry.incident, now, orders);
        break;
      case EntryKind::Closed:
        closed(entry.incident, now, orders);
        break;
      default:
        follow(entry, responder, now, orders);
        break;
    }
  }
  // What is real goes before what a drill still has to say.
  std::stable_partition(orders.messages.begin(), orders.messages.end(), [this](const auto& order) {
    const auto affair = affairs_.find(order.incident);
    return affair == affairs_.end() || !affair->second.drill;
  });
}

void Response::follow(IncidentEvent& entry, const emergency::Responder& responder, Now now,
                      ResponseOrders& orders) {
  const auto* incident = responder.incident(entry.incident);
  const PlanSpec* plan = plan_of(entry.plan);
  if (incident == nullptr || plan == nullptr) return;
  Affair& affair = affair_of(*incident, responder, now, orders);
  switch (entry.entry) {
    case EntryKind::Notify:
      notify(entry, *plan, now, orders);
      break;
    case EntryKind::Asked:
      asked(affair, entry, *plan, now, orders);
      break;
    case EntryKind::Neighbours:
      warn(affair, *incident, plan->steps[*entry.step], now, orders);
      break;
    case EntryKind::Graded:
      widen(affair, *incident, *plan, now, orders);
      break;
    default:
      break;
  }
}

/// The ways out are named at once; the reports begin to be due.
void Response::opened(Affair& affair, const std::string& incident, Now now,
                      ResponseOrders& orders) {
  const PlanSpec* plan = plan_of(affair.plan);
  if (ways_out(affair) != nullptr || spec_.around.wind) {
    advise(affair, incident, wind(now), now, orders);
  }
  if (plan == nullptr || !plan->report) return;
  emergency::ClockOrders made;
  affair.clocks.emplace(
      emergency::ReportingClocks::Opening{
          .incident = incident, .drill = affair.drill, .fire = plan->fire},
      now, made);
  follow_clocks(incident, std::move(made), now, orders);
}

const EvacuationSpec* Response::ways_out(const Affair& affair) const {
  const PlanSpec* plan = plan_of(affair.plan);
  return evacuation_of(spec_.around, plan == nullptr ? std::string() : plan->source, affair.area);
}

void Response::advise(Affair& affair, const std::string& incident, const emergency::Wind& wind,
                      Now now, ResponseOrders& orders) {
  affair.turning.emplace(wind);
  affair.looked = now.tick;
  orders.memory.advice.push_back({incident, wind});
  IncidentEvent event = entry(incident, EntryKind::Evacuation, now);
  event.wind = wind;
  event.routes = emergency::advise(ways_out(affair), wind).routes;
  orders.events.push_back(std::move(event));
}

/// Who is on duty is decided when the step is due.
void Response::notify(IncidentEvent& entry, const PlanSpec& plan, Now now, ResponseOrders& orders) {
  const emergency::StepSpec& step = plan.steps[*entry.step];
  const roster::OnDuty duty = spec_.roster.on_duty(step.role, local_(now.wall));
  entry.contacts.clear();
  for (const std::size_t contact : duty.contacts)
    entry.contacts.push_back(spec_.contacts[contact].id);
  if (duty.source == roster::Source::Gap)
    entry.note = "the roster has nobody on duty: all of the role";
  CallName name{.about = CallAbout::Step, .which = step_name(plan, *entry.step)};
  Affair& affair = affairs_.find(entry.incident)->second;
  name.number = affair.calls[text_of(name)]++;
  emergency::ErrandOrders made;
  errands_.begin(entry.incident, text_of(name),
                 {.people = duty.contacts,
                  .via = step.via,
                  .ack_within = step.ack_within,
                  .at_once = step.at_once,
                  .repeat = step.repeat},
                 now, made);
  follow_errands(std::move(made), orders);
}

void Response::follow_errands(emergency::ErrandOrders&& made, ResponseOrders& orders) {
  for (emergency::ErrandEvent& told : made.events) {
    IncidentEvent event = entry(told.incident, kind_of(told.entry), {.tick = {}, .wall = told.t});
    const auto name = call_name_from(told.name);
    const PlanSpec* plan = plan_of(event.plan);
    if (name && is_of_a_step(name->about) && plan != nullptr) {
      event.step = step_named(*plan, name->which);
    }
    event.contact = std::move(told.contact);
    const bool has_way = told.entry != emergency::ErrandEntry::GaveUp &&
                         told.entry != emergency::ErrandEntry::NobodyLeft;
    if (has_way) event.via = {told.via};
    event.attempt = told.attempt;
    event.round = told.round;
    event.text = std::move(told.error);
    orders.events.push_back(std::move(event));
  }
  const auto move_all = [](auto& from, auto& to) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  move_all(made.calls, orders.memory.calls);
  move_all(made.errands, orders.memory.errands);
  move_all(made.forgotten, orders.memory.forgotten);
  move_all(made.messages, orders.messages);
  orders.memory.next_ticket = errands_.next_ticket();
}

void Response::receipt(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error,
                       Now now, ResponseOrders& orders) {
  emergency::ErrandOrders made;
  errands_.receipt(ticket, kind, error, now, made);
  follow_errands(std::move(made), orders);
}

/// Everybody is to know, and nobody need answer.
void Response::call(const std::string& incident, const CallName& name,
                    std::vector<std::size_t> people, Now now, ResponseOrders& orders) {
  if (people.empty()) {
    if (name.about != CallAbout::Clock && name.about != CallAbout::Asked) return;
    IncidentEvent nobody = entry(incident, EntryKind::NobodyLeft, now);
    nobody.text = text_of(name) + ": nobody holds the role that is to be told";
    orders.events.push_back(std::move(nobody));
    return;
  }
  emergency::ErrandOrders made;
  errands_.begin(incident, text_of(name),
                 {.people = std::move(people), .repeat = {}, .notice = true}, now, made);
  follow_errands(std::move(made), orders);
}

void Response::follow_clocks(const std::string& incident, emergency::ClockOrders&& made, Now now,
                             ResponseOrders& orders) {
  if (made.memory) {
    const auto affair = affairs_.find(incident);
    if (affair != affairs_.end()) affair->second.at_rest = false;  // a person has entered more
    orders.memory.clocks.push_back(std::move(*made.memory));
  }
  for (const emergency::ClockReminder& reminder : made.reminders) {
    IncidentEvent event = entry(incident, EntryKind::ReportDue, now);
    event.text = to_text(reminder.duty);
    event.note = to_text(reminder.stage);
    event.due = reminder.due;
    orders.events.push_back(std::move(event));
    const CallName name{.about = CallAbout::Clock,
                        .which = std::string(to_text(reminder.duty)),
                        .number = reminder.number};
    std::vector<std::size_t> people =
        spec_.roster.on_duty(spec_.reporting_role, local_(now.wall)).contacts;
    call(incident, name, std::move(people), now, orders);
  }
}

void Response::ended(const std::string& incident, Now now, ResponseOrders& orders) {
  const auto affair = affairs_.find(incident);
  if (affair != affairs_.end()) {
    affair->second.ended = true;
    affair->second.turning.reset();
    if (affair->second.drill) affair->second.clocks.reset();  // nobody reports a drill
    all_clear(affair->second, incident, now, orders);
  }
  if (affair != affairs_.end() && affair->second.neighbours) {
    emergency::NeighbourOrders told;
    affair->second.neighbours->end(now, told);
    follow_neighbours(affair->second, std::move(told), now, orders);
  }
  emergency::ErrandOrders made;
  errands_.ended(incident, now, made);  // last: it forgets who was told
  follow_errands(std::move(made), orders);
}

/// To exactly those who were told.
void Response::all_clear(const Affair&, const std::string& incident, Now now,
                         ResponseOrders& orders) {
  std::vector<std::size_t> people;
  for (const emergency::ErrandMemory& told : errands_.errands(incident, now)) {
    const auto contact = contacts_.find(told.contact);
    const auto name = call_name_from(told.name);
    const bool ours = name && is_of_a_step(name->about);
    if (contact != contacts_.end() && ours) people.push_back(contact->second);
  }
  call(incident, {.about = CallAbout::AllClear, .which = {}}, std::move(people), now, orders);
}

void Response::run(Now now, ResponseOrders& orders) {
  emergency::ErrandOrders made;
  errands_.run(now, made);
  follow_errands(std::move(made), orders);
  for (auto& [incident, affair] : affairs_) {
    if (affair.neighbours) {
      emergency::NeighbourOrders told;
      affair.neighbours->run(now, told);
      follow_neighbours(affair, std::move(told), now, orders);
    }
    if (affair.clocks) {
      emergency::ClockOrders asked;
      affair.clocks->run(now, asked);
      follow_clocks(incident, std::move(asked), now, orders);
    }
    if (affair.turning) look_at_wind(affair, incident, now, orders);
    rest(affair, incident, now, orders);
  }
}

void Response::look_at_wind(Affair& affair, const std::string& incident, Now now,
                            ResponseOrders& orders) {
  affair.looked = now.tick;
  const emergency::Wind mean = wind(now);
  // Soon after a start the mean says nothing yet, and so nothing new.
  if (mean.doubt == emergency::WindDoubt::TooFew && mean.state == emergency::WindState::Unknown)
    return;
  if (!affair.turning->turned(mean, now.tick)) return;
  const emergency::Wind turned = affair.turning->frozen();
  advise(affair, incident, turned, now, orders);
  CallName name{.about = CallAbout::Wind, .which = {}};
  name.number = affair.calls[text_of(name)]++;
  call(incident, name, told_by_plan(incident, now), now, orders);
  if (!affair.neighbours) return;
  emergency::NeighbourOrders told;
  affair.neighbours->wind_changed(turned, now, told);
  follow_neighbours(affair, std::move(told), now, orders);
}

std::optional<Tick> Response::deadline() const {
  std::optional<Tick> first = errands_.deadline();
  const auto earlier = [&first](std::optional<Tick> at) {
    if (at && (!first || *at < *first)) first = at;
  };
  for (const auto& [incident, affair] : affairs_) {
    if (affair.neighbours) earlier(affair.neighbours->deadline());
    if (affair.clocks) earlier(affair.clocks->deadline());
    earlier(rests(affair));
    if (!affair.turning) continue;
    earlier(affair.turning->deadline());
    earlier(affair.looked + kLookAtWind);
  }
  return first;
}

Response::Result Response::neighbour_acknowledged(std::string_view incident,
                                                  std::string_view neighbour, const std::string& by,
                                                  const std::string& note, Now now,
                                                  ResponseOrders& orders) {
  const auto found = affairs_.find(incident);
  if (found == affairs_.end() || !found->second.neighbours) {
    return tl::unexpected("no neighbour was told of incident '" + std::string(incident) + "'");
  }
  emergency::NeighbourOrders made;
  const auto result = found->second.neighbours->acknowledge(neighbour, by, note, now, made);
  if (!result) return tl::unexpected(result.error());
  IncidentEvent event = entry(found->first, EntryKind::NeighbourAcknowledged, now);
  event.contact = neighbour;
  event.by = by;
  event.note = note;
  orders.events.push_back(std::move(event));
  follow_neighbours(found->second, std::move(made), now, orders);
  rest(found->second, found->first, now, orders);
  return {};
}

Response::Result Response::reported(std::string_view incident, emergency::Duty duty, WallTime at,
                                    const std::string& by, const std::string& to,
                                    const std::string& note, Now now, ResponseOrders& orders) {
  const auto found = affairs_.find(incident);
  if (found == affairs_.end() || !found->second.clocks) {
    return tl::unexpected("nothing is to be reported of incident '" + std::string(incident) + "'");
  }
  emergency::ClockOrders made;
  if (auto result = found->second.clocks->reported(duty, at, by, to, note, now, made); !result) {
    return result;
  }
  IncidentEvent event = entry(found->first, EntryKind::Reported, now);
  event.text = to_text(duty);
  event.due = at;
  event.contact = to;
  event.by = by;
  event.note = note;
  orders.events.push_back(std::move(event));
  follow_clocks(found->first, std::move(made), now, orders);
  rest(found->second, found->first, now, orders);
  return {};
}

Response::Result Response::casualties(std::string_view incident, const emergency::Casualties& known,
                                      const std::string& by, Now now, ResponseOrders& orders) {
  const auto found = affairs_.find(incident);
  if (found == affairs_.end() || !found->second.clocks) {
    return tl::unexpected("nothing is to be reported of incident '" + std::string(incident) + "'");
  }
  emergency::ClockOrders made;
  if (auto result = found->second.clocks->casualties(known, by, now, made); !result) return result;
  IncidentEvent event = entry(found->first, EntryKind::Casualties, now);
  event.by = by;
  event.casualties = known;
  orders.events.push_back(std::move(event));
  follow_clocks(found->first, std::move(made), now, orders);
  rest(found->second, found->first, now, orders);
  return {};
}

std::optional<emergency::Wind> Response::advised(std::string_view incident) const {
  const auto found = affairs_.find(incident);
  if (found == affairs_.end() || !found->second.turning) return std::nullopt;
  return found->second.turning->frozen();
}

const emergency::ReportingClocks* Response::clocks(std::string_view incident) const {
  const auto found = affairs_.find(incident);
  return found == affairs_.end() || !found->second.clocks ? nullptr : &*found->second.clocks;
}

const emergency::NeighbourCalls* Response::neighbours(std::string_view incident) const {
  const auto found = affairs_.find(incident);
  return found == affairs_.end() || !found->second.neighbours ? nullptr
                                                              : &*found->second.neighbours;
}

std::vector<emergency::ErrandMemory> Response::told(std::string_view incident, Now now) const {
  return errands_.errands(incident, now);
}

}  // namespace hazgate::site
