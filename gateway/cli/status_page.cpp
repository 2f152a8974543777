#include "gateway/cli/status_page.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>

#include "gateway/cli/contact_page.hpp"
#include "gateway/cli/incident_page.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

std::vector<std::string> problems_of(const Item& status) {
  std::vector<std::string> problems;
  const auto* value = status.if_contains("problems");
  if (value == nullptr || !value->is_array()) return problems;
  for (const auto& each : value->get_array()) problems.push_back(printable(shown(each)));
  return problems;
}

std::string head(const Item& status, const Look& look) {
  const Item daemon = part_of(status, "daemon");
  const auto uptime = static_cast<std::int64_t>(number_of(daemon, "uptime_s").value_or(0) * 1000);
  std::string text =
      fmt::format("hazgated {}  pid {}  {} {}\n{}  {}\n", text_of(daemon, "version"),
                  shown(daemon, "pid"), say(Text::Up, look.language), duration_text(uptime),
                  look.paint(Colour::Bold, printable(text_of(daemon, "site"))),
                  printable(text_of(daemon, "gateway")));
  if (const std::string season = text_of(daemon, "season"); !season.empty()) {
    text += std::string(say(Text::Season, look.language)) + ' ' + printable(season) + '\n';
  }
  if (daemon.contains("clock_trusted") && !flag_of(daemon, "clock_trusted")) {
    text += look.paint(Colour::Yellow, say(Text::ClockNotTrusted, look.language)) + '\n';
  }
  return text;
}

std::string health(const Item& status, const Look& look) {
  const auto problems = problems_of(status);
  if (flag_of(status, "healthy")) {
    return look.paint(Colour::Green, say(Text::Healthy, look.language)) + '\n';
  }
  std::string text = look.paint(
      Colour::Red, say(Text::NotHealthy, look.language, std::to_string(problems.size())));
  for (const std::string& problem : problems) text += "\n  " + look.paint(Colour::Orange, problem);
  return text + '\n';
}

Cell yes_no(bool yes, Text yes_text, Text no_text, Language language) {
  return {std::string(say(yes ? yes_text : no_text, language)), yes ? Colour::Green : Colour::Red};
}

std::string share_of(const Item& item, const char* key) {
  const auto share = number_of(item, key);
  return share ? fmt::format("{:.0f} %", *share * 100) : "-";
}

std::string buses(const Item& status, const Look& look) {
  const Language in = look.language;
  Table table({{std::string(say(Text::Bus, in))},
               {std::string(say(Text::State, in))},
               {std::string(say(Text::InUse, in)), Align::Right},
               {std::string(say(Text::Reconnects, in)), Align::Right},
               {std::string(say(Text::LastError, in)), Align::Left, true}});
  for (const Item& bus : list_of(status, "buses")) {
    table.add({{text_of(bus, "id")},
               yes_no(flag_of(bus, "open"), Text::Open, Text::Down, in),
               {share_of(bus, "utilisation")},
               {shown(bus, "reconnects")},
               {text_of(bus, "error")}});
  }
  return table.text(look.paint, look.width);
}

std::string response_of(const Item& device) {
  const auto p50 = number_of(device, "response_p50_ms");
  const auto max = number_of(device, "response_max_ms");
  return p50 && max && *max > 0 ? fmt::format("{:.1f} / {:.1f}", *p50, *max) : "-";
}

std::string devices(const Item& status, const Look& look) {
  const Language in = look.language;
  Table table({{std::string(say(Text::Device, in))},
               {std::string(say(Text::Bus, in))},
               {std::string(say(Text::Answers, in))},
               {std::string(say(Text::Polls, in)), Align::Right},
               {std::string(say(Text::Timeouts, in)), Align::Right},
               {std::string(say(Text::BadFrames, in)), Align::Right},
               {std::string(say(Text::Exceptions, in)), Align::Right},
               {std::string(say(Text::Response, in)), Align::Right},
               {std::string(say(Text::LastError, in)), Align::Left, true}});
  for (const Item& device : list_of(status, "devices")) {
    table.add({{text_of(device, "id")},
               {text_of(device, "bus")},
               yes_no(flag_of(device, "answering"), Text::Yes, Text::No, in),
               {shown(device, "polls_done") + '/' + shown(device, "polls_due")},
               {shown(device, "timeouts")},
               {shown(device, "bad_frames")},
               {shown(device, "exceptions")},
               {response_of(device)},
               {text_of(device, "last_error")}});
  }
  return table.text(look.paint, look.width);
}

