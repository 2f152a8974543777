#include "gateway/cli/bus_budget.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/core.h>
#include <variant>

#include "drivers/poll/reach.hpp"
#include "drivers/poll/schedule.hpp"
#include "gateway/cli/config_check.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;
using Wrong = tl::unexpected<CallError>;

struct Page {
  const poll::BusPlan& bus;
  poll::Budget budget;
  std::vector<poll::Reach> reach;
};

Page page_of(const poll::BusPlan& bus, double latency_ms) {
  const std::chrono::duration<double, std::milli> latency(latency_ms);
  auto budget = poll::budget_of(bus, std::chrono::duration_cast<Duration>(latency));
  auto reach = poll::reach_of(bus, budget);
  return {bus, std::move(budget), std::move(reach)};
}

double ms(Duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::string ms_text(Duration time) {
  return fmt::format("{:.1f}", ms(time));
}

std::string period_text(Duration time) {
  return delay_text(ms(time) / 1000);
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", share * 100);
}

int tries(const poll::BusPlan& bus) {
  return 1 + std::max(bus.retries, 0);
}

const poll::SerialLine* serial(const poll::BusPlan& bus) {
  return std::get_if<poll::SerialLine>(&bus.line);
}

std::string head(const Page& page, double latency_ms, const Look& look) {
  const Language in = look.language;
  const auto* line = serial(page.bus);
  std::string text = look.paint(Colour::Bold, printable(page.bus.id)) + "  " +
                     printable(modbus::to_text(page.bus.line)) +
                     (line == nullptr ? "" : fmt::format(", {} baud", line->baud)) + '\n';
  text += latency_ms > 0 ? say(Text::AssumedLatency, in, shown(latency_ms))
                         : std::string(say(Text::AssumedNoLatency, in));
  if (line == nullptr) text += '\n' + std::string(say(Text::NoWireTime, in));
  return text + '\n';
}

std::string devices(const Page& page, const Look& look) {
  const Language in = look.language;
  std::vector<Column> columns = {{std::string(say(Text::Device, in)), Align::Left, true}};
  for (const Text title : {Text::UnitId, Text::Poll, Text::PollFast, Text::Requests, Text::Bytes,
                           Text::PollTime, Text::Share}) {
    columns.push_back({std::string(say(title, in)), Align::Right});
  }
  for (const Text title :
       {Text::Danger, Text::InTime, Text::AllFast, Text::OneDying, Text::OneLost}) {
    columns.push_back({std::string(say(title, in))});
  }
  const auto verdict = [in](bool good) {
    return Cell{std::string(say(good ? Text::Yes : Text::No, in)),
                good ? Colour::Green : Colour::Red};
  };
  Table table(std::move(columns));
  for (const poll::DeviceCost& cost : page.budget.devices) {
    const poll::PolledDevice& device = page.bus.devices[cost.device];
    const poll::Reach& reach = page.reach[cost.device];
    table.add({{device.id},
               {std::to_string(device.unit)},
               {period_text(device.period)},
               {device.fast > Duration{} ? period_text(device.fast) : "-"},
               {std::to_string(cost.requests)},
               {std::to_string(cost.bytes)},
               {ms_text(cost.time)},
               {percent(cost.share)},
               cost.danger ? Cell{std::string(say(Text::Yes, in)), Colour::Orange} : Cell{"-"},
               verdict(reach.at_period),
               verdict(reach.at_fast),
               verdict(reach.one_dying),
               verdict(reach.one_lost)});
  }
  return table.text(look.paint, look.width);
}

std::string sums(const Page& page, Language in) {
  const poll::Budget& budget = page.budget;
  Duration unanswered{};
  for (const poll::DeviceCost& cost : budget.devices) {
    unanswered = std::max(unanswered, cost.unanswered);
  }
  return say(Text::LineInUse, in, percent(budget.share), percent(budget.danger_share)) + '\n' +
         say(Text::AllNearALimit, in, percent(budget.fast_share)) + '\n' +
         say(Text::LongestRequest, in, ms_text(budget.longest_request)) + '\n' +
         say(Text::Unanswered, in, ms_text(unanswered), std::to_string(tries(page.bus))) + '\n';
}

Item device_item(const poll::PolledDevice& device, const poll::DeviceCost& cost,
                 const poll::Reach& reach) {
  Item item{{"device", device.id},
            {"unit", device.unit},
            {"poll_ms", ms(device.period)},
            {"requests", cost.requests},
            {"bytes", cost.bytes},
            {"time_ms", ms(cost.time)},
            {"share", cost.share},
            {"danger", cost.danger},
            {"unanswered_ms", ms(cost.unanswered)},
            {"in_time", reach.at_period},
            {"all_fast", reach.at_fast},
            {"one_dying", reach.one_dying},
            {"one_lost", reach.one_lost}};
  if (device.fast > Duration{}) item["poll_fast_ms"] = ms(device.fast);
  return item;
}

Item bus_item(const Page& page, double latency_ms) {
  boost::json::array devices;
  for (const poll::DeviceCost& cost : page.budget.devices) {
    devices.push_back(device_item(page.bus.devices[cost.device], cost, page.reach[cost.device]));
  }
  Item item{{"bus", page.bus.id},
            {"line", modbus::to_text(page.bus.line)},
            {"latency_ms", latency_ms},
            {"wire_time", serial(page.bus) != nullptr},
            {"share", page.budget.share},
            {"danger_share", page.budget.danger_share},
            {"fast_share", page.budget.fast_share},
            {"longest_request_ms", ms(page.budget.longest_request)},
            {"tries", tries(page.bus)},
            {"devices", std::move(devices)}};
  if (const auto* line = serial(page.bus)) item["baud"] = line->baud;
  return item;
}

/// Devices whose danger may be seen too late.
struct Late {
  std::vector<std::string> always, with_one_lost;

  void look_at(const Page& page) {
    for (const poll::DeviceCost& cost : page.budget.devices) {
      const poll::Reach& reach = page.reach[cost.device];
      if (!cost.danger || (reach.at_period && reach.one_lost)) continue;
      (reach.at_period ? with_one_lost : always).push_back(page.bus.devices[cost.device].id);
    }
  }
};

std::string some(const std::vector<std::string>& ids) {
  if (ids.size() == 1) return ids.front();
  return fmt::format("{} and {} more", ids.front(), ids.size() - 1);
}

tl::expected<int, CallError> end_of(const Late& late) {
  std::string text;
  if (!late.always.empty()) text = "danger is polled too late at " + some(late.always);
  if (!late.with_one_lost.empty()) {
    text += (text.empty() ? "danger is polled too late" : "; and") +
            std::string(" while another device is lost at ") + some(late.with_one_lost);
  }
  if (text.empty()) return 0;
  return Wrong(CallError{1, text + "; write a longer poll, a shorter response_timeout or a faster "
                                   "baud, or put devices on another bus"});
}

}  // namespace

tl::expected<int, CallError> show_budget(const Arguments& arguments, const Look& look) {
  const auto settings = settings_of(arguments.config, arguments.json);
  if (!settings) return Wrong(settings.error());
  Late late;
  std::string text, known;
  for (const poll::BusPlan& bus : settings->buses) {
    known += (known.empty() ? "" : ", ") + bus.id;
    if (!arguments.bus.empty() && bus.id != arguments.bus) continue;
    const Page page = page_of(bus, arguments.latency_ms);
    late.look_at(page);
    text += arguments.json ? json_line(bus_item(page, arguments.latency_ms))
                           : head(page, arguments.latency_ms, look) + '\n' + devices(page, look) +
                                 '\n' + sums(page, look.language) + '\n';
  }
  if (text.empty()) {
    return Wrong(CallError{2, "no bus \"" + arguments.bus + "\" in " + arguments.config +
                                  "; it has " + (known.empty() ? "none" : known)});
  }
  if (!arguments.json) {
    const double wait_s = ms(poll::kLongestProbeWait) / 1000;
    text += say(Text::InTimeMeans, look.language, delay_text(wait_s)) + '\n';
  }
  print(text);
  return end_of(late);
}

}  // namespace hazgate::cli
