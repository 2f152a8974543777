#include "simulators/park/report.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/core.h>

namespace hazgate::sim {
namespace {

namespace json = boost::json;

struct Sums {
  std::size_t connected = 0, behind = 0;
  std::uint64_t lag = 0, events = 0, samples = 0, removed = 0;
};

Sums sums_of(const LightGateways& gateways) {
  Sums sums;
  for (const auto& gateway : gateways) {
    if (gateway->is_connected()) ++sums.connected;
    if (gateway->lag() > 0) ++sums.behind;
    sums.lag += gateway->lag();
    sums.events += gateway->record().last_event();
    sums.samples += gateway->record().last_sample();
    sums.removed += gateway->record().removed();
  }
  return sums;
}

double in_ms(Duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

json::array stamps(const std::vector<WallTime>& times) {
  json::array array;
  for (const WallTime time : times) array.emplace_back(unix_ms(time));
  return array;
}

}  // namespace

std::string progress_line(const LightGateways& gateways, const Tally& tally, double seconds) {
  const Sums sums = sums_of(gateways);
  return fmt::format("{:6.0f} s  {} of {} connected, {} acknowledged, {} waiting at {} gateways\n",
                     seconds, sums.connected, gateways.size(), tally.acknowledged, sums.lag,
                     sums.behind);
}

std::string table_text(const LightGateways& gateways, const Tally& tally, double seconds) {
  const Sums sums = sums_of(gateways);
  const auto row = [](const char* name, auto value, const char* more = "") {
    return fmt::format("{:<28}{:>12}{}\n", name, value, more);
  };
  std::string text = row("gateways", gateways.size());
  text += row("recorded, events", sums.events) + row("recorded, telemetry", sums.samples);
  text += row("published", tally.published) + row("  of these late", tally.late);
  text += row("acknowledged", tally.acknowledged) + row("not acknowledged", sums.lag);
  text += row("removed before they were sent", sums.removed);
  text += row("retained, acknowledged", tally.retained);
  text += row("connection attempts", tally.attempts.size());
  text += row("reconnects", tally.reconnects.size());
  text += fmt::format("{:<28}{:>12.0f}\n", "acknowledged a second",
                      static_cast<double>(tally.acknowledged) / std::max(seconds, 0.001));
  text += fmt::format("{:<28}{:>12.2f} ms\n", "PUBACK p50", in_ms(tally.puback.percentile(0.5)));
  text += fmt::format("{:<28}{:>12.2f} ms\n", "PUBACK p99", in_ms(tally.puback.percentile(0.99)));
  text += fmt::format("{:<28}{:>12.2f} ms\n", "PUBACK longest", in_ms(tally.puback.longest()));
  for (const auto& [why, count] : tally.troubles) text += fmt::format("{:>8} x {}\n", count, why);
  const std::string spread = spread_text(tally.reconnects);
  if (!spread.empty()) text += "reconnects, from the first on:\n" + spread;
  return text;
}

json::object report_object(const LightGateways& gateways, const Tally& tally, double seconds) {
  const Sums sums = sums_of(gateways);
  json::object troubles;
  for (const auto& [why, count] : tally.troubles) troubles[why] = count;
  json::array list;
  for (const auto& gateway : gateways) {
    const Record& record = gateway->record();
    list.push_back(json::object{{"root", gateway->place().root()},
                                {"client", gateway->place().client_id()},
                                {"epoch", record.epoch()},
                                {"last_event", record.last_event()},
                                {"last_sample", record.last_sample()},
                                {"removed", record.removed()},
                                {"lag", gateway->lag()},
                                {"connections", gateway->connections()}});
  }
  return {{"seconds", seconds},
          {"events", sums.events},
          {"samples", sums.samples},
          {"published", tally.published},
          {"late", tally.late},
          {"acknowledged", tally.acknowledged},
          {"lag", sums.lag},
          {"removed", sums.removed},
          {"retained", tally.retained},
          {"commands", tally.commands},
          {"attempts", stamps(tally.attempts)},
          {"reconnects", stamps(tally.reconnects)},
          {"puback_ms", json::object{{"p50", in_ms(tally.puback.percentile(0.5))},
                                     {"p99", in_ms(tally.puback.percentile(0.99))},
                                     {"longest", in_ms(tally.puback.longest())}}},
          {"troubles", std::move(troubles)},
          {"gateways", std::move(list)}};
}

}  // namespace hazgate::sim
