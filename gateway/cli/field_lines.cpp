#include "gateway/cli/field_lines.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <string_view>

#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

using commission::Candidate;
using commission::Fit;
using commission::Said;
using commission::TracedFrame;

constexpr std::size_t kBar = 24;

std::string_view fit_word(Fit fit) {
  switch (fit) {
    case Fit::Exact:
      return "exact";
    case Fit::Rounded:
      return "rounded";
    case Fit::Near:
      return "near";
  }
  return "";
}

std::string milliseconds_text(double ms) {
  return ms < 1000 ? fmt::format("{:.0f} ms", ms) : fmt::format("{:.1f} s", ms / 1000);
}

/// The errors of trace.hpp; a list here, because the item's text may come from another version.
std::string_view known_error(std::string_view text) {
  for (const std::string_view known : {"time-out", "crc", "length", "late", "wrong-unit",
                                       "wrong-function", "wrong-echo", "out-of-step", "lost"}) {
    if (text == known) return known;
  }
  return text.empty() ? std::string_view{} : std::string_view("error");
}

}  // namespace

std::string found_line(const Item& found, const Look& look) {
  std::string line =
      fmt::format("{:>4}  {:<36}", shown(found, "unit"), printable(text_of(found, "answer")));
  const std::string devices = joined(found, "devices");
  line += devices.empty() ? std::string(say(Text::NotConfigured, look.language))
                          : say(Text::Configured, look.language, printable(devices));
  std::string identity;
  for (const char* key : {"vendor", "product", "version"}) {
    const std::string part = printable(text_of(found, key));
    if (!part.empty()) identity += (identity.empty() ? "" : " ") + part;
  }
  if (!identity.empty()) line += "  " + identity;
  if (found.contains("baud")) {
    line += fmt::format("  {} {}", shown(found, "baud"), printable(text_of(found, "parity")));
  }
  return line + '\n';
}

std::string progress_bar(const Item& progress, const Look& look) {
  const double total = std::max(number_of(progress, "total").value_or(1), 1.0);
  const double done = std::clamp(number_of(progress, "done").value_or(0), 0.0, total);
  const auto filled = static_cast<std::size_t>(done / total * static_cast<double>(kBar));
  const auto left = static_cast<std::int64_t>(number_of(progress, "left_ms").value_or(0));
  return fmt::format("[{}{}] {}/{}  {} {}  {}", std::string(filled, '#'),
                     std::string(kBar - filled, '-'), shown(done), shown(total),
                     say(Text::Unit, look.language), shown(progress, "unit"),
                     say(Text::TimeLeft, look.language, duration_text(left)));
}

std::string scan_summary(const Item& summary, const Look& look) {
  const auto number = [&](const char* key) { return number_of(summary, key).value_or(0); };
  std::string text = say(Text::ScanFound, look.language, shown(summary, "found"),
                         milliseconds_text(number("took_ms"))) +
                     '\n';
  for (const auto& [key, saying] :
       {std::pair{"missing", Text::ScanMissing}, std::pair{"left_out", Text::ScanLeftOut}}) {
    std::string devices;
    for (const Item& each : list_of(summary, key)) {
      devices += fmt::format("{}{} ({})", devices.empty() ? "" : ", ",
                             printable(text_of(each, "device")), shown(each, "unit"));
    }
    if (!devices.empty()) text += say(saying, look.language, devices) + '\n';
  }
  const std::string held =
      fmt::format("{}/{}", shown(summary, "polls_held"), shown(summary, "polls"));
  return text +
         say(Text::ScanHeld, look.language, held, milliseconds_text(number("held_most_ms"))) + '\n';
}

std::optional<TracedFrame> frame_from(const Item& item) {
  const auto at = integer_of(item, "us");
  auto bytes = commission::hex_from(text_of(item, "hex"));
  if (!at || !bytes) return std::nullopt;
  TracedFrame frame;
  frame.at_us = *at;
  frame.direction =
      text_of(item, "dir") == "sent" ? modbus::Direction::Sent : modbus::Direction::Received;
  frame.serial = text_of(item, "line") == "rtu";
  frame.bytes = std::move(*bytes);
  frame.error = known_error(text_of(item, "error"));
  return frame;
}

