#include "simulators/program/arguments.hpp"

#include <CLI/CLI.hpp>

#include "drivers/model/reader.hpp"

namespace hazgate::sim {
namespace {

constexpr const char* kFooter =
    R"(Examples:
  hazsim --scenario config/demo/scenario.toml
  hazsim --scenario tank.toml --models my-devices --log field.jsonl --speed 10
  hazsim --scenario tank.toml --check
  hazsim --fleet 64 --registers 100 --write-site /tmp/bench --broker tcp://127.0.0.1:1883
  hazsim fleet --help                   many light gateways against one broker
Standard output: one JSON object per line with t (unix ms) and us (monotonic): listening, ready,
  crossing, write, refused, fault, line, queued, taken, set, lateness, end.
Standard input takes lines such as {"set":"gd-101.gas","value":60.0},
  {"fault":"gd-101","kind":"silent"} (none, silent, exception with "code", late with "delay", and others),
  {"line":"rs485","kind":"cut"} (none, cut, babble) and
  {"event":"fp-1","kind":"fire","part":"0020100100"}. All of them: simulators/README.md.
SIGTERM, SIGINT and SIGHUP stop it.
Exit codes: 0 done, 1 the scenario has mistakes, 2 wrong usage, 3 a port, pty or file cannot be had.)";

std::string check_duration(const std::string& text) {
  const auto duration = model::duration_from(text);
  if (duration && *duration > Duration{}) return {};
  return "\"" + text + "\" is not a duration; write for example 100ms";
}

struct Options {
  int devices = 0;
  Fleet fleet;
  std::string folder;
};

void add_options(CLI::App& app, Arguments& arguments, Options& options) {
  auto* scenario = app.add_option("--scenario", arguments.scenario, "the scenario file (TOML)")
                       ->type_name("FILE.toml");
  app.add_option("--models", arguments.models,
                 "a folder of device models, may be repeated; those beside the scenario (devices/) "
                 "come first")
      ->type_name("DIR")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--check", arguments.check, "check the scenario, say every mistake, and exit")
      ->needs(scenario);
  auto* fleet = app.add_option("--fleet", options.devices, "no scenario: this many equal devices")
                    ->check(CLI::Range(1, kMostDevices))
                    ->excludes(scenario);
  app.add_option("--registers", options.fleet.registers, "registers of each device of the fleet")
      ->check(CLI::Range(1, kMostRegisters))
      ->needs(fleet)
      ->capture_default_str();
  app.add_option("--port", options.fleet.port, "where the fleet listens; 0: the system picks")
      ->needs(fleet)
      ->capture_default_str();
  auto* site = app.add_option("--write-site", options.folder, "write a site file for this fleet")
                   ->type_name("DIR")
                   ->needs(fleet);
  app.add_option("--period", arguments.site.period, "how often that site polls")
      ->type_name("DURATION")
      ->check(CLI::Validator(check_duration, ""))
      ->needs(site)
      ->capture_default_str();
  app.add_option("--broker", arguments.site.broker, "broker of that site")
      ->type_name("URL")
      ->needs(site);
  app.add_option("--log", arguments.log, "write the log to this file too")->type_name("FILE");
  app.add_option("--speed", arguments.speed, "scenario seconds per second")
      ->check(CLI::Range(0.001, 1000.0))
      ->capture_default_str();
  app.add_flag("--quiet", arguments.quiet, "print only listening and ready");
}

}  // namespace

Parsed parse_arguments(int argc, const char* const* argv) {
  CLI::App app{
      "hazsim: simulated field devices as Modbus TCP and RTU slaves, driven by a scenario file"};
  app.footer(kFooter);
  Parsed parsed;
  Options options;
  add_options(app, parsed.arguments, options);
  try {
    app.parse(argc, argv);
    if (parsed.arguments.scenario.empty() && options.devices == 0) {
      throw CLI::RequiredError("--scenario FILE.toml or --fleet N");
    }
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    parsed.exit = asked ? kDone : kUsage;
    return parsed;
  }
  if (options.devices > 0) {
    parsed.arguments.fleet = options.fleet;
    parsed.arguments.fleet->devices = options.devices;
  }
  parsed.arguments.site.folder = options.folder;
  return parsed;
}

}  // namespace hazgate::sim
