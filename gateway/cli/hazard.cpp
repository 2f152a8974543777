#include "gateway/cli/hazard.hpp"

#include <utility>

#include "gateway/cli/hazard_export.hpp"
#include "gateway/cli/hazard_page.hpp"
#include "gateway/cli/output.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;
using control::Client;

const char* act_of(const HazardArguments& a) {
  switch (a.verb) {
    case HazardVerb::Fix:
      return "hazard-fix";
    case HazardVerb::Notice:
      return "hazard-notice";
    case HazardVerb::Start:
      return "hazard-start";
    case HazardVerb::Done:
      return "hazard-done";
    case HazardVerb::Recheck:
      return a.pass ? "hazard-pass" : "hazard-fail";
    case HazardVerb::Extend:
      return "hazard-extend";
    case HazardVerb::Refer:
      return "hazard-refer";
    case HazardVerb::Note:
      return "hazard-note";
    case HazardVerb::Sign:
      return "hazard-sign";
    case HazardVerb::Mark:
      if (a.stop_work) return "hazard-stop-work";
      if (a.allow_work) return "hazard-allow-work";
      if (!a.listed.empty()) return "hazard-listed";
      return a.alarms.empty() ? "hazard-assign" : "hazard-link";
    case HazardVerb::Open:
      return "hazard-open";
    case HazardVerb::Show:
      return "hazard-show";
    case HazardVerb::Kpi:
      return "hazard-kpi";
    case HazardVerb::List:
    case HazardVerb::Export:
      break;
  }
  return "hazard-list";
}

const char* which(const HazardArguments& a) {
  if (a.overdue) return "overdue";
  return a.all || (a.verb == HazardVerb::Export && !a.open) ? "all" : "open";
}

/// Everything that was given; the daemon takes what the operation knows.
Item args_of(const HazardArguments& a) {
  Item args{{"which", which(a)}, {"fixed", a.fixed}};
  const std::pair<const char*, const std::string*> texts[] = {{"id", &a.id},
                                                              {"text", &a.text},
                                                              {"grade", &a.grade},
                                                              {"owner", &a.owner},
                                                              {"deadline", &a.deadline},
                                                              {"source", &a.source},
                                                              {"area", &a.area},
                                                              {"measure", &a.measure},
                                                              {"funds", &a.funds},
                                                              {"plan", &a.plan},
                                                              {"notice_no", &a.notice_no},
                                                              {"by", &a.by},
                                                              {"to", &a.to},
                                                              {"approved_by", &a.approved_by},
                                                              {"level", &a.listed},
                                                              {"addressee", &a.addressee},
                                                              {"since", &a.since}};
  for (const auto& [key, text] : texts) {
    if (!text->empty()) args[key] = *text;
  }
  boost::json::array alarms;
  for (const std::string& alarm : a.alarms) alarms.emplace_back(alarm);
  if (!alarms.empty()) args["alarms"] = std::move(alarms);
  return args;
}

tl::expected<Items, CallError> ask(const Call& call, const char* op, const Item& args) {
  Items items;
  const auto take = [&](Item&& item) {
    items.push_back(std::move(item));
    return true;
  };
  const auto called = call(op, args, take, Client::kPatience);
  if (!called) return tl::unexpected(called.error());
  return items;
}

std::string shown(const HazardArguments& a, const Items& items, const Look& look) {
  if (a.verb == HazardVerb::List) return hazards_text(items, look);
  if (a.verb == HazardVerb::Show) return hazard_text(items, look);
  if (a.verb == HazardVerb::Kpi) return hazard_figures_text(items, look);
  return changed_hazards_text(items, look);
}

}  // namespace

tl::expected<int, CallError> hazard(const Arguments& arguments, const Look& look,
                                    const Call& call) {
  const HazardArguments& a = arguments.hazard;
  const auto items = ask(call, act_of(a), args_of(a));
  if (!items) return tl::unexpected(items.error());
  if (arguments.json) {
    for (const Item& item : *items) print(json_line(item));
  } else if (a.verb == HazardVerb::Export) {
    const auto figures = ask(call, "hazard-kpi", {});
    if (!figures) return tl::unexpected(figures.error());
    const Item about = figures->empty() ? Item{} : figures->front();
    print(a.csv ? hazards_csv(*items, look.language) : hazards_html(*items, about, look.language));
  } else {
    print(shown(a, *items, look));
  }
  return 0;
}

}  // namespace hazgate::cli
