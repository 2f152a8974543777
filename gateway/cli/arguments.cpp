#include "gateway/cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "gateway/cli/hazard_command_line.hpp"

namespace hazgate::cli {
namespace {

constexpr int kUsage = 2;

/// Builds the commands of hazctl around one Arguments.
class CommandLine {
 public:
  explicit CommandLine(const std::string& version) {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.set_version_flag("--version", "hazctl " + version);
    app_.set_help_all_flag("--help-all", "the help of every command");
    auto* socket = app_.add_option("--socket", a_.socket, "the daemon's control socket");
    socket->type_name("PATH");
    auto* config = app_.add_option("--config", a_.config, "the daemon of this site file");
    config->type_name("SITE.toml")->excludes(socket);
    app_.footer(
        "Options may stand anywhere. Without --socket and --config: $HAZGATE_SOCKET, then\n"
        "/run/hazgate/control.sock. `hazctl COMMAND --help` shows an example.\n"
        "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 the daemon is out of reach.");
    looking();
    alarms();
    plans();
    add_hazard(app_, a_);
    commissioning();
    files();
    office();
    contacts();
  }

  tl::expected<Arguments, EndNow> parse(const std::vector<std::string>& words) {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    try {
      app_.parse(reversed);
    } catch (const CLI::ParseError& error) {
      return tl::unexpected(end_of(error));
    }
    if (const std::string wrong = check(); !wrong.empty()) {
      return tl::unexpected(EndNow{kUsage, {}, "hazctl: " + wrong + '\n'});
    }
    return a_;
  }

 private:
  CLI::App* command(CLI::App& under, const std::string& name, Verb verb, const std::string& does,
                    const std::string& example) {
    CLI::App* command = under.add_subcommand(name, does);
    command->footer("Example:\n  hazctl " + example);
    command->final_callback([this, verb] { a_.verb = verb; });
    return command;
  }

  CLI::App* listing(CLI::App& under, const std::string& name, Verb verb, const std::string& does,
                    const std::string& example) {
    CLI::App* listed = command(under, name, verb, does, example);
    listed->add_flag("--json", a_.json, "one JSON object per line");
    return listed;
  }

  void pattern(CLI::App* command) {
    command->add_option("PATTERN", a_.pattern, "only ids that fit: gd-*, *.gas, gd-10?.gas");
  }
  void ids(CLI::App* command) {
    command->add_option("ID", a_.ids, "ids of alarms, as `hazctl alarms` shows them");
  }
  /// Not a list: what stands behind it may be another word.
  void one_id(CLI::App* command, const char* what) {
    command
        ->add_option_function<std::string>(
            "ID", [this](const std::string& id) { a_.ids = {id}; }, what)
        ->required();
  }
  void id(CLI::App* command) {
    one_id(command, "the incident, as `hazctl incident list` shows it");
  }
  void since(CLI::App* command) {
    command
        ->add_option("--since", a_.since,
                     "30m (s, m, h, d) ago, \"22:05\", 2026-01-31, \"2026-01-31 22:05\"")
        ->type_name("T");
  }
  void note(CLI::App* command) {
    command->add_option("--note", a_.note, "why; it stays in the record")->type_name("TEXT");
  }

  void looking() {
    listing(app_, "status", Verb::Status,
            "daemon, buses, devices, uplink and store; 1 if unhealthy", "status");
    pattern(listing(app_, "points", Verb::Points, "current values", "points 'gd-*'"));
    pattern(listing(app_, "watch", Verb::Watch, "the same, live; a screen on a terminal",
                    "watch '*.gas'"));
    CLI::App* events =
        listing(app_, "events", Verb::Events, "the record", "events --since 30m --follow");
    since(events);
    events->add_flag("--follow", a_.follow,
                     "stay and show what comes (without --since: only that)");
  }

