#include "gateway/daemon/park_commands.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/messages.hpp"
#include "gateway/daemon/receipt_codec.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestCommand = 64UL * 1024;
constexpr std::size_t kMostOfRefused = 1000;  ///< bytes of its arguments in the audit
constexpr Duration kDescribeAgain = std::chrono::seconds{1};
constexpr const char* kTooMany = "too many commands; wait, and send it again with the same id";

std::string said_by(const ParkCommand& command) {
  return command.wrong.empty() || !command.by.empty() ? "park:" + command.by : "park";
}

std::uint64_t print_of(const ParkCommand& command) {
  return receipt::print_of(command.by + '\n' + command.op + '\n' + json::serialize(command.args));
}

}  // namespace

ParkCommands::ParkCommands(Core& core, uplink::Uplink& uplink, ReceiptDesk& receipts,
                           ParkTerms terms)
    : core_(core), uplink_(uplink), receipts_(receipts), terms_(std::move(terms)) {}

void ParkCommands::restore(const std::vector<site::Document>& documents) {
  std::vector<receipt::Answered> all;
  std::vector<site::Document> forgotten;
  for (const site::Document& document : documents) {
    if (document.kind != kCommand) continue;
    if (auto answered = answered_from(document)) {
      all.push_back(std::move(*answered));
    } else {
      spdlog::error("command {} of the park cannot be read: it would be carried out again",
                    document.id);
    }
  }
  for (const std::string& id : log_.restore(std::move(all), core_.now())) {
    forgotten.push_back({kCommand, id, {}});
  }
  if (!forgotten.empty()) core_.keep(std::move(forgotten));
}

void ParkCommands::take(const std::string& text, const uplink::ReplyTo& to) {
  const Now now = core_.now();
  ParkCommand command;
  command.op = "?";
  if (!all_.take(now.tick)) {
    command.wrong = kTooMany;  // it is not even looked at
    command.reply_to = to;
    too_much(command, now.tick);
    return;
  }
  if (text.size() > kLongestCommand) {
    command.wrong = "the command is longer than 64 KiB";
  } else {
    command = park_command(text);
  }
  command.reply_to = to;
  if (is_too_much(command, now.tick)) {
    too_much(command, now.tick);
  } else if (!command.wrong.empty()) {
    refuse(command, command.wrong);
  } else if (const std::string error = why_not(command, now); error.empty()) {
    if (!answer_again(command, now)) carry_out(command, now);
  } else {
    refuse(command, error);
  }
}

/// A duty room that confirms message by message is no flood.
bool ParkCommands::is_too_much(const ParkCommand& command, Tick now) {
  if (senders_.size() >= kMostSenders && !senders_.contains(command.by)) senders_.clear();
  Sender& sender = senders_[command.by];
  return !(command.op == "confirm" && command.wrong.empty() ? sender.confirms : sender.acts)
              .take(now);
}

void ParkCommands::too_much(const ParkCommand& command, Tick now) {
  note(command, {kTooMany, {}}, now);
  if (complaints_.take(now)) reply(command, kTooMany);
}

/// Refused before anything is done or remembered.
std::string ParkCommands::why_not(const ParkCommand& command, Now now) const {
  const auto& allowed = terms_.allowed;
  if (std::find(allowed.begin(), allowed.end(), command.op) == allowed.end()) {
    return "operation '" + command.op +
           "' is not allowed here ([uplink] commands in the site file)";
  }
  if (log_.find(command.id) != nullptr) return {};  // it gets the answer that it got
  const auto age_ms = std::chrono::duration_cast<std::chrono::milliseconds>(terms_.command_age);
  if (command.t && now.wall_trusted) {
    const std::int64_t now_ms = unix_ms(now.wall);
    if (*command.t < now_ms - age_ms.count()) {
      return fmt::format("the command is older than {} s; look again, and give a new one",
                         age_ms.count() / 1000);
    }
    if (*command.t > now_ms + age_ms.count()) {
      return fmt::format("the command is from the future, by more than {} s; set the clock",
                         age_ms.count() / 1000);
    }
  }
  if (std::string wrong = wrong_arguments(command.op, command.args); !wrong.empty()) return wrong;
  // Whoever stops the telling, begins a drill or answers for the duty room has a name.
  const bool needs_name = command.op == "ack" || command.op == "drill" || command.op == "confirm";
  if (needs_name && command.by.empty()) return "say who (\"by\")";
  return {};
}

bool ParkCommands::answer_again(const ParkCommand& command, Now now) {
  const receipt::Answered* before = log_.find(command.id);
  if (before == nullptr) return false;
  if (before->print != print_of(command)) {
    refuse(command,
           "id '" + command.id +
               "' was another command within the last day; give each one an id of its own");
    return true;
  }
  note(command, {"the same command again: not carried out, answered as before", {}}, now.tick);
  reply(command, before->error, true);
  return true;
}