/// ", the oldest for 0:03"; nothing when that is less than a second.
std::string oldest_waits(const Item& uplink, Language in) {
  const double age = std::max(number_of(uplink, "lag_event_s").value_or(0),
                              number_of(uplink, "lag_sample_s").value_or(0));
  if (age < 1) return {};
  return ", " + say(Text::OldestWaits, in, duration_text(static_cast<std::int64_t>(age * 1000)));
}

/// Median and tail: "  the broker takes 2.1 / 8.0 ms"; nothing before the first.
std::string pair_of(const Item& item, const std::string& what, Text text, Language in) {
  const auto p50 = number_of(item, (what + "_p50_ms").c_str());
  const auto p99 = number_of(item, (what + "_p99_ms").c_str());
  if (!p50 || !p99 || *p99 <= 0) return {};
  return "  " + say(text, in, fmt::format("{:.1f} / {:.1f}", *p50, *p99));
}

std::string uplink(const Item& status, const Look& look) {
  const Language in = look.language;
  const Item uplink = part_of(status, "uplink");
  std::string text = std::string(say(Text::Uplink, in)) + "  ";
  if (!flag_of(uplink, "configured")) {
    return text + look.paint(Colour::Dim, say(Text::NotConfigured, in)) + '\n';
  }
  const Cell state = yes_no(flag_of(uplink, "connected"), Text::Connected, Text::Disconnected, in);
  const double lag =
      number_of(uplink, "lag_event").value_or(0) + number_of(uplink, "lag_sample").value_or(0);
  text += look.paint(state.colour, state.text) + "  " + printable(text_of(uplink, "broker"));
  text += "  " + say(Text::Waiting, in, shown(std::round(lag)));
  text += oldest_waits(uplink, in) + pair_of(uplink, "publish", Text::BrokerAnswers, in);
  const std::string error = printable(text_of(uplink, "error"));
  return text + (error.empty() ? "" : "  " + look.paint(Colour::Orange, error)) + '\n';
}

/// Only where the site has an anemometer.
std::string wind(const Item& status, const Look& look) {
  const Item wind = part_of(status, "wind");
  if (wind.empty()) return {};
  const std::int64_t now = integer_of(wind, "now").value_or(0);
  return std::string(say(Text::Wind, look.language)) + "  " +
         printable(wind_line(wind, now, look.language)) + '\n';
}

std::string store(const Item& status, const Look& look) {
  const Language in = look.language;
  const Item journal = part_of(status, "journal");
  const bool healthy = flag_of(journal, "healthy");
  std::string text = std::string(say(Text::Store, in)) + "  ";
  text +=
      look.paint(healthy ? Colour::Green : Colour::Red, say(healthy ? Text::Open : Text::Down, in));
  text += "  " + printable(text_of(journal, "path"));
  if (journal.contains("events")) {
    text += "  " + say(Text::EventsStored, in, shown(journal, "events"),
                       shown_bytes(number_of(journal, "size_bytes").value_or(0)));
    text += pair_of(journal, "event_commit", Text::CommitsTake, in);
  }
  const std::string error = printable(text_of(journal, "error"));
  return text + (error.empty() ? "" : "  " + look.paint(Colour::Orange, error)) + '\n';
}

std::string machine(const Item& status, const Look& look) {
  const Item machine = part_of(status, "machine");
  if (machine.empty()) return {};
  const Language in = look.language;
  std::string text = "hazgated  " + say(Text::MachineUses, in,
                                        shown_bytes(number_of(machine, "memory_bytes").value_or(0)),
                                        shown(machine, "open_files"));
  if (flag_of(machine, "clock_synchronised")) {
    const double error = number_of(machine, "clock_error_ms").value_or(0);
    text += "  " + say(Text::ClockWithin, in, fmt::format("{:.1f}", error));
  }
  if (const auto steps = number_of(machine, "clock_steps"); steps && *steps > 0) {
    const double last = number_of(machine, "clock_last_step_ms").value_or(0);
    text += "  " + look.paint(Colour::Yellow, say(Text::ClockWasSet, in, shown(*steps),
                                                  fmt::format("{:+.1f}", last / 1000)));
  }
  return text + '\n';
}

}  // namespace

std::string status_text(const Item& status, const Look& look) {
  return head(status, look) + health(status, look) + '\n' + uplink(status, look) +
         store(status, look) + machine(status, look) + channels_text(status, look) +
         wind(status, look) + '\n' + buses(status, look) + '\n' + devices(status, look);
}

std::string problems_text(const Item& status) {
  if (flag_of(status, "healthy")) return {};
  std::string text;
  for (const std::string& problem : problems_of(status)) {
    text += (text.empty() ? "" : "; ") + problem;
  }
  return text.empty() ? "the daemon is not healthy" : text;
}

}  // namespace hazgate::cli