  void alarms() {
    CLI::App* alarms =
        listing(app_, "alarms", Verb::Alarms, "alarms that are not normal", "alarms");
    alarms->add_flag("--all", a_.all, "the normal ones too");
    CLI::App* kpi = listing(*alarms, "kpi", Verb::AlarmKpi,
                            "how good the alarm system is (ISA-18.2), with targets and limits",
                            "alarms kpi --per shift --since 7d");
    kpi->add_option("--per", a_.per, "shift, day or month (default: day)")
        ->check(CLI::IsMember({"shift", "day", "month"}))
        ->type_name("P");
    since(kpi);
    // CLI11 finishes a command after those below it, which would make this the verb again.
    alarms->final_callback(
        [this, kpi] { a_.verb = kpi->parsed() ? Verb::AlarmKpi : Verb::Alarms; });
    listing(app_, "handover", Verb::Handover,
            "what this shift hands over: out of service, shelved, suppressed, standing",
            "handover");
    CLI::App* ack = listing(app_, "ack", Verb::Ack, "acknowledge alarms",
                            "ack gd-101.gas.HH --note 'sent Wang to look'");
    ids(ack);
    ack->add_flag("--all", a_.all, "every alarm that waits for it");
    ack->add_option("--occurrence", a_.occurrence, "only if it is still this one (one ID)")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N");
    note(ack);
    CLI::App* reset =
        listing(app_, "reset", Verb::Reset, "reset latched alarms", "reset vote.t101-leak");
    ids(reset);
    overlays();
    CLI::App* explain =
        listing(app_, "explain", Verb::Explain, "why an alarm is, or is not, there",
                "explain gd-101.gas.HH\n"
                "  hazctl explain vote.t101-leak --since 2d    (more of who did what)");
    one_id(explain, "id of the alarm, as `hazctl alarms --all` shows it");
    since(explain);
    listing(app_, "silence", Verb::Silence, "switch the sirens off; the alarms stay", "silence");
  }

  void overlays() {
    CLI::App* shelve = listing(app_, "shelve", Verb::Shelve, "keep an alarm quiet for a while",
                               "shelve pv-201.level.H --for 30m --reason 'tank is being filled'");
    ids(shelve);
    shelve->add_option("--for", a_.time, "at most so long: 30m (s, m, h)")
        ->required()
        ->type_name("TIME");
    shelve->add_flag("--once", a_.once, "only until it has returned to normal");
    reason(shelve);
    ids(listing(app_, "unshelve", Verb::Unshelve, "let a shelved alarm be heard again",
                "unshelve pv-201.level.H"));
    CLI::App* remove =
        listing(app_, "out-of-service", Verb::OutOfService,
                "take an alarm out of service; votes count it as their on_bad says",
                "out-of-service gd-103.gas.HH --for 4h --reason 'new cell, permit 118'");
    ids(remove);
    remove
        ->add_option("--for", a_.time,
                     "it returns by itself then (left out: when somebody returns it, a member of a "
                     "vote after 24h)")
        ->type_name("TIME");
    reason(remove);
    ids(listing(app_, "return", Verb::Return, "return an alarm to service",
                "return gd-103.gas.HH"));
  }

  void reason(CLI::App* command) {
    command->add_option("--reason", a_.reason, "why; it stays in the record")
        ->required()
        ->type_name("TEXT");
  }

