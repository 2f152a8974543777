#include <CLI/CLI.hpp>

#include "gateway/cli/command_form.hpp"
#include "gateway/cli/command_lines.hpp"

namespace hazgate::cli {
namespace {

/// What reads files and asks no daemon.
class FileCommandLine : private CommandForm {
 public:
  FileCommandLine(CLI::App& app, Arguments& arguments) : CommandForm(app, arguments) { files(); }

 private:
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
    backup();
    CLI::App* assess = listing(app_, "assess", Verb::Assess,
                               "major hazard sources by GB 18218-2018, with every term; needs "
                               "--config, no daemon",
                               "assess --config site.toml\n"
                               "  hazctl assess --list nitrate      (what may be written there)");
    assess->add_flag("--list", a_.list, "the substances of table 1 and the classes of table 2");
    assess->add_option("PATTERN", a_.pattern,
                       "with --list: only those that have it in a name, CAS number or symbol");
  }

  void backup() {
    CLI::App* backup = listing(app_, "backup", Verb::Backup,
                               "a whole copy of the journal, also while the gateway is at work; "
                               "needs --config or --journal, no daemon",
                               "backup /mnt/usb/gw-01.db --config /etc/hazgate/site.toml");
    backup
        ->add_option("FILE", a_.file,
                     "the copy; it has that name only when it is whole and checked")
        ->required();
    backup
        ->add_option("--journal", a_.journal,
                     "the journal (default: [store] path of the site file)")
        ->type_name("PATH");
    backup->add_flag("--force", a_.force, "replace FILE when there is one");
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
};

}  // namespace

void add_files(CLI::App& app, Arguments& arguments) {
  FileCommandLine(app, arguments);
}

}  // namespace hazgate::cli
