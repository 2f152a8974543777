#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/gateway_desk.hpp"
#include "gateway/daemon/incident_messages.hpp"
#include "gateway/daemon/incident_outlook.hpp"
#include "gateway/daemon/messages.hpp"
#include "gateway/daemon/plan_messages.hpp"

/// What persons do with plans and incidents: the plan part of GatewayDesk.
namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;
using emergency::Grade;
using emergency::Orders;
using emergency::Responder;

std::optional<std::int64_t> count_argument(const json::object& args, const char* key) {
  const auto count = number_argument(args, key);
  return count ? std::optional(static_cast<std::int64_t>(*count)) : std::nullopt;
}

emergency::Closing closing_argument(const json::object& args) {
  return {.head_count = count_argument(args, "head_count"),
          .review = {.cause = text_argument(args, "cause"),
                     .people = text_argument(args, "people"),
                     .measures = text_argument(args, "measures"),
                     .education = text_argument(args, "education")}};
}

/// People count steps from 1.
std::size_t step_argument(const json::object& args) {
  const auto step = number_argument(args, "step").value_or(0);
  return step == 0 ? static_cast<std::size_t>(-1) : static_cast<std::size_t>(step - 1);
}

std::optional<emergency::Duty> duty_argument(const json::object& args) {
  constexpr std::array<std::string_view, 5> kClocks = {"1h", "2h", "24h", "3d", "30d"};
  const auto found = std::find(kClocks.begin(), kClocks.end(), text_argument(args, "clock"));
  if (found == kClocks.end()) return std::nullopt;
  return static_cast<emergency::Duty>(found - kClocks.begin());
}

std::optional<Grade> grade_argument(const json::object& args) {
  const std::string word = text_argument(args, "grade");
  const auto& texts = emergency::kGradeTexts;
  const auto found = std::find(texts.begin(), texts.end(), word);
  if (found == texts.end()) return std::nullopt;
  return static_cast<Grade>(found - texts.begin());
}

/// The incident that is meant: its own id, or that of the plan that runs. A plan may run in several areas at
/// once; which one is meant is not for us to guess.
tl::expected<std::string, std::string> incident_argument(const Responder& responder,
                                                         const std::string& id) {
  std::string running, only;
  std::size_t count = 0;
  for (const auto& incident : responder.incidents()) {
    if (incident.id == id) return id;
    if (incident.plan != id || incident.ended || incident.closed) continue;
    only = incident.id;
    running += (++count == 1 ? "" : ", ") + incident.id;
    if (!incident.area.empty()) running += " (" + incident.area + ")";
  }
  if (count == 0) return id;
  if (count == 1) return only;
  return tl::unexpected("plan '" + id + "' runs " + std::to_string(count) + " times: " + running +
                        "; name the incident");
}

/// The id by which an incident is known, whichever of its ids was named.
std::string known_as(const site::Site& site, const Request& request) {
  const std::string id = text_argument(request.args, "id");
  const auto* incident = site.incident(id);
  return incident != nullptr ? incident->id : id;
}

}  // namespace

void GatewayDesk::silence(const Request& request, Answer answer) {
  site::Effects effects;
  const auto points = core_.site().silence(request.caller.user, core_.now(), effects);
  core_.perform(std::move(effects));
  core_.audit({.by = request.caller.user, .from = "control", .op = "silence"});
  json::array silenced;
  for (const PointIndex point : points) {
    silenced.emplace_back(core_.site().spec().points[at(point)].id);
  }
  answer->item({{"silenced", std::move(silenced)}});
  answer->done();
}

void GatewayDesk::plan_list(const Request&, Answer answer) {
  const site::SiteSpec& spec = core_.site().spec();
  const auto incidents = core_.site().incidents();
  for (const auto& plan : spec.plans) {
    json::object object = plan_object(spec, plan);
    object["incident"] = nullptr;
    for (const auto& incident : incidents) {
      if (incident.plan == plan.id && !incident.ended && !incident.closed) {
        object["incident"] = incident.id;
      }
    }
    answer->item(object);
  }
  answer->done();
}

