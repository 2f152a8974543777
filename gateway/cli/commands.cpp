#include "gateway/cli/commands.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fmt/core.h>
#include <functional>
#include <unistd.h>

#include "gateway/calendar/zone.hpp"
#include "gateway/cli/alarm_kpi.hpp"
#include "gateway/cli/assess.hpp"
#include "gateway/cli/backup.hpp"
#include "gateway/cli/bus_budget.hpp"
#include "gateway/cli/config_check.hpp"
#include "gateway/cli/contact_page.hpp"
#include "gateway/cli/explain.hpp"
#include "gateway/cli/field_commands.hpp"
#include "gateway/cli/handover_page.hpp"
#include "gateway/cli/hazard.hpp"
#include "gateway/cli/history.hpp"
#include "gateway/cli/incident_page.hpp"
#include "gateway/cli/incident_report.hpp"
#include "gateway/cli/numbers.hpp"
#include "gateway/cli/office_page.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/plan_page.hpp"
#include "gateway/cli/read_request.hpp"
#include "gateway/cli/replay.hpp"
#include "gateway/cli/status_page.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/cli/watch.hpp"
#include "gateway/control/client.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;
using control::Client;

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr std::chrono::seconds kContactPatience{150};
constexpr char kSocket[] = "/run/hazgate/control.sock";

CallError usage(const std::string& text) {
  return {.code = kUsage, .text = text};
}

/// Standard output is closed or full: there is nobody to tell but the exit code.
int flushed(int code) {
  if (std::fflush(stdout) == 0) return code;
  fmt::print(stderr, "hazctl: cannot write the answer to standard output\n");
  return kRefused;
}

class Commands {
 public:
  Commands(const Arguments& arguments, const Surroundings& surroundings)
      : a_(arguments), s_(surroundings) {}

  tl::expected<int, CallError> run() {
    switch (a_.verb) {
      case Verb::Status:
        return status();
      case Verb::Metrics:
        return metrics();
      case Verb::Points:
        return list("points", {{"pattern", a_.pattern}}, points_text);
      case Verb::Watch:
        return watch();
      case Verb::Alarms:
        return list("alarms", {{"all", a_.all}}, a_.all ? alarms_text : gathered_alarms_text);
      case Verb::Handover:
        return handover();
      case Verb::AlarmKpi:
        return printed(alarm_kpi(a_, s_.look, caller()));
      case Verb::Ack:
        return list("ack", ack_args(), changed_text);
      case Verb::Reset:
        return list("reset", {{"alarms", names()}}, changed_text);
      case Verb::Shelve:
        return overlay("shelve");
      case Verb::Unshelve:
        return list("unshelve", {{"alarms", names()}}, changed_text);
      case Verb::OutOfService:
        return overlay("out-of-service");
      case Verb::Return:
        return list("return", {{"alarms", names()}}, changed_text);
      case Verb::Explain:
        return printed(explain(a_, s_.look, caller()));
      case Verb::History:
        return printed(history(a_, s_.look, caller()));
      case Verb::Silence:
        return silence();
      case Verb::Events:
        return events();
      case Verb::PlanList:
        return list("plan-list", {}, plans_text);
      case Verb::PlanShow:
        return list("plan-show", {{"id", a_.ids.front()}}, plan_text);
      case Verb::IncidentList:
        return list("incident-list", {{"all", a_.all}}, incidents_text);
      case Verb::IncidentShow:
        return list("incident-show", {{"id", a_.ids.front()}}, incident_text);
      case Verb::IncidentAck:
        return list("incident-ack", {{"id", a_.ids.front()}, {"note", a_.note}}, incidents_text);
      case Verb::IncidentClose:
        return list("incident-close", plan_args(), incidents_text);
      case Verb::IncidentReview:
        return list("incident-review", plan_args(), incidents_text);
      case Verb::IncidentReported:
        return reported();
      case Verb::IncidentCasualties:
        return list("incident-casualties", plan_args(), incidents_text);
      case Verb::IncidentNeighbour:
        return list("incident-neighbour", plan_args(), incidents_text);
      case Verb::PlanStart:
        return list("plan-start", plan_args(), incidents_text);
      case Verb::PlanStop:
        return list("plan-stop", plan_args(), incidents_text);
      case Verb::PlanGo:
        return list("plan-go", plan_args(), incidents_text);
      case Verb::PlanVeto:
        return list("plan-veto", plan_args(), incidents_text);
      case Verb::PlanGrade:
        return list("plan-grade", plan_args(), incidents_text);
      case Verb::IncidentReport:
        return printed(incident_report(a_, caller()));
      case Verb::Read:
        return read();
      case Verb::Write:
        return write();
      case Verb::Scan:
        return scan(a_, s_, caller());
      case Verb::Trace:
        return trace(a_, s_, caller());
      case Verb::Guess:
        return guess(a_, s_, caller());
      case Verb::ConfigCheck:
        return printed(check_config(a_.file, a_.json));
      case Verb::Assess:
        return printed(show_assessment(a_, s_.look));
      case Verb::Budget:
        return printed(show_budget(a_, s_.look));
      case Verb::Replay:
        return printed(replay_record(a_, s_.look));
      case Verb::Backup:
        return printed(back_up(a_));
      case Verb::Hazard:
        return printed(hazard(a_, s_.look, caller()));
      case Verb::ReportList:
        return list("report-list", {{"all", a_.all}}, reports_text);
      case Verb::ReportShow:
        return list("report-show", {{"kind", a_.kind}, {"period", a_.period}}, report_text);
      case Verb::ReportMake:
        return list("report-make", {{"kind", a_.kind}}, report_text);
      case Verb::EquipmentList:
        return list("equipment-list", {}, equipment_text);
      case Verb::EquipmentShow:
        return list("equipment-show", {{"id", a_.ids.front()}}, equipment_text);
      case Verb::EquipmentDone:
        return list("equipment-done", done_args(), equipment_text);
      case Verb::DrillList:
        return list("drill-list", {}, drills_text);
      case Verb::ContactList:
        return list("contact-list", {}, contacts_text);
      case Verb::ContactTest:
        return contact_test();
    }
    return kDone;
  }