void ParkCommands::carry_out(const ParkCommand& command, Now now) {
  site::Effects effects;
  const Outcome outcome = run(command, effects);
  const bool harmless = is_harmless(command.op);
  const receipt::Answered answered{.id = command.id,
                                   .print = print_of(command),
                                   .at = now.wall,
                                   .ok = outcome.error.empty(),
                                   .error = outcome.error,
                                   .harmless = harmless};
  for (const std::string& id : log_.remember(answered, now)) {
    effects.documents.push_back({kCommand, id, {}});
  }
  if (!harmless) effects.documents.push_back(document_of(answered));
  // What was done to the site is always written down, one by one.
  const bool is_act = !harmless && outcome.error.empty();
  if (is_act || sums_.take(said_by(command), command.op, outcome.note, now.tick)) {
    effects.events.emplace_back(entry(command, outcome));
  }
  core_.perform(std::move(effects));
  reply(command, outcome.error);
}

void ParkCommands::refuse(const ParkCommand& command, const std::string& error) {
  note(command, {error, {}}, core_.now().tick);
  reply(command, error);
}

site::AuditEvent ParkCommands::entry(const ParkCommand& command, const Outcome& outcome) const {
  std::string target = json::serialize(command.args);
  const bool is_noise = !outcome.error.empty() && target.size() > kMostOfRefused;
  if (is_noise) target = fmt::format("({} bytes)", target.size());
  return {.t = core_.now().wall,
          .by = said_by(command),
          .from = "park",
          .op = command.op,
          .target = std::move(target),
          .note = outcome.note,
          .ok = outcome.error.empty(),
          .error = outcome.error};
}

void ParkCommands::note(const ParkCommand& command, const Outcome& outcome, Tick now) {
  if (sums_.take(said_by(command), command.op, outcome.error, now)) {
    core_.audit(entry(command, outcome));
  }
}

void ParkCommands::look(bool all) {
  for (const receipt::Sum& sum : sums_.due(core_.now().tick, all)) {
    core_.audit({.by = sum.by,
                 .from = "park",
                 .op = "sum",
                 .target = sum.op,
                 .note = fmt::format("{} more of these; the first: {}", sum.count,
                                     sum.example.empty() ? "done" : sum.example)});
  }
}

void ParkCommands::reply(const ParkCommand& command, const std::string& error, bool repeated) {
  json::object reply{{"id", command.given_id}, {"ok", error.empty()}};
  if (!error.empty()) reply["error"] = error;
  if (repeated) reply["repeated"] = true;
  uplink_.reply(control::json_text(reply), command.reply_to);
}

ParkCommands::Outcome ParkCommands::run(const ParkCommand& command, site::Effects& effects) {
  const std::string by = "park:" + command.by;
  if (command.op == "ack" && command.args.contains("incident")) return answer(command, by, effects);
  if (command.op == "ack") return acknowledge(command, by, effects);
  if (command.op == "confirm") return confirm(command, by, effects);
  if (command.op == "drill") return drill(command, by, effects);
  if (command.op == "silence") {
    core_.site().silence(by, core_.now(), effects);
    return {};
  }
  if (command.op == "describe") {
    describe();
    return {};
  }
  return {"operation '" + command.op + "' does not exist", {}};
}

/// What was sent a moment ago is what it would be now.
void ParkCommands::describe() {
  const Now now = core_.now();
  if (described_ && now.tick - *described_ < kDescribeAgain) return;
  described_ = now.tick;
  uplink_.set_describe(describe_message(core_.site().spec(), now, core_.board().overdue()));
}

ParkCommands::Outcome ParkCommands::confirm(const ParkCommand& command, const std::string& by,
                                            site::Effects& effects) {
  const std::string lane = text_argument(command.args, "lane");
  if (lane != "event") {
    return {"lane \"" + lane + "\" cannot be confirmed; write \"event\"", {}};
  }
  const auto confirmed = receipts_.confirm(number_argument(command.args, "seq").value_or(0),
                                           flag_argument(command.args, "upto"), by, effects);
  return confirmed ? Outcome{{}, *confirmed} : Outcome{confirmed.error(), {}};
}

ParkCommands::Outcome ParkCommands::drill(const ParkCommand& command, const std::string& by,
                                          site::Effects& effects) {
  const auto result = core_.site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.start(text_argument(command.args, "plan"), true, by, {}, core_.now(),
                               orders);
      },
      core_.now(), effects);
  return {result ? std::string() : result.error(), {}};
}

/// Of an incident that no alarm has started there is nothing else to acknowledge.
ParkCommands::Outcome ParkCommands::answer(const ParkCommand& command, const std::string& by,
                                           site::Effects& effects) {
  const auto result = core_.site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.acknowledge(text_argument(command.args, "incident"), by,
                                     text_argument(command.args, "note"), core_.now(), orders);
      },
      core_.now(), effects);
  return {result ? std::string() : result.error(), {}};
}

ParkCommands::Outcome ParkCommands::acknowledge(const ParkCommand& command, const std::string& by,
                                                site::Effects& effects) {
  const std::string id = text_argument(command.args, "alarm");
  const auto alarm = core_.site().find_alarm(id);
  if (!alarm) return {"no alarm '" + id + "'", {}};
  const auto result =
      core_.site().acknowledge({&*alarm, 1}, number_argument(command.args, "occurrence"), by,
                               text_argument(command.args, "note"), core_.now(), effects);
  return {result ? std::string() : result.error(), {}};
}

}  // namespace hazgate::daemon
