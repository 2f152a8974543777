#include "simulators/modem/control.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

namespace hazgate::sim {
namespace {

using Kind = Control::Kind;
using Read = tl::expected<Control, std::string>;

std::string_view next_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

std::optional<int> number_from(std::string_view word) {
  const bool hexadecimal = word.starts_with("0x");
  if (hexadecimal) word.remove_prefix(2);
  int value = 0;
  const auto [end, error] =
      std::from_chars(word.data(), word.data() + word.size(), value, hexadecimal ? 16 : 10);
  if (word.empty() || error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

Read mistake(const char* what) {
  return tl::unexpected(std::string("write ") + what);
}

/// `word` must be one of two; the first means 1.
Read either(Kind kind, std::string_view word, std::string_view yes, std::string_view no,
            const char* usage) {
  if (word != yes && word != no) return mistake(usage);
  return Control{.kind = kind, .value = word == yes ? 1 : 0};
}

Read read_delay(Kind kind, std::string_view word, const char* usage) {
  const std::string seconds(word);
  char* end = nullptr;
  const double value = std::strtod(seconds.c_str(), &end);
  if (seconds.empty() || *end != '\0' || !(value >= 0) || value > 3600) {
    return mistake(usage);
  }
  return Control{.kind = kind, .delay = std::chrono::milliseconds(static_cast<int>(value * 1000))};
}

Read read_receive(std::string_view rest) {
  const auto number = next_word(rest);
  boost::system::error_code error;
  const auto text = boost::json::parse(rest, error);
  if (number.empty() || error || !text.is_string()) return mistake("receive NUMBER \"text\"");
  return Control{.kind = Kind::Receive,
                 .number = std::string(number),
                 .text = std::string(std::string_view(text.get_string()))};
}

}  // namespace

tl::expected<Control, std::string> read_control(std::string_view line) {
  const auto verb = next_word(line);
  if (verb == "silent") return Control{.kind = Kind::Silent};
  if (verb == "answer") return Control{.kind = Kind::Answer};
  if (verb == "accept") return Control{.kind = Kind::Accept};
  if (verb == "receive") return read_receive(line);
  const auto word = next_word(line);
  if (verb == "slow") return read_delay(Kind::Slow, word, "slow SECONDS (0: at once)");
  if (verb == "confirm") return read_delay(Kind::Confirm, word, "confirm SECONDS (0: at once)");
  if (verb == "network") return either(Kind::Network, word, "on", "off", "network on|off");
  if (verb == "sim") return either(Kind::Sim, word, "in", "out", "sim in|out");
  if (verb == "reports" && word == "stored") return Control{.kind = Kind::Reports, .value = 2};
  if (verb == "reports") return either(Kind::Reports, word, "on", "off", "reports on|off|stored");
  if (verb == "store") {
    if (word != "SM" && word != "ME") return mistake("store SM|ME");
    return Control{.kind = Kind::Store, .text = std::string(word)};
  }
  if (verb == "pin") {
    if (word.size() < 4 || word.size() > 8) return mistake("pin DIGITS (4 to 8)");
    return Control{.kind = Kind::Pin, .text = std::string(word)};
  }
  const auto value = number_from(word);
  if (verb == "refuse") {
    if (!value) return mistake("refuse CODE [NUMBER]");
    return Control{.kind = Kind::Refuse, .value = *value, .number = std::string(next_word(line))};
  }
  if (verb == "status") {
    if (!value || *value < 0 || *value > 255) return mistake("status CODE (0 to 0xFF)");
    return Control{.kind = Kind::Status, .value = *value};
  }
  return mistake(
      "silent, answer, slow, confirm, refuse, accept, network, sim, pin, reports, status, "
      "store or receive");
}

}  // namespace hazgate::sim
