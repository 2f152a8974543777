#include "gateway/cli/hazard_command_line.hpp"

#include <CLI/CLI.hpp>

namespace hazgate::cli {
namespace {

/// Builds the commands under `hazctl hazard`.
class HazardCommandLine {
 public:
  HazardCommandLine(CLI::App& app, Arguments& arguments)
      : hazard_(*app.add_subcommand("hazard", "the ledger of hidden dangers (事故隐患台账)")),
        all_(arguments),
        a_(arguments.hazard) {
    hazard_.require_subcommand(1);
    hazard_.footer(
        "An item goes: open - notice (owner, deadline) - start - done - recheck by another person "
        "- "
        "closed;\nor: open - fix (on site) - recheck. A re-check that fails opens it again.");
    looking();
    opening();
    working();
    deciding();
  }

 private:
  CLI::App* command(const char* name, HazardVerb verb, const char* does, const char* example) {
    CLI::App* command = hazard_.add_subcommand(name, does);
    command->footer(std::string("Example:\n  hazctl hazard ") + example);
    command->add_flag("--json", all_.json, "one JSON object per line");
    command->final_callback([this_verb = verb, &all = all_] {
      all.verb = Verb::Hazard;
      all.hazard.verb = this_verb;
    });
    return command;
  }

  /// A command that changes one item.
  CLI::App* change(const char* name, HazardVerb verb, const char* does, const char* example) {
    CLI::App* changes = command(name, verb, does, example);
    changes->add_option("ID", a_.id, "number of the item, as `hazctl hazard list` shows it")
        ->required();
    by(changes);
    return changes;
  }

  CLI::Option* option(CLI::App* command, const char* name, std::string& target, const char* what,
                      const char* type = "TEXT") {
    return command->add_option(name, target, what)->type_name(type);
  }
  void by(CLI::App* command) {
    option(command, "--by", a_.by, "who does it (default: who you are; the audit names both)",
           "WHO");
  }
  void text(CLI::App* command, const char* what) { option(command, "--text", a_.text, what); }
  void measures(CLI::App* command) {
    option(command, "--measure", a_.measure, "what is done about it");
    option(command, "--funds", a_.funds, "the money for it");
    option(command, "--plan", a_.plan, "what protects people until it is done, and the plan");
  }
  void which(CLI::App* command, const char* usual) {
    CLI::Option_group* group = command->add_option_group("which items", usual);
    group->add_flag("--open", a_.open, "those that are not closed");
    group->add_flag("--overdue", a_.overdue, "those whose deadline has passed");
    group->add_flag("--all", a_.all, "the closed ones too");
    group->require_option(0, 1);
  }

  void looking() {
    which(command("list", HazardVerb::List, "the items, the open ones unless told otherwise",
                  "list --overdue"),
          "without any: --open");
    CLI::App* show =
        command("show", HazardVerb::Show, "everything about one item", "show h-2026-0001");
    show->add_option("ID", a_.id, "its number")->required();
    CLI::App* kpi = command("kpi", HazardVerb::Kpi,
                            "found, fixed on site, notices, done in time, re-checks; also when "
                            "they are zero",
                            "kpi --since 2026-01-01");
    option(kpi, "--since", a_.since, "a day, or 90d ago (default: the first of January)", "DAY");
    CLI::App* exported =
        command("export", HazardVerb::Export,
                "the list for the notice board or the authority, to standard output",
                "export --html > ledger.html\n  hazctl hazard export --csv --open > ledger.csv");
    which(exported, "without any: --all");
    CLI::Option* html = exported->add_flag("--html", a_.html, "a page to print (the default)");
    exported->add_flag("--csv", a_.csv, "for a spreadsheet")->excludes(html);
  }

  void opening() {
    CLI::App* open = command("open", HazardVerb::Open, "a danger that was found",
                             "open --text 'relief valve of V-7 leaks' --grade major --owner wang "
                             "--deadline 2026-05-20\n"
                             "  hazctl hazard open --text 'worn hose at pump 3' --fixed");
    option(open, "--text", a_.text, "what the danger is")->required();
    option(open, "--grade", a_.grade, "general (default) or major", "G")
        ->check(CLI::IsMember({"general", "major"}));
    open->add_flag("--fixed", a_.fixed, "it was put right on the spot");
    option(open, "--owner", a_.owner, "who removes it: a contact's id, or a name", "WHO");
    option(open, "--deadline", a_.deadline, "until when: a day, or 10d from today", "DAY");
    option(open, "--source", a_.source, "what it is a danger of: a major hazard source, a plant");
    option(open, "--area", a_.area, "where it is");
    option(open, "--notice-no", a_.notice_no, "of the written notice (default: from the number)",
           "NO");
    open->add_option("--alarm", a_.alarms, "an alarm that speaks of it; may be there several times")
        ->allow_extra_args(false)
        ->type_name("ID");
    measures(open);
    by(open);
    CLI::App* notice =
        change("notice", HazardVerb::Notice, "name an owner and a deadline for an open item",
               "notice h-2026-0002 --owner wang --deadline 10d --measure 'replace the sensor'");
    option(notice, "--owner", a_.owner, "who removes it", "WHO")->required();
    option(notice, "--deadline", a_.deadline, "until when: a day, or 10d from today", "DAY")
        ->required();
    option(notice, "--notice-no", a_.notice_no, "of the written notice", "NO");
    measures(notice);
    text(notice, "a note");
  }

