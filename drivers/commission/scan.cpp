#include "drivers/commission/scan.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace hazgate::commission {

namespace {

constexpr std::size_t kEnoughForAnEstimate = 4;

std::optional<unsigned> number_from(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

tl::expected<std::vector<std::uint8_t>, std::string> units_from(std::string_view text) {
  std::vector<bool> chosen(kLastUnit + 1U, text.empty());
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const std::string_view part = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    const auto dash = part.find('-');
    const auto first = number_from(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number_from(part.substr(dash + 1));
    if (!first || !last || *first < kFirstUnit || *last > kLastUnit || *first > *last) {
      return tl::unexpected(
          fmt::format("'{}' is no unit and no range of units from {} to {}; write 1-32,51", part,
                      kFirstUnit, kLastUnit));
    }
    for (unsigned unit = *first; unit <= *last; ++unit) chosen[unit] = true;
  }
  std::vector<std::uint8_t> units;
  for (unsigned unit = kFirstUnit; unit <= kLastUnit; ++unit) {
    if (chosen[unit]) units.push_back(static_cast<std::uint8_t>(unit));
  }
  return units;
}

std::string answer_text(const FoundUnit& found) {
  if (found.garbled) return "garbled: are there several units with this id?";
  if (found.value) return fmt::format("register 0 = {}", *found.value);
  return modbus::to_text(modbus::Fault{modbus::FaultKind::Exception, found.exception});
}

Scan::Scan(ScanSpec spec) : spec_(std::move(spec)), known_(256, false) {}

std::optional<Question> Scan::next() const {
  if (asking_) return Question{asking_->unit, asking_->setting, object_};
  if (place_ >= spec_.units.size() * (1 + spec_.others.size())) return std::nullopt;
  return Question{spec_.units[place_ % spec_.units.size()], place_ / spec_.units.size(), {}};
}

void Scan::go_on() {
  again_ = false;
  const std::size_t total = spec_.units.size() * (1 + spec_.others.size());
  do {
    ++place_;
  } while (place_ < total && known_[spec_.units[place_ % spec_.units.size()]]);
}

std::optional<FoundUnit> Scan::take_probe(const tl::expected<std::uint16_t, modbus::Fault>& reply) {
  const auto question = next();
  if (!question) return std::nullopt;
  ++questions_;
  FoundUnit found{.unit = question->unit, .setting = question->setting};
  if (reply) {
    found.value = *reply;
  } else if (modbus::is_answer(reply.error())) {
    found.exception = reply.error().exception;
  } else if (reply.error().kind == modbus::FaultKind::Crc ||
             reply.error().kind == modbus::FaultKind::BadLength) {
    if (!std::exchange(again_, true)) return std::nullopt;
    // With other settings than the bus's own, noise is what one must expect.
    found.garbled = question->setting == 0;
    go_on();
    if (!found.garbled) return std::nullopt;
    return found;
  } else {
    go_on();
    return std::nullopt;
  }
  known_[found.unit] = true;
  asking_ = found;
  object_ = 0;
  return spec_.identify ? std::nullopt : conclude();
}

std::optional<FoundUnit> Scan::take_identification(
    const tl::expected<std::span<const std::uint8_t>, modbus::Fault>& pdu) {
  if (!asking_) return std::nullopt;
  ++questions_;
  if (!pdu) return conclude();
  const auto more = read_identification(*pdu, asking_->identity);
  if (!more || *more <= object_) return conclude();
  object_ = *more;
  return std::nullopt;
}

std::optional<FoundUnit> Scan::conclude() {
  ++found_;
  go_on();
  return std::exchange(asking_, std::nullopt);
}

ScanProgress Scan::progress(Duration elapsed) const {
  const std::size_t total = spec_.units.size() * (1 + spec_.others.size());
  ScanProgress progress{.done = std::min(place_, total), .total = total};
  const auto question = next();
  if (!spec_.units.empty()) progress.unit = question ? question->unit : spec_.units.back();
  const auto left = static_cast<Duration::rep>(total - progress.done);
  const auto done = static_cast<Duration::rep>(progress.done);
  progress.left =
      progress.done < kEnoughForAnEstimate ? spec_.timeout * left : elapsed * left / done;
  return progress;
}

}  // namespace hazgate::commission