 private:
  using Shown = std::string (*)(const Items&, const Look&);

  tl::expected<std::string, CallError> socket() const {
    if (!a_.socket.empty()) return a_.socket;
    if (!a_.config.empty()) return socket_of(a_.config);
    return s_.socket_variable.empty() ? std::string(kSocket) : s_.socket_variable;
  }

  tl::expected<void, CallError> call(const char* op, const Item& args,
                                     const Client::OnItem& on_item,
                                     Client::Patience patience = Client::kPatience) {
    const auto path = socket();
    if (!path) return tl::unexpected(path.error());
    auto client = Client::connect(*path);
    if (!client) return tl::unexpected(client.error());
    return client->call(op, args, on_item, patience);
  }

  Call caller() {
    return [this](const char* op, const Item& args, const Client::OnItem& on_item,
                  Client::Patience patience) { return call(op, args, on_item, patience); };
  }

  tl::expected<Items, CallError> items(const char* op, const Item& args) {
    Items items;
    auto called = call(op, args, [&](Item&& item) {
      items.push_back(std::move(item));
      return true;
    });
    if (!called) return tl::unexpected(called.error());
    return items;
  }

  static tl::expected<int, CallError> printed(tl::expected<int, CallError> done) {
    return done ? flushed(*done) : done;
  }

  int show(const Items& items, Shown as_text) const {
    if (!a_.json) {
      print(as_text(items, s_.look));
      return flushed(kDone);
    }
    for (const Item& item : items) print(json_line(item));
    return flushed(kDone);
  }

  tl::expected<int, CallError> list(const char* op, const Item& args, Shown as_text) {
    auto answer = items(op, args);
    if (!answer) return tl::unexpected(answer.error());
    return show(*answer, as_text);
  }

