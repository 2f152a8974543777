#include "gateway/daemon/park_commands.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestCommand = 64 * 1024;

}  // namespace

ParkCommands::ParkCommands(Core& core, uplink::Uplink& uplink, std::vector<std::string> allowed)
    : core_(core), uplink_(uplink), allowed_(std::move(allowed)) {}

void ParkCommands::take(const std::string& text, const uplink::ReplyTo& to) {
  boost::system::error_code failed;
  const json::value message =
      text.size() <= kLongestCommand ? json::parse(text, failed) : json::value();
  if (failed || !message.is_object()) {
    core_.audit(
        {.by = "park", .from = "park", .op = "?", .ok = false, .error = "not a JSON object"});
    uplink_.reply(R"({"id":null,"ok":false,"error":"the command is not a JSON object"})", to);
    return;
  }
  const json::object& command = message.get_object();
  const std::string op = text_argument(command, "op");
  const std::string by = text_argument(command, "by");
  const json::value* args = command.if_contains("args");
  const json::object none;
  const json::object& given = args != nullptr && args->is_object() ? args->get_object() : none;
  const std::string error = run(op, given, by);
  core_.audit({.by = "park:" + by,
               .from = "park",
               .op = op,
               .target = json::serialize(given),
               .ok = error.empty(),
               .error = error});
  const json::value* id = command.if_contains("id");
  json::object reply{{"id", id == nullptr ? json::value() : *id}, {"ok", error.empty()}};
  if (!error.empty()) reply["error"] = error;
  uplink_.reply(json::serialize(reply), to);
}

std::string ParkCommands::run(const std::string& op, const json::object& args,
                              const std::string& by) {
  if (std::find(allowed_.begin(), allowed_.end(), op) == allowed_.end()) {
    return "operation '" + op + "' is not allowed here ([uplink] commands in the site file)";
  }
  // Whoever stops the telling, or begins a drill, has a name.
  if (by.empty() && (op == "ack" || op == "drill")) return "say who (\"by\")";
  if (op == "ack" && args.contains("incident")) return answer(args, "park:" + by);
  if (op == "ack") return acknowledge(args, "park:" + by);
  if (op == "describe") {
    uplink_.set_describe(
        describe_message(core_.site().spec(), core_.now(), core_.board().overdue()));
    return {};
  }
  if (op == "silence") {
    site::Effects effects;
    core_.site().silence("park:" + by, core_.now(), effects);
    core_.perform(std::move(effects));
    return {};
  }
  if (op == "drill") {
    site::Effects effects;
    const auto result = core_.site().plans(
        [&](emergency::Responder& responder, emergency::Orders& orders) {
          return responder.start(text_argument(args, "plan"), true, "park:" + by, {}, core_.now(),
                                 orders);
        },
        core_.now(), effects);
    core_.perform(std::move(effects));
    return result ? std::string() : result.error();
  }
  return "operation '" + op + "' does not exist";
}

/// Of an incident that no alarm has started there is nothing else to acknowledge.
std::string ParkCommands::answer(const json::object& args, const std::string& by) {
  site::Effects effects;
  const auto result = core_.site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.acknowledge(text_argument(args, "incident"), by,
                                     text_argument(args, "note"), core_.now(), orders);
      },
      core_.now(), effects);
  core_.perform(std::move(effects));
  return result ? std::string() : result.error();
}

std::string ParkCommands::acknowledge(const json::object& args, const std::string& by) {
  const auto alarm = core_.site().find_alarm(text_argument(args, "alarm"));
  if (!alarm) return "no alarm '" + text_argument(args, "alarm") + "'";
  const auto occurrence = number_argument(args, "occurrence");
  if (!occurrence) return "an acknowledgement names the occurrence it saw";
  site::Effects effects;
  const auto result = core_.site().acknowledge({&*alarm, 1}, occurrence, by,
                                               text_argument(args, "note"), core_.now(), effects);
  core_.perform(std::move(effects));
  return result ? std::string() : result.error();
}

}  // namespace hazgate::daemon
