#include <CLI/CLI.hpp>

#include "gateway/cli/command_form.hpp"
#include "gateway/cli/command_lines.hpp"

namespace hazgate::cli {
namespace {

/// status, points, watch, events, history; alarms and what is done about them.
class AlarmCommandLine : private CommandForm {
 public:
  AlarmCommandLine(CLI::App& app, Arguments& arguments) : CommandForm(app, arguments) {
    looking();
    alarms();
  }

 private:
  void pattern(CLI::App* command) {
    command->add_option("PATTERN", a_.pattern, "only ids that fit: gd-*, *.gas, gd-10?.gas");
  }

  void looking() {
    listing(app_, "status", Verb::Status,
            "daemon, buses, devices, uplink and store; 1 if unhealthy", "status");
    command(app_, "metrics", Verb::Metrics, "figures for Prometheus, in its text form",
            "metrics > /var/lib/prometheus/node-exporter/hazgate.prom");
    pattern(listing(app_, "points", Verb::Points, "current values", "points 'gd-*'"));
    pattern(listing(app_, "watch", Verb::Watch, "the same, live; a screen on a terminal",
                    "watch '*.gas'"));
    CLI::App* events =
        listing(app_, "events", Verb::Events, "the record", "events --since 30m --follow");
    since(events);
    events->add_flag("--follow", a_.follow,
                     "stay and show what comes (without --since: only that)");
    history();
  }

  void history() {
    CLI::App* history = listing(
        app_, "history", Verb::History, "what a point was: readings, or steps of time",
        "history gd-101.gas --since 2h\n"
        "  hazctl history gd-101.gas --every 1h --since 30d\n"
        "  hazctl history gd-101.gas --every 1m --since 2026-01-31 --until 2026-02-01 --csv "
        "> gas.csv");
    one_id(history, "id of the point, as `hazctl points` shows it");
    since(history);
    history->add_option("--until", a_.until, "the end, written the same way (default: now)")
        ->type_name("T");
    history
        ->add_option("--every", a_.every,
                     "min, max, mean and share of good in each 1m, 5m, 1h or 1d (UTC); kept longer "
                     "than readings")
        ->check(CLI::IsMember({"1m", "5m", "1h", "1d"}))
        ->type_name("STEP");
    CLI::Option* csv = history->add_flag("--csv", a_.as_csv, "comma-separated, times in UTC");
    csv->excludes("--json");
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
        [&a = a_, kpi] { a.verb = kpi->parsed() ? Verb::AlarmKpi : Verb::Alarms; });
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
};

}  // namespace

void add_alarms(CLI::App& app, Arguments& arguments) {
  AlarmCommandLine(app, arguments);
}

}  // namespace hazgate::cli