  /// In the time of the site, wherever the laptop comes from.
  tl::expected<int, CallError> handover() {
    auto answer = items("handover", {});
    if (!answer) return tl::unexpected(answer.error());
    const std::string zone = answer->empty() ? "" : text_of(answer->front(), "timezone");
    if (calendar::Zone::find(zone)) show_times_of(zone);
    return show(*answer, handover_text);
  }

  /// Shows each item when it comes, until Ctrl-C.
  tl::expected<int, CallError> stream(const char* op, const Item& args,
                                      const std::function<std::string(const Item&)>& as_line) {
    for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { ::_exit(kDone); });
    auto called = call(
        op, args,
        [&](Item&& item) {
          print(a_.json ? json_line(item) : as_line(item));
          return std::fflush(stdout) == 0;
        },
        Client::kForEver);
    if (!called) return tl::unexpected(called.error());
    return kDone;
  }

  boost::json::array names() const {
    boost::json::array names;
    for (const std::string& id : a_.ids) names.emplace_back(id);
    return names;
  }

  Item ack_args() const {
    Item args{{"note", a_.note}};
    if (a_.all) {
      args["all"] = true;
    } else {
      args["alarms"] = names();
    }
    if (a_.occurrence) args["occurrence"] = *a_.occurrence;
    return args;
  }

  Item done_args() const {
    return {{"id", a_.ids.front()},          {"on", a_.on},     {"by", a_.by},
            {"certificate", a_.certificate}, {"duty", a_.duty}, {"until", a_.good_until}};
  }

  tl::expected<int, CallError> status() {
    auto answer = items("status", {});
    if (!answer) return tl::unexpected(answer.error());
    if (answer->empty())
      return tl::unexpected(CallError{1, "the daemon said nothing of its status"});
    const Item& item = answer->front();
    print(a_.json ? json_line(item) : status_text(item, s_.look));
    if (const int code = flushed(kDone); code != kDone) return code;
    const std::string problems = problems_text(item);
    if (problems.empty()) return kDone;
    return tl::unexpected(CallError{kRefused, "not healthy: " + problems});
  }

  tl::expected<int, CallError> metrics() {
    auto answer = items("metrics", {});
    if (!answer) return tl::unexpected(answer.error());
    if (answer->empty()) return tl::unexpected(CallError{1, "the daemon has no figures"});
    print(text_of(answer->front(), "text"));
    return flushed(kDone);
  }

  /// Each receipt when it comes. The daemon has the last word on how long that may take.
  tl::expected<int, CallError> contact_test() {
    auto called = call(
        "contact-test", {{"id", a_.ids.front()}, {"via", a_.via}},
        [&](Item&& state) {
          print(a_.json ? json_line(state) : contact_test_line(state, s_.look));
          return std::fflush(stdout) == 0;
        },
        kContactPatience);
    if (!called) return tl::unexpected(called.error());
    return flushed(kDone);
  }

  tl::expected<int, CallError> watch() {
    if (!s_.terminal || a_.json) {
      return stream("watch", {{"pattern", a_.pattern}},
                    [this](const Item& point) { return point_line(point, s_.look); });
    }
    const auto path = socket();
    if (!path) return tl::unexpected(path.error());
    std::string error;
    const int code = watch_screen(*path, a_.pattern, s_.look, error);
    if (code != kDone) return tl::unexpected(CallError{code, error});
    return kDone;
  }

  /// All that plan and incident take; what was not given is left out.
  Item plan_args() const {
    Item args{{"id", a_.ids.front()}, {"drill", a_.drill}};
    for (const auto& [key, text] :
         {std::pair{"note", &a_.note}, std::pair{"reason", &a_.reason},
          std::pair{"grade", &a_.grade}, std::pair{"cause", &a_.cause},
          std::pair{"people", &a_.people}, std::pair{"measures", &a_.measures},
          std::pair{"education", &a_.education}}) {
      if (!text->empty()) args[key] = *text;
    }
    for (const auto& [key, text] :
         {std::pair{"clock", &a_.clock}, std::pair{"to", &a_.to}, std::pair{"by", &a_.by},
          std::pair{"neighbour", &a_.neighbour}}) {
      if (!text->empty()) args[key] = *text;
    }
    for (const auto& [key, count] :
         {std::pair{"deaths", &a_.deaths}, std::pair{"serious", &a_.serious},
          std::pair{"light", &a_.light}, std::pair{"loss", &a_.loss}}) {
      if (*count) args[key] = **count;
    }
    if (a_.step) args["step"] = *a_.step;
    if (a_.head_count) args["head_count"] = *a_.head_count;
    return args;
  }

  tl::expected<int, CallError> reported() {
    Item args = plan_args();
    if (!a_.on.empty()) {
      const auto at = time_argument("--at", a_.on, now_ms());
      if (!at) return tl::unexpected(usage(at.error()));
      args["at"] = *at;
    }
    return list("incident-reported", args, incidents_text);
  }

  tl::expected<int, CallError> silence() {
    return list("silence", {}, [](const Items& items, const Look& look) {
      const std::string points = items.empty() ? "" : joined(items.front(), "silenced");
      return (points.empty() ? std::string(say(Text::NothingToSilence, look.language))
                             : say(Text::Silenced, look.language, printable(points))) +
             '\n';
    });
  }

  /// A flag over alarms: for how long, and why.
  tl::expected<int, CallError> overlay(const char* op) {
    Item args{{"alarms", names()}, {"reason", a_.reason}, {"once", a_.once}};
    if (!a_.time.empty()) {
      const auto span = span_from(a_.time);
      if (!span) {
        return tl::unexpected(usage("--for " + a_.time + " is no time; write 45s, 30m, 8h or 2d"));
      }
      args["for_ms"] = *span;
    }
    return list(op, args, changed_text);
  }

  tl::expected<int, CallError> events() {
    Item args{{"follow", a_.follow}};
    if (!a_.since.empty()) {
      const auto since = time_argument("--since", a_.since, now_ms());
      if (!since) return tl::unexpected(usage(since.error()));
      args["since"] = std::max<std::int64_t>(0, *since);
    }
    const auto as_line = [this](const Item& event) { return event_line(event, s_.look); };
    if (a_.follow) return stream("events", args, as_line);
    return list("events", args, [](const Items& events, const Look& look) {
      std::string text;
      for (const Item& event : events) text += event_line(event, look);
      return text.empty() ? std::string(say(Text::NoEvents, look.language)) + '\n' : text;
    });
  }

  tl::expected<int, CallError> read() {
    auto request = read_request_from(a_);
    if (!request) return tl::unexpected(usage(request.error()));
    auto answer = items("read", request->args);
    if (!answer) return tl::unexpected(answer.error());
    Words& words = request->words;
    for (const Item& item : *answer) {
      const auto each = integer_of(item, "word");
      if (!each) return tl::unexpected(CallError{kRefused, "the daemon's answer has no words"});
      words.words.push_back(static_cast<std::uint16_t>(*each));
    }
    const auto& typed = request->typed;
    if (typed) *answer = typed_items(words, *typed);
    if (a_.json) {
      for (const Item& item : *answer) print(json_line(item));
    } else {
      print(typed ? typed_text(*answer, *typed, s_.look) : words_text(words, s_.look));
    }
    return flushed(kDone);
  }

  tl::expected<int, CallError> write() {
    return list("write", {{"point", a_.point}, {"value", value_from(a_.value)}},
                [](const Items& items, const Look& look) {
                  if (items.empty()) return std::string();
                  const Item& done = items.front();
                  return say(Text::Written, look.language, printable(text_of(done, "point")),
                             printable(shown(done, "value"))) +
                         fmt::format("  ({}x, {:.0f} ms)\n", shown(done, "attempts"),
                                     number_of(done, "took_ms").value_or(0));
                });
  }

  const Arguments& a_;
  const Surroundings& s_;
};

}  // namespace

int run(const Arguments& arguments, const Surroundings& surroundings) {
  auto done = Commands(arguments, surroundings).run();
  if (done) return *done;
  flushed(kDone);
  fmt::print(stderr, "hazctl: {}\n", printable(done.error().text));
  return done.error().code;
}

}  // namespace hazgate::cli
