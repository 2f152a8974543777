#include "simulators/modem/arguments.hpp"

#include <CLI/CLI.hpp>

#include "simulators/program/arguments.hpp"

namespace hazgate::sim {
namespace {

constexpr const char* kFooter =
    R"(Examples:
  hazmodem --link /tmp/modem
  hazmodem --link /tmp/modem --log modem.jsonl --first "sim out"
Standard output: one JSON object per line with t (unix ms) and us (monotonic): listening, ready, sms,
  piece, refused, unreadable, report, received, deleted, full, wrong-pin, command,
  ignored, controlled.
Standard input takes lines: silent, answer, slow 2.5, confirm 20, refuse 38 [NUMBER], accept,
  network off|on, sim out|in, pin 1234, reports off|on|stored, status 0x46, store ME|SM,
  receive +8613800001111 "text" (a JSON string). All of them: simulators/modem/README.md.
SIGTERM, SIGINT and SIGHUP stop it.
Exit codes: 0 done, 2 wrong usage, 3 a pty or file cannot be had.)";

std::string check_line(const std::string& line) {
  const auto control = read_control(line);
  return control ? std::string() : "\"" + line + "\": " + control.error();
}

}  // namespace

ParsedModemArguments parse_modem_arguments(int argc, const char* const* argv) {
  CLI::App app{"hazmodem: a simulated GSM modem with AT commands on a pty"};
  app.footer(kFooter);
  ParsedModemArguments parsed;
  std::vector<std::string> first;
  app.add_option("--link", parsed.arguments.link,
                 "make this symlink to the pty; removed at the end")
      ->type_name("PATH")
      ->required();
  app.add_option("--log", parsed.arguments.log, "write the log to this file too")
      ->type_name("FILE");
  app.add_option("--first", first, "a line as on standard input, before all else; may be repeated")
      ->type_name("LINE")
      ->expected(1)
      ->check(CLI::Validator(check_line, ""))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--quiet", parsed.arguments.quiet, "print only listening and ready");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    parsed.exit = asked ? kDone : kUsage;
  }
  for (const auto& line : first) {
    if (auto control = read_control(line)) parsed.arguments.first.push_back(std::move(*control));
  }
  return parsed;
}

}  // namespace hazgate::sim