  void plans() {
    CLI::App& plan = *app_.add_subcommand("plan", "emergency plans");
    plan.require_subcommand(1);
    listing(plan, "list", Verb::PlanList, "the plans, their triggers and steps", "plan list");
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

  void commissioning() {
    CLI::App* read = listing(app_, "read", Verb::Read, "read registers or bits of a device",
                             "read rs485-1 11 input 0 2 --type float32 --order CDAB");
    read->add_option("BUS", a_.bus, "id of the bus")->required();
    read->add_option("UNIT", a_.unit, "unit id, 0 to 255")->required();
    read->add_option("TABLE", a_.table, "coil, discrete, input or holding")->required();
    read->add_option("ADDRESS", a_.address, "zero-based PDU address, 100 or 0x64")->required();
    read->add_option("COUNT", a_.count, "how many registers or bits (default 1, or one value)");
    read->add_option("--type", a_.type,
                     "show values: uint16 int16 uint32 int32 uint64 int64 float32 float64 bcd16 "
                     "bcd32 string")
        ->type_name("T");
    read->add_option("--order", a_.order, "of the bytes: ABCD (default) CDAB BADC DCBA")
        ->type_name("O");
    CLI::App* write = listing(app_, "write", Verb::Write, "write a point and read it back",
                              "write relay-1.siren off");
    write->add_option("POINT", a_.point, "its id")->required();
    write->add_option("VALUE", a_.value, "12.5, on, off, or the text of a state")->required();
    finding();
  }

  /// What reads a site file and asks no daemon.
  void files() {
    CLI::App* budget =
        listing(app_, "budget", Verb::Budget,
                "what polling costs a bus and whether it is in time; needs --config, no daemon",
                "budget rs485-1 --config site.toml --latency 20\n"
                "  hazctl budget --config site.toml --json     (every bus, one object each)");
    budget->add_option("BUS", a_.bus, "id of the bus (default: every one)");
    budget
        ->add_option("--latency", a_.latency_ms,
                     "what each device is assumed to take to answer (default: 0, the least)")
        ->check(CLI::Range(0.0, 60'000.0))
        ->type_name("MS");
    budget->footer(budget->get_footer() +
                   "\nExit code 1: a poll of a device with critical or high alarms is late, "
                   "with everybody\nanswering or with one other device lost.");
    CLI::App& config = *app_.add_subcommand("config", "configuration");
    config.require_subcommand(1);
    listing(config, "check", Verb::ConfigCheck, "check a site file and say every mistake",
            "config check site.toml")
        ->add_option("FILE", a_.file, "the site file")
        ->required();
    replay();
    CLI::App* assess = listing(app_, "assess", Verb::Assess,
                               "major hazard sources by GB 18218-2018, with every term; needs "
                               "--config, no daemon",
                               "assess --config site.toml\n"
                               "  hazctl assess --list nitrate      (what may be written there)");
    assess->add_flag("--list", a_.list, "the substances of table 1 and the classes of table 2");
    assess->add_option("PATTERN", a_.pattern,
                       "with --list: only those that have it in a name, CAS number or symbol");
  }

  /// Reports, the equipment register, the drill clock.
  void office() {
    CLI::App& report = *app_.add_subcommand("report", "what is reported to the park");
    report.require_subcommand(1);
    listing(report, "list", Verb::ReportList, "what was due, when it was sent, what is missing",
            "report list")
        ->add_flag("--all", a_.all, "also the older ones that were sent");
    CLI::App* show = listing(report, "show", Verb::ReportShow, "one report, whole",
                             "report show daily 2026-05-31");
    CLI::App* make = listing(report, "make", Verb::ReportMake,
                             "a report of the period that is under way, now", "report make weekly");
    for (CLI::App* each : {show, make}) {
      each->add_option("KIND", a_.kind, "daily, weekly, monthly, quarterly, half-year, fixed")
          ->required();
    }
    show->add_option("PERIOD", a_.period, "as `hazctl report list` shows it (default: the last)");
    CLI::App& equipment =
        *app_.add_subcommand("equipment", "calibration, inspection, certificates");
    equipment.require_subcommand(1);
    listing(equipment, "list", Verb::EquipmentList, "what is due when", "equipment list");
    CLI::App* one = listing(equipment, "show", Verb::EquipmentShow, "what is due of one thing",
                            "equipment show gd-101");
    CLI::App* done =
        listing(equipment, "done", Verb::EquipmentDone, "put on record that it was done",
                "equipment done gd-101 --on 2026-05-20 --by 'Wang' --certificate JL-118");
    for (CLI::App* each : {one, done}) {
      one_id(each, "as `hazctl equipment list` shows it");
    }
    done->add_option("--on", a_.on, "the day (default: today)")->type_name("DATE");
    done->add_option("--by", a_.by, "who has done it (default: you)")->type_name("NAME");
    done->add_option("--certificate", a_.certificate, "the number of the new one")
        ->type_name("NUMBER");
    done->add_option("--duty", a_.duty, "which, where it has several")
        ->check(CLI::IsMember({"calibration", "inspection", "certificate"}))
        ->type_name("DUTY");
    done->add_option("--until", a_.good_until, "good until then, instead of as long as usual")
        ->type_name("DATE");
    CLI::App& drill = *app_.add_subcommand("drill", "drills of the emergency plans");
    drill.require_subcommand(1);
    listing(drill, "list", Verb::DrillList, "when each plan must be drilled", "drill list");
  }

  /// The people that the site can tell.
  void contacts() {
    CLI::App& contact = *app_.add_subcommand("contact", "who can be told, and whether it works");
    contact.require_subcommand(1);
    listing(contact, "list", Verb::ContactList, "people, roles, and the ways to them",
            "contact list");
    CLI::App* test = listing(contact, "test", Verb::ContactTest,
                             "send a test message to one person; 1 when it does not go out",
                             "contact test wang --via sms");
    one_id(test, "as `hazctl contact list` shows it");
    test->add_option("--via", a_.via, "which way (default: the first that the person prefers)")
        ->check(CLI::IsMember({"sms", "email", "webhook", "mqtt"}))
        ->type_name("WAY");
  }

  void replay() {
    CLI::App* replay = listing(
        app_, "replay", Verb::Replay,
        "the recorded samples through another configuration: which alarms it would have raised; "
        "needs --config, no daemon",
        "replay --config new.toml --since 7d\n"
        "  hazctl replay --config new.toml --since 2026-01-01 --until 2026-02-01 --journal "
        "copy.db");
    since(replay);
    replay->add_option("--until", a_.until, "the end, written the same way (default: now)")
        ->type_name("T");
    replay->add_option("--journal", a_.journal, "its file (default: [store] path of the site file)")
        ->type_name("PATH");
    replay->add_flag("--all", a_.all, "list also the alarms that are the same in both");
  }

  void bus(CLI::App* command) { command->add_option("BUS", a_.bus, "id of the bus")->required(); }

  void finding() {
    CLI::App* scan = listing(app_, "scan", Verb::Scan,
                             "which units answer on a bus, while it goes on being polled",
                             "scan rs485-1 --units 1-32 --bauds 9600,19200 --parities none,even");
    bus(scan);
    scan->add_option("--units", a_.units, "which to ask (default: 1-247)")->type_name("1-32,51");
    scan->add_option("--timeout", a_.timeout, "for each question (default: 100ms)")->type_name("T");
    scan->add_option("--bauds", a_.bauds, "also with these line settings (RTU)")
        ->type_name("9600,19200");
    scan->add_option("--parities", a_.parities, "also with these: none, even, odd (RTU)")
        ->type_name("none,even");
    scan->add_flag("--no-identify", a_.no_identify,
                   "do not ask who they are (function 43; some devices pause over it)");
    CLI::App* trace = listing(app_, "trace", Verb::Trace, "every frame on a bus, explained",
                              "trace rs485-1 --pcap line.pcap --for 10s");
    bus(trace);
    trace
        ->add_option("--pcap", a_.pcap,
                     "write a file for Wireshark instead (-: to standard output)")
        ->type_name("FILE");
    trace->add_option("--for", a_.span, "end after this time (default: Ctrl-C)")->type_name("T");
    CLI::App* guess = listing(app_, "guess", Verb::Guess,
                              "which type, order and scale make the reading of a display",
                              "guess rs485-1 11 0 --reads 23.4");
    bus(guess);
    guess->add_option("UNIT", a_.unit, "unit id, 0 to 255")->required();
    guess->add_option("ADDRESS", a_.address, "zero-based PDU address, 100 or 0x64")->required();
    guess->add_option("--reads", a_.reads, "what the device's display shows, digit for digit")
        ->required()
        ->type_name("23.4");
    guess->add_option("--table", a_.table, "input or holding (default: both)");
  }

  /// What CLI11 does not check.
  std::string check() const {
    if (a_.verb == Verb::Hazard) return check_hazard(a_.hazard);
    const bool names = a_.verb == Verb::Ack || a_.verb == Verb::Reset;
    if (names && a_.ids.empty() && !a_.all) {
      return std::string("name the alarms") + (a_.verb == Verb::Ack ? ", or say --all" : "") +
             "; `hazctl alarms` lists them";
    }
    if (names && !a_.ids.empty() && a_.all) return "name alarms or say --all, not both";
    if (a_.verb == Verb::Budget && a_.config.empty()) {
      return "budget reads a site file; say --config SITE.toml";
    }
    if (a_.verb == Verb::Replay && (a_.config.empty() || a_.since.empty())) {
      return "replay needs " + std::string(a_.config.empty() ? "--config FILE" : "--since T") +
             ", such as `hazctl replay --config new.toml --since 7d`";
    }
    if (a_.verb == Verb::AlarmKpi && a_.all) {
      return "--all lists alarms; kpi takes --per, --since and --json";
    }
    if (a_.verb == Verb::Assess && a_.config.empty() == !a_.list) {
      return a_.list ? "--list shows the standard's tables; leave --config out"
                     : "assess reads a site file; say --config SITE.toml, or --list";
    }
    if (a_.verb == Verb::Assess && !a_.list && !a_.pattern.empty()) {
      return "a PATTERN belongs to --list";
    }
    if (a_.verb == Verb::IncidentReport && !a_.json && a_.html.empty() && a_.pdf.empty() &&
        a_.csv.empty()) {
      return "say in which form: --html FILE, --pdf FILE, --csv FILE or --json";
    }
    if (a_.occurrence && a_.ids.size() != 1) return "--occurrence needs exactly one alarm";
    return {};
  }

  /// The command that the words got to, for the hint.
  std::string path() const {
    std::string path = "hazctl";
    const CLI::App* at = &app_;
    while (true) {
      const auto chosen = at->get_subcommands();
      if (chosen.empty()) return path;
      at = chosen.front();
      path += ' ' + at->get_name();
    }
  }

  EndNow end_of(const CLI::ParseError& error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) {
      std::string what = error.what();
      std::replace(what.begin(), what.end(), '\n', ' ');
      return {kUsage, {}, "hazctl: " + what + "; see `" + path() + " --help`\n"};
    }
    std::ostringstream out, ignored;
    app_.exit(error, out, ignored);
    return {0, out.str(), {}};
  }

  Arguments a_;
  CLI::App app_{
      "hazctl: what a hazgate daemon sees, and what it is told. Talks to the daemon on\n"
      "this machine through its control socket.",
      "hazctl"};
};

}  // namespace

tl::expected<Arguments, EndNow> arguments_from(const std::vector<std::string>& words,
                                               const std::string& version) {
  return CommandLine(version).parse(words);
}

}  // namespace hazgate::cli