std::string frame_line(const TracedFrame& frame, const Said& said, const Look& look) {
  const bool sent = frame.direction == modbus::Direction::Sent;
  std::string line = fmt::format("{}.{:06} {} ", local_clock(frame.at_us / 1000),
                                 frame.at_us % 1'000'000, sent ? '>' : '<');
  if (said.readable || said.after_us) line += fmt::format("{:>3}  ", said.unit);
  std::string what = commission::said_text(said, frame.direction);
  if (!said.readable && !frame.bytes.empty()) what = commission::hex_text(frame.bytes);
  if (said.exception != 0) what = look.paint(Colour::Yellow, what);
  line += what;
  if (!frame.error.empty()) {
    if (!what.empty()) line += "  ";
    line += look.paint(Colour::Red, fmt::format("!{}", word(frame.error, look.language)));
  }
  if (said.after_us) {
    line += fmt::format("  {:.1f} ms", static_cast<double>(*said.after_us) / 1000);
  }
  return line + '\n';
}

Item frame_item(const TracedFrame& frame, const Said& said) {
  const bool sent = frame.direction == modbus::Direction::Sent;
  Item item{{"t", frame.at_us / 1000},
            {"us", frame.at_us},
            {"dir", sent ? "sent" : "received"},
            {"line", frame.serial ? "rtu" : "tcp"}};
  if (said.readable || said.after_us) item["unit"] = said.unit;
  if (said.readable) item["function"] = said.function;
  if (said.address) item["address"] = *said.address;
  if (said.count) item["count"] = *said.count;
  if (!said.values.empty()) {
    item["values"] = boost::json::array(said.values.begin(), said.values.end());
  }
  if (said.exception != 0) {
    item["exception"] = said.exception;
    item["text"] = commission::said_text(said, frame.direction);
  }
  if (said.after_us) item["after_ms"] = static_cast<double>(*said.after_us) / 1000;
  if (!frame.error.empty()) item["error"] = frame.error;
  item["hex"] = commission::hex_text(frame.bytes);
  return item;
}

Item candidate_item(const Candidate& candidate) {
  const auto& format = candidate.format;
  return {{"table", codec::to_text(format.table)},
          {"address", format.address},
          {"type", codec::to_text(format.type)},
          {"order", codec::to_text(format.order)},
          {"scale", format.scale},
          {"offset", format.offset},
          {"value", candidate.value},
          {"fit", fit_word(candidate.fit)},
          {"words", boost::json::array(candidate.words.begin(), candidate.words.end())},
          {"text", commission::explain(candidate)}};
}

std::string candidates_text(const std::vector<Candidate>& candidates, std::size_t most,
                            const Look& look) {
  Table table({{std::string(say(Text::Address, look.language)), Align::Right},
               {std::string(say(Text::Fits, look.language))},
               {std::string(say(Text::Meaning, look.language))},
               {"HEX"}});
  for (std::size_t i = 0; i < std::min(most, candidates.size()); ++i) {
    const Candidate& each = candidates[i];
    std::string hex;
    for (const auto each_word : each.words) {
      hex += fmt::format("{}{:04X}", hex.empty() ? "" : " ", each_word);
    }
    table.add({{fmt::format("{} {}", codec::to_text(each.format.table), each.format.address)},
               {std::string(word(fit_word(each.fit), look.language)),
                each.fit == Fit::Exact ? Colour::Green : Colour::None},
               {commission::explain(each)},
               {std::move(hex)}});
  }
  std::string text = table.text(look.paint, look.width);
  if (candidates.size() > most) {
    text += say(Text::More, look.language, std::to_string(candidates.size() - most)) + '\n';
  }
  return text;
}

}  // namespace hazgate::cli