void GatewayDesk::plan_show(const Request& request, Answer answer) {
  const site::SiteSpec& spec = core_.site().spec();
  const std::string id = text_argument(request.args, "id");
  const auto found =
      std::find_if(spec.plans.begin(), spec.plans.end(), [&](const auto& p) { return p.id == id; });
  if (found == spec.plans.end()) {
    answer->fail(Failure::Refused, "no plan '" + id + "'; see `hazctl plan list`");
    return;
  }
  json::object object = plan_object(spec, *found);
  object["now"] = unix_ms(core_.now().wall);
  object["running"] = running_of(core_.site(), *found, core_.now());
  answer->item(object);
  answer->done();
}

void GatewayDesk::incident_list(const Request& request, Answer answer) {
  const bool all = flag_argument(request.args, "all");
  for (const auto& incident : core_.site().incidents()) {
    if (all || !incident.closed) answer->item(incident_object(core_.site().spec(), incident));
  }
  answer->done();
}

void GatewayDesk::incident_show(const Request& request, Answer answer) {
  const json::value* wanted = request.args.if_contains("timeline");
  const bool timeline = wanted == nullptr || !wanted->is_bool() || wanted->get_bool();
  find_incident(text_argument(request.args, "id"), answer,
                [this, answer, timeline](const site::IncidentMemory& incident, json::object head) {
                  add_outlook(head, core_.site(), incident, core_.now());
                  answer->item(head);
                  if (timeline) {
                    show_timeline(incident, answer);
                  } else {
                    answer->done();
                  }
                });
}

void GatewayDesk::show_timeline(const site::IncidentMemory& incident, const Answer& answer) {
  auto reading = std::make_shared<Reading>(Reading{.answer = answer, .since = incident.opened});
  reading->take = [answer, incident](const journal::EventRecord& record) {
    if (record.kind != "incident") return;
    const json::value body = json::parse(record.body);
    if (incident.is_named(body.at("incident").as_string())) answer->item(body.as_object());
  };
  reading->end = [answer] { answer->done(); };
  read_page(reading);
}

void GatewayDesk::ask_response(const Request& request, const Answer& answer,
                               const site::Site::AskOfResponse& ask) {
  const std::string id = text_argument(request.args, "id");
  site::Effects effects;
  const auto result = core_.site().respond(ask, effects);
  core_.perform(std::move(effects));
  site::AuditEvent audit{.by = request.caller.user,
                         .from = "control",
                         .op = request.op,
                         .target = id,
                         .note = text_argument(request.args, "note")};
  audit.ok = result.has_value();
  if (!result) audit.error = result.error();
  core_.audit(std::move(audit));
  if (!result) {
    answer->fail(Failure::Refused, result.error());
    return;
  }
  find_incident(id, answer, [answer](const site::IncidentMemory&, json::object head) {
    answer->item(head);
    answer->done();
  });
}

void GatewayDesk::incident_reported(const Request& request, Answer answer) {
  const auto duty = duty_argument(request.args);
  if (!duty) {
    answer->fail(Failure::Usage, "a clock is 1h, 2h, 24h, 3d or 30d");
    return;
  }
  const auto at = number_argument(request.args, "at");
  const std::string by = text_argument(request.args, "by");
  ask_response(request, answer, [&](site::Response& response, site::ResponseOrders& orders) {
    const Now now = core_.now();
    return response.reported(known_as(core_.site(), request), *duty,
                             at ? from_unix_ms(static_cast<std::int64_t>(*at)) : now.wall,
                             by.empty() ? request.caller.user : by,
                             text_argument(request.args, "to"), text_argument(request.args, "note"),
                             now, orders);
  });
}

void GatewayDesk::incident_casualties(const Request& request, Answer answer) {
  const auto count = [&](const char* key) { return count_argument(request.args, key).value_or(0); };
  const emergency::Casualties known{.deaths = count("deaths"),
                                    .serious = count("serious"),
                                    .light = count("light"),
                                    .loss = count("loss")};
  const bool any = std::any_of(request.args.begin(), request.args.end(), [](const auto& argument) {
    return argument.key() == "deaths" || argument.key() == "serious" || argument.key() == "light" ||
           argument.key() == "loss";
  });
  if (!any) {
    answer->fail(Failure::Refused,
                 "say how many: --deaths, --serious, --light or --loss (0 counts)");
    return;
  }
  ask_response(request, answer, [&](site::Response& response, site::ResponseOrders& orders) {
    return response.casualties(known_as(core_.site(), request), known, request.caller.user,
                               core_.now(), orders);
  });
}

