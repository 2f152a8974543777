#include <boost/json.hpp>
#include <utility>

#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/gateway_desk.hpp"
#include "gateway/daemon/messages.hpp"

/// What persons do with alarms: the alarm part of GatewayDesk.
namespace hazgate::daemon {

namespace json = boost::json;
using control::Failure;
using control::Request;

void GatewayDesk::alarms(const Request& request, Answer answer) {
  const bool all = flag_argument(request.args, "all");
  const site::Site& site = core_.site();
  for (std::size_t i = 0; i < site.spec().alarms.size(); ++i) {
    const auto alarm = index_of<AlarmIndex>(i);
    if (all || site.is_listed(alarm)) answer->item(alarm_object(site, alarm, core_.now()));
  }
  answer->done();
}

void GatewayDesk::acknowledge(const Request& request, Answer answer) {
  const auto alarms = alarms_argument(core_.site(), request.args, Meant::Unacknowledged);
  change_alarms(request, answer, alarms, [&](site::Effects& effects) {
    return core_.site().acknowledge(*alarms, number_argument(request.args, "occurrence"),
                                    request.caller.user, text_argument(request.args, "note"),
                                    core_.now(), effects);
  });
}

void GatewayDesk::reset(const Request& request, Answer answer) {
  const auto alarms = alarms_argument(core_.site(), request.args, Meant::WaitsForReset);
  change_alarms(request, answer, alarms, [&](site::Effects& effects) {
    return core_.site().reset(*alarms, request.caller.user, core_.now(), effects);
  });
}

void GatewayDesk::shelve(const Request& request, Answer answer) {
  const auto alarms = alarms_argument(core_.site(), request.args, Meant::Named);
  change_alarms(request, answer, alarms, [&](site::Effects& effects) {
    const Duration time = time_argument(request.args, "for_ms");
    return core_.site().shelve(*alarms, time, flag_argument(request.args, "once"),
                               request.caller.user, text_argument(request.args, "reason"),
                               core_.now(), effects);
  });
}

void GatewayDesk::unshelve(const Request& request, Answer answer) {
  const auto alarms = alarms_argument(core_.site(), request.args, Meant::Named);
  change_alarms(request, answer, alarms, [&](site::Effects& effects) {
    return core_.site().unshelve(*alarms, request.caller.user, core_.now(), effects);
  });
}

void GatewayDesk::remove(const Request& request, Answer answer) {
  const auto alarms = alarms_argument(core_.site(), request.args, Meant::Named);
  change_alarms(request, answer, alarms, [&](site::Effects& effects) {
    const Duration time = time_argument(request.args, "for_ms");
    return core_.site().remove(*alarms, time, request.caller.user,
                               text_argument(request.args, "reason"), core_.now(), effects);
  });
}

void GatewayDesk::put_back(const Request& request, Answer answer) {
  const auto alarms = alarms_argument(core_.site(), request.args, Meant::Named);
  change_alarms(request, answer, alarms, [&](site::Effects& effects) {
    return core_.site().put_back(*alarms, request.caller.user, core_.now(), effects);
  });
}

void GatewayDesk::change_alarms(const Request& request, const Answer& answer,
                                const tl::expected<std::vector<AlarmIndex>, std::string>& alarms,
                                const std::function<site::Site::Result(site::Effects&)>& change) {
  site::AuditEvent audit{.by = request.caller.user, .from = "control", .op = request.op};
  audit.note = text_argument(request.args, request.args.contains("reason") ? "reason" : "note");
  audit.target = json::serialize(request.args);
  site::Effects effects;
  site::Site::Result result;
  if (alarms) {
    result = change(effects);
  } else {
    result = tl::unexpected(alarms.error());
  }
  audit.ok = result.has_value();
  if (!result) audit.error = result.error();
  core_.perform(std::move(effects));
  core_.audit(std::move(audit));
  if (!result) {
    answer->fail(Failure::Refused, result.error());
    return;
  }
  for (const AlarmIndex alarm : *alarms) {
    answer->item(alarm_object(core_.site(), alarm, core_.now()));
  }
  answer->done();
}

}  // namespace hazgate::daemon
