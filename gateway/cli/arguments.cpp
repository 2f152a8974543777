#include "gateway/cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "gateway/cli/command_lines.hpp"
#include "gateway/cli/hazard_command_line.hpp"

namespace hazgate::cli {
namespace {

constexpr int kUsage = 2;

/// The commands of hazctl around one Arguments; each group of them is in command_lines.hpp.
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
    add_alarms(app_, a_);
    add_plans(app_, a_);
    add_hazard(app_, a_);
    add_field(app_, a_);
    add_files(app_, a_);
    add_office(app_, a_);
    add_contacts(app_, a_);
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
    if (a_.verb == Verb::Backup && a_.config.empty() == a_.journal.empty()) {
      return "say whose journal: --config SITE.toml, or --journal PATH";
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