void GatewayDesk::incident_neighbour(const Request& request, Answer answer) {
  const std::string by = text_argument(request.args, "by");
  ask_response(request, answer, [&](site::Response& response, site::ResponseOrders& orders) {
    return response.neighbour_acknowledged(
        known_as(core_.site(), request), text_argument(request.args, "neighbour"),
        by.empty() ? request.caller.user : by, text_argument(request.args, "note"), core_.now(),
        orders);
  });
}

void GatewayDesk::ask_plans(const Request& request, const Answer& answer,
                            const site::Site::AskOfPlans& ask) {
  site::Effects effects;
  const auto result = core_.site().plans(ask, core_.now(), effects);
  core_.perform(std::move(effects));
  std::string note = text_argument(request.args, "note");
  if (note.empty()) note = text_argument(request.args, "reason");
  site::AuditEvent audit{.by = request.caller.user,
                         .from = "control",
                         .op = request.op,
                         .target = text_argument(request.args, "id"),
                         .note = std::move(note)};
  audit.ok = result.has_value();
  if (!result) audit.error = result.error();
  core_.audit(std::move(audit));
  if (!result) {
    answer->fail(Failure::Refused, result.error());
    return;
  }
  answer->item(incident_object(core_.site().spec(), *result));
  answer->done();
}

void GatewayDesk::ask_running(const Request& request, const Answer& answer,
                              const AskOfRunning& ask) {
  ask_plans(request, answer, [&](Responder& responder, Orders& orders) -> Responder::Result {
    const auto id = incident_argument(responder, text_argument(request.args, "id"));
    if (!id) return tl::unexpected(id.error());
    return ask(*id, responder, orders);
  });
}

void GatewayDesk::incident_acknowledge(const Request& request, Answer answer) {
  ask_plans(request, answer, [&](Responder& responder, Orders& orders) {
    return responder.acknowledge(text_argument(request.args, "id"), request.caller.user,
                                 text_argument(request.args, "note"), core_.now(), orders);
  });
}

void GatewayDesk::incident_close(const Request& request, Answer answer) {
  ask_plans(request, answer, [&](Responder& responder, Orders& orders) {
    return responder.close(text_argument(request.args, "id"), request.caller.user,
                           text_argument(request.args, "note"), closing_argument(request.args),
                           core_.now(), orders);
  });
}

void GatewayDesk::incident_review(const Request& request, Answer answer) {
  ask_plans(request, answer, [&](Responder& responder, Orders& orders) {
    return responder.review(text_argument(request.args, "id"), request.caller.user,
                            closing_argument(request.args).review, core_.now(), orders);
  });
}

void GatewayDesk::plan_start(const Request& request, Answer answer) {
  ask_plans(request, answer, [&](Responder& responder, Orders& orders) {
    return responder.start(text_argument(request.args, "id"), flag_argument(request.args, "drill"),
                           request.caller.user, text_argument(request.args, "note"), core_.now(),
                           orders);
  });
}

void GatewayDesk::plan_stop(const Request& request, Answer answer) {
  ask_running(request, answer, [&](const std::string& id, Responder& responder, Orders& orders) {
    return responder.stop(id, request.caller.user, text_argument(request.args, "note"),
                          closing_argument(request.args), core_.now(), orders);
  });
}

void GatewayDesk::plan_go(const Request& request, Answer answer) {
  ask_running(request, answer, [&](const std::string& id, Responder& responder, Orders& orders) {
    return responder.begin(id, step_argument(request.args), request.caller.user, core_.now(),
                           orders);
  });
}

void GatewayDesk::plan_veto(const Request& request, Answer answer) {
  ask_running(request, answer, [&](const std::string& id, Responder& responder, Orders& orders) {
    return responder.veto(id, step_argument(request.args), request.caller.user,
                          text_argument(request.args, "reason"), core_.now(), orders);
  });
}

void GatewayDesk::plan_grade(const Request& request, Answer answer) {
  const auto grade = grade_argument(request.args);
  if (!grade) {
    answer->fail(Failure::Usage, "a grade is I, II, III or IV; I is the gravest");
    return;
  }
  ask_running(request, answer, [&](const std::string& id, Responder& responder, Orders& orders) {
    return responder.grade(id, *grade, request.caller.user, text_argument(request.args, "reason"),
                           core_.now(), orders);
  });
}

}  // namespace hazgate::daemon
