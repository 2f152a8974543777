#include <CLI/CLI.hpp>

#include "gateway/cli/command_form.hpp"
#include "gateway/cli/command_lines.hpp"

namespace hazgate::cli {
namespace {

/// plan …, incident …
class PlanCommandLine : private CommandForm {
 public:
  PlanCommandLine(CLI::App& app, Arguments& arguments) : CommandForm(app, arguments) { plans(); }

 private:
  void id(CLI::App* command) {
    one_id(command, "the incident, as `hazctl incident list` shows it");
  }

  void plans() {
    CLI::App& plan = *app_.add_subcommand("plan", "emergency plans");
    plan.require_subcommand(1);
    listing(plan, "list", Verb::PlanList, "the plans, their triggers and steps", "plan list");
    one_id(listing(plan, "show", Verb::PlanShow, "one plan, and how its steps stand now",
                   "plan show tank-farm-leak"),
           "the plan, as `hazctl plan list` shows it");
    changing_plans(plan);
    CLI::App& incident = *app_.add_subcommand("incident", "what plans were started");
    incident.require_subcommand(1);
    listing(incident, "list", Verb::IncidentList, "the open incidents", "incident list --all")
        ->add_flag("--all", a_.all, "the closed ones too");
    id(listing(incident, "show", Verb::IncidentShow, "steps and timeline of one",
               "incident show tank-farm-leak-3"));
    for (const bool close : {false, true}) {
      CLI::App* ends = close
                           ? listing(incident, "close", Verb::IncidentClose, "it is put to rest",
                                     "incident close tank-farm-leak-3 --note 'flange tightened'")
                           : listing(incident, "ack", Verb::IncidentAck, "somebody looks after it",
                                     "incident ack tank-farm-leak-3 --note 'on my way'");
      id(ends);
      note(ends);
      if (!close) continue;
      head_count(ends);
      review(ends);
    }
    CLI::App* found =
        listing(incident, "review", Verb::IncidentReview, "what has been found out, piece by piece",
                "incident review tank-farm-leak-3 --cause 'gasket of the wrong class'");
    id(found);
    review(found);
    reporting(incident);
    report(incident);
  }

  void reporting(CLI::App& incident) {
    CLI::App* reported = listing(
        incident, "reported", Verb::IncidentReported, "a report that the law wants was made",
        "incident reported tank-farm-leak-3 1h --to 'county emergency bureau'");
    id(reported);
    reported->add_option("CLOCK", a_.clock, "which one: 1h, 2h, 24h, 3d, 30d")
        ->required()
        ->check(CLI::IsMember({"1h", "2h", "24h", "3d", "30d"}));
    reported->add_option("--to", a_.to, "to whom")->required()->type_name("WHOM");
    reported->add_option("--by", a_.by, "who has reported (default: you)")->type_name("WHO");
    reported->add_option("--at", a_.on, "when (default: now)")->type_name("T");
    note(reported);
    CLI::App* harm = listing(incident, "casualties", Verb::IncidentCasualties,
                             "all that is known of people hurt and of the loss",
                             "incident casualties tank-farm-leak-3 --serious 1 --light 2");
    id(harm);
    harm->add_option("--deaths", a_.deaths, "with the missing")->type_name("N");
    harm->add_option("--serious", a_.serious, "seriously hurt, or acutely poisoned")
        ->type_name("N");
    harm->add_option("--light", a_.light, "otherwise hurt")->type_name("N");
    harm->add_option("--loss", a_.loss, "direct loss in CNY")->type_name("N");
    CLI::App* answered = listing(incident, "neighbour", Verb::IncidentNeighbour,
                                 "the duty room of a neighbour has answered",
                                 "incident neighbour tank-farm-leak-3 east-works --by 'duty room'");
    id(answered);
    answered->add_option("NEIGHBOUR", a_.neighbour, "its id in the site file")->required();
    answered->add_option("--by", a_.by, "who has answered")->type_name("WHO");
    note(answered);
  }

  void changing_plans(CLI::App& plan) {
    CLI::App* start =
        listing(plan, "start", Verb::PlanStart, "a person starts it, or a drill of it",
                "plan start tank-farm-leak --drill");
    one_id(start, "the plan, as `hazctl plan list` shows it");
    start->add_flag("--drill", a_.drill, "everything runs and says DRILL; outputs stay off");
    note(start);
    CLI::App* stop = running(plan, "stop", Verb::PlanStop, "the emergency, or the drill, is over",
                             "plan stop tank-farm-leak-3 --head-count 14");
    head_count(stop);
    note(stop);
    step(running(plan, "go", Verb::PlanGo, "begins a step that waits",
                 "plan go tank-farm-leak-3 4"));
    CLI::App* veto = running(plan, "veto", Verb::PlanVeto, "forbids a step that asks first",
                             "plan veto tank-farm-leak-3 4 --reason 'unit is empty'");
    step(veto);
    reason(veto);
    CLI::App* grade = running(plan, "grade", Verb::PlanGrade, "a person raises or lowers the grade",
                              "plan grade tank-farm-leak-3 I --reason 'second tank'");
    grade->add_option("GRADE", a_.grade, "I (gravest), II, III or IV")
        ->required()
        ->check(CLI::IsMember({"I", "II", "III", "IV"}));
    reason(grade);
  }

  CLI::App* running(CLI::App& plan, const char* name, Verb verb, const char* what,
                    const char* example) {
    CLI::App* command = listing(plan, name, verb, what, example);
    one_id(command, "the incident, or the plan that runs");
    return command;
  }

  void step(CLI::App* command) {
    command->add_option("STEP", a_.step, "its number, as `hazctl incident show` shows it")
        ->required();
  }

  void head_count(CLI::App* command) {
    command->add_option("--head-count", a_.head_count, "people counted at the assembly point")
        ->type_name("N");
  }

  void review(CLI::App* command) {
    command->add_option("--cause", a_.cause, "what the cause was")->type_name("TEXT");
    command->add_option("--people", a_.people, "who was responsible, and how that was dealt with")
        ->type_name("TEXT");
    command->add_option("--measures", a_.measures, "what was put right")->type_name("TEXT");
    command->add_option("--education", a_.education, "who has been taught what by it")
        ->type_name("TEXT");
  }

  void report(CLI::App& incident) {
    CLI::App* report =
        listing(incident, "report", Verb::IncidentReport, "one incident as a document to hand in",
                "incident report tank-farm-leak-3 --pdf report.pdf --csv timeline.csv");
    id(report);
    report->add_option("--html", a_.html, "one file that prints on A4 (-: standard output)")
        ->type_name("FILE");
    report->add_option("--pdf", a_.pdf, "the same, printed by Chromium")->type_name("FILE");
    report->add_option("--csv", a_.csv, "the timeline as a table")->type_name("FILE");
    report->add_option("--language", a_.language, "zh-CN, zh-TW or en (default: the site's)")
        ->check(CLI::IsMember({"zh-CN", "zh-TW", "en"}))
        ->type_name("L");
  }
};

}  // namespace

void add_plans(CLI::App& app, Arguments& arguments) {
  PlanCommandLine(app, arguments);
}

}  // namespace hazgate::cli