  void working() {
    text(change("fix", HazardVerb::Fix, "an open item was put right on the spot",
                "fix h-2026-0002 --text 'flange tightened'"),
         "what was done");
    CLI::App* start = change("start", HazardVerb::Start,
                             "the work begins; a major danger needs measure, funds and plan by now",
                             "start h-2026-0001 --by wang");
    measures(start);
    text(start, "a note");
    CLI::App* done =
        change("done", HazardVerb::Done, "the danger is removed; waits for its re-check",
               "done h-2026-0001 --by wang --text 'valve replaced'");
    measures(done);
    text(done, "what was done");
    CLI::App* recheck = change(
        "recheck", HazardVerb::Recheck, "another person has looked: it is gone, or it is not",
        "recheck h-2026-0001 --pass --by li\n"
        "  hazctl hazard recheck h-2026-0001 --fail --by li --text 'still leaks'");
    CLI::Option* pass = recheck->add_flag("--pass", a_.pass, "it is gone; the item is closed");
    recheck->add_flag("--fail", a_.fail, "it is not; the item is opened again")->excludes(pass);
    text(recheck, "what was seen; needed with --fail");
  }

  void deciding() {
    CLI::App* extend = change("extend", HazardVerb::Extend, "a later deadline, with approval",
                              "extend h-2026-0001 --to 2026-06-20 --approved-by sun "
                              "--reason 'the part comes in June'");
    option(extend, "--to", a_.to, "the new deadline", "DAY")->required();
    option(extend, "--approved-by", a_.approved_by, "who allows it; not the owner", "WHO")
        ->required();
    option(extend, "--reason", a_.text, "why")->required();
    CLI::App* refer =
        change("refer", HazardVerb::Refer, "told an authority in writing: not ours to settle",
               "refer h-2026-0001 --addressee 'county fire brigade' --notice-no 17");
    option(refer, "--addressee", a_.addressee, "whom")->required();
    option(refer, "--notice-no", a_.notice_no, "number of the written notice", "NO")->required();
    text(refer, "a note");
    CLI::App* note = change("note", HazardVerb::Note, "how it goes on, or what was not written yet",
                            "note h-2026-0001 --text 'valve ordered' --funds 3000");
    text(note, "the note");
    measures(note);
    text(change("sign", HazardVerb::Sign, "the main responsible person signs",
                "sign h-2026-0001 --by sun"),
         "a note");
    CLI::App* mark =
        change("mark", HazardVerb::Mark,
               "order work to stop or allow it, supervision, alarms, another owner",
               "mark h-2026-0001 --stop-work --reason 'gas in the pit'\n"
               "  hazctl hazard mark h-2026-0001 --listed county\n"
               "  hazctl hazard mark h-2026-0001 --alarm gd-101.gas.HH\n"
               "  hazctl hazard mark h-2026-0001 --owner zhou --reason 'Wang is away'");
    CLI::Option_group* one = mark->add_option_group("one of", "what is marked");
    one->add_flag("--stop-work", a_.stop_work, "work has to stop; needs --reason");
    one->add_flag("--allow-work", a_.allow_work, "work may go on; needs --reason");
    one->add_option("--listed", a_.listed, "under whose listed supervision (挂牌督办)")
        ->check(CLI::IsMember({"none", "county", "prefecture", "province"}))
        ->type_name("LEVEL");
    one->add_option("--alarm", a_.alarms, "an alarm that speaks of it; may be there several times")
        ->allow_extra_args(false)
        ->type_name("ID");
    one->add_option("--owner", a_.owner, "another person owns it now; needs --reason")
        ->type_name("WHO");
    one->require_option(1);
    option(mark, "--reason", a_.text, "why");
  }

  CLI::App& hazard_;
  Arguments& all_;
  HazardArguments& a_;
};

}  // namespace

void add_hazard(CLI::App& app, Arguments& arguments) {
  HazardCommandLine(app, arguments);
}

std::string check_hazard(const HazardArguments& a) {
  if (a.verb == HazardVerb::Recheck && !a.pass && !a.fail) {
    return "say what the re-check has shown: --pass or --fail";
  }
  if (a.verb == HazardVerb::Recheck && a.fail && a.text.empty()) {
    return "--fail needs --text: what is not right";
  }
  if (a.verb == HazardVerb::Open && a.fixed && !(a.owner.empty() && a.deadline.empty())) {
    return "what is fixed on site needs no --owner and no --deadline; say one of the two";
  }
  if (a.verb == HazardVerb::Open && !a.fixed && (a.owner.empty() || a.deadline.empty())) {
    return "say --fixed, or --owner WHO and --deadline DAY";
  }
  const bool reason = a.stop_work || a.allow_work || !a.owner.empty();
  if (a.verb == HazardVerb::Mark && reason && a.text.empty()) {
    return "--stop-work, --allow-work and --owner need --reason";
  }
  return {};
}

}  // namespace hazgate::cli
