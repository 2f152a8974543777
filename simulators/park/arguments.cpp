#include "simulators/park/arguments.hpp"

#include <CLI/CLI.hpp>

#include "drivers/model/reader.hpp"

namespace hazgate::sim {
namespace {

constexpr int kDone = 0, kUsage = 2;  // the contract's

constexpr const char* kFooter =
    R"(Examples:
  hazsim fleet --gateways 300 --broker tcp://127.0.0.1:1883 --seconds 60
  hazsim fleet --gateways 1000 --devices 1 --period 5s --alarms 0.1 --broker tcp://127.0.0.1:1883
  hazsim fleet --gateways 90 --broker tcp://n1:1883 --broker tcp://n2:1883 --broker tcp://n3:1883
  hazsim fleet --gateways 20 --broker tcp://127.0.0.1:1883 --username {gateway} --password secret
Several brokers are a cluster: each gateway tries them in order, the second gateway beginning at the
  second one, and so on.
Standard output: what goes on, once a second; at the end the count table. --report: all of it as JSON,
  and each gateway's epoch and the ends of its lanes, so that a consumer can tell what it lacks.
SIGTERM and SIGINT end the recording; what waits is still sent; a second one ends it at once.
Exit codes: 0 every record was acknowledged, 1 some were not within --drain, 2 wrong usage, 3 a broker's
  name cannot be resolved, or the report cannot be written.)";

std::string check_broker(const std::string& text) {
  const auto address = broker_address(text);
  return address ? std::string() : address.error();
}

std::string check_period(const std::string& text) {
  const auto duration = model::duration_from(text);
  if (duration && *duration >= std::chrono::milliseconds{1}) return {};
  return "\"" + text + "\" is no period; write for example 500ms, 1s or 1m";
}

struct Texts {
  std::string period = "1s";
};

void add_rates(CLI::App& app, ParkArguments& arguments, Texts& texts) {
  app.add_option("--devices", arguments.rates.devices, "gas detectors of each gateway")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--period", texts.period, "between two polls of a device: one message each")
      ->type_name("DURATION")
      ->check(CLI::Validator(check_period, ""))
      ->capture_default_str();
  app.add_option("--alarms", arguments.rates.alarms_per_minute,
                 "alarms a minute of each gateway: three events each, in about 4 s; 0: none")
      ->check(CLI::Range(0.0, 600.0))
      ->capture_default_str();
  app.add_option("--backfill", arguments.rates.backfill,
                 "back-filled messages a second of each gateway at most; 0: as the line allows")
      ->capture_default_str();
  app.add_option(
         "--keep", arguments.rates.keep,
         "telemetry messages that a gateway keeps for a broker at most; the oldest go first")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
}

void add_options(CLI::App& app, ParkArguments& arguments, Texts& texts) {
  app.add_option("--gateways", arguments.gateways, "how many")
      ->check(CLI::Range(1, 20'000))
      ->capture_default_str();
  app.add_option("--broker", arguments.brokers, "may be repeated; MQTT 3.1.1 over TCP")
      ->type_name("tcp://HOST:PORT")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->check(CLI::Validator(check_broker, ""));
  add_rates(app, arguments, texts);
  app.add_option("--seconds", arguments.seconds, "how long they record")
      ->check(CLI::Range(0.1, 31'536'000.0))
      ->capture_default_str();
  app.add_option("--drain", arguments.drain, "seconds for what then still waits")
      ->check(CLI::Range(0.0, 86'400.0))
      ->capture_default_str();
  app.add_option("--per-second", arguments.per_second, "gateways that start in a second")
      ->check(CLI::Range(0.1, 100'000.0))
      ->capture_default_str();
  app.add_option("--park", arguments.park, "the second level of the topics after hazgate/v1")
      ->capture_default_str();
  app.add_option("--per-enterprise", arguments.per_enterprise, "gateways of one enterprise")
      ->check(CLI::Range(1, 20'000))
      ->capture_default_str();
  app.add_option(
      "--username", arguments.username,
      "{park}, {enterprise}, {gateway} and {client} (the client id) stand for the gateway's");
  app.add_option("--password", arguments.password, "likewise");
  app.add_option("--seed", arguments.seed, "of readings, alarms and back-off")
      ->capture_default_str();
  app.add_option("--report", arguments.report, "write what happened to this file at the end")
      ->type_name("FILE.json");
  app.add_flag("--quiet", arguments.quiet, "no line a second");
}

}  // namespace

tl::expected<BrokerAddress, std::string> broker_address(const std::string& url) {
  const std::string wrong =
      "\"" + url + "\" is no broker of a fleet; write for example tcp://127.0.0.1:1883";
  constexpr std::string_view kScheme = "tcp://";
  if (url.rfind(kScheme, 0) != 0) return tl::make_unexpected(wrong + " (no TLS)");
  std::string host = url.substr(kScheme.size()), port = "1883";
  const std::size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.find(']', colon) == std::string::npos) {
    port = host.substr(colon + 1);
    host.resize(colon);
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  const bool is_number = !port.empty() && port.size() <= 5 &&
                         port.find_first_not_of("0123456789") == std::string::npos;
  if (host.empty() || !is_number || std::stoul(port) == 0 || std::stoul(port) > 65535) {
    return tl::make_unexpected(wrong);
  }
  return BrokerAddress{host, port};
}

ParsedPark parse_park_arguments(int argc, const char* const* argv) {
  CLI::App app{
      "hazsim fleet: many light hazgates in one process, each with its own client id, will, "
      "retained "
      "messages and lanes, publishing to one broker or cluster",
      "hazsim fleet"};
  app.footer(kFooter);
  ParsedPark parsed;
  Texts texts;
  add_options(app, parsed.arguments, texts);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    parsed.exit = asked ? kDone : kUsage;
    return parsed;
  }
  if (const auto period = model::duration_from(texts.period)) {
    parsed.arguments.rates.period = *period;
  }
  return parsed;
}

}  // namespace hazgate::sim
