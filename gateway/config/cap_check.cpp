#include "gateway/config/cap_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace hazgate::config {
namespace {

using limits::GasUnit;
using limits::Level;

constexpr const char* kStandard = "GB/T 50493-2019 5.5.2";
/// A cap that was converted is not exact to the last bit.
constexpr double kRounding = 1e-9;

/// What is wrong with one limit, and what it may be: "7.05 or less".
struct Excess {
  std::string problem;
  std::string allowed;
};

std::optional<Level> named_level(const Limit& limit) {
  const std::string& name = limit.draft->text.name;
  if (name == "H" || name == "L") return Level::One;
  if (name == "HH" || name == "LL") return Level::Two;
  return std::nullopt;
}

std::size_t reached_before(const Limit& limit, const std::vector<Limit>& limits) {
  return static_cast<std::size_t>(
      std::count_if(limits.begin(), limits.end(), [&](const Limit& other) {
        const bool sooner = limit.upwards ? other.value < limit.value : other.value > limit.value;
        return other.upwards == limit.upwards && sooner;
      }));
}

/// Three digits, downwards: what is written must not be above the cap.
double to_write(double cap) {
  const double step = std::pow(10.0, std::floor(std::log10(cap)) - 2);
  return std::floor(cap / step * (1 + kRounding)) * step;
}

std::string number(double value) {
  return fmt::format("{:.6g}", value);
}

/// "100 % of the OEL of chlorine (MAC 1 mg/m3; 24.04 L/mol)"
std::string basis_of(const MeasuredGas& gas, Level level) {
  if (gas.kind == MeasuredGas::Kind::Combustible) {
    return "of a combustible gas";
  }
  const bool one = level == Level::One;
  const std::string volume =
      gas.unit == GasUnit::MgPerM3 ? "" : "; " + number(gas.gas.molar_volume) + " L/mol";
  if (gas.gas.basis == limits::CapBasis::Oel) {
    constexpr std::array<const char*, 3> kKinds = {"MAC ", "PC-TWA ", ""};
    return fmt::format("{} % of the OEL of {} ({}{} mg/m3{})", one ? 100 : 200, gas.name,
                       kKinds[static_cast<std::size_t>(gas.oel_kind)], number(*gas.gas.oel),
                       volume);
  }
  return fmt::format("{} % of the IDLH of {} ({} ppm)", one ? 5 : 10, gas.name,
                     number(*gas.gas.idlh));
}

std::optional<Excess> oxygen_excess(const Limit& limit) {
  const bool fits = limit.upwards ? limit.value <= limits::kOxygenEnrichment
                                  : limit.value >= limits::kOxygenDeficiency;
  if (fits) return std::nullopt;
  const double cap = limit.upwards ? limits::kOxygenEnrichment : limits::kOxygenDeficiency;
  return Excess{
      fmt::format("{} %VOL is too late for {}: level 1 is {} %VOL at {}, {}", number(limit.value),
                  limit.upwards ? "oxygen enrichment" : "oxygen deficiency", cap,
                  limit.upwards ? "most" : "least", kStandard),
      fmt::format("{} or {}", cap, limit.upwards ? "less" : "more")};
}

std::optional<Excess> excess(const Limit& limit, Level level, const char* why,
                             const MeasuredGas& gas, const std::string& unit) {
  if (gas.kind == MeasuredGas::Kind::Oxygen) {
    return level == Level::One ? oxygen_excess(limit) : std::nullopt;
  }
  if (!limit.upwards) return std::nullopt;  // of a drift below zero
  const auto cap = gas.kind == MeasuredGas::Kind::Combustible
                       ? limits::combustible_cap(level, gas.unit)
                       : limits::toxic_cap(gas.gas, level, gas.unit);
  if (!cap || limit.value <= *cap * (1 + kRounding)) return std::nullopt;
  return Excess{fmt::format("{} {} is above the cap of level {}{}, {} {}: {}, {}",
                            number(limit.value), unit, level == Level::One ? 1 : 2, why,
                            number(to_write(*cap)), unit, basis_of(gas, level), kStandard),
                number(to_write(*cap)) + " or less"};
}

/// The key that the device in the site file says about the gas, if there is one.
const model::Mark* said_by_device(const PointText& text) {
  const auto& written = text.gas.written;
  const auto found = std::find_if(written.begin(), written.end(), [&](const auto& each) {
    return each.second.place.file == text.by.place.file;
  });
  return found == written.end() ? nullptr : &found->second;
}

void report(const Limit& limit, const Excess& excess, const MeasuredGas& gas, const PointText& text,
            const site::PointSpec& point, model::Mistakes& mistakes) {
  const model::Mark here = mark_of(limit);
  const model::Mark* device = said_by_device(text);
  const char* doubt =
      gas.is_uncertain ? "; tables differ about this OEL: write oel = … if yours does" : "";
  if (device != nullptr && here.place.file != device->place.file) {
    const std::string& name = limit.draft->text.name;
    mistakes.add(
        device->place, device->path,
        fmt::format("{} of the model ({}): {}", name, place_text(here.place, device->place),
                    excess.problem),
        fmt::format("override it: [[alarm]] with point = \"{}\", name = \"{}\" and a limit "
                    "of {}{}",
                    point.id, name, excess.allowed, doubt));
    return;
  }
  const bool other = device == nullptr && gas.kind == MeasuredGas::Kind::Toxic;
  mistakes.add(
      here.place, here.path, excess.problem,
      fmt::format("write {}{}{}", excess.allowed,
                  other ? ", or gas = \"…\" on its [[device]] if it measures another gas" : "",
                  doubt));
}

}  // namespace

std::vector<std::optional<Level>> levels_of(const std::vector<Limit>& limits) {
  std::vector<std::optional<Level>> levels;
  levels.reserve(limits.size());
  for (const Limit& limit : limits) {
    const std::size_t before = reached_before(limit, limits);
    auto level = named_level(limit);
    if (!level && before < 2) level = before == 0 ? Level::One : Level::Two;
    levels.push_back(level);
  }
  return levels;
}

void check_caps(const std::vector<Limit>& limits, const MeasuredGas& gas, const PointText& text,
                const site::PointSpec& point, model::Mistakes& mistakes) {
  const auto levels = levels_of(limits);
  for (std::size_t i = 0; i < limits.size(); ++i) {
    if (!levels[i]) continue;
    const Limit& limit = limits[i];
    const char* why = named_level(limit)                  ? ""
                      : reached_before(limit, limits) > 0 ? " (its second high limit)"
                                                          : " (its lowest high limit)";
    const auto found = excess(limit, *levels[i], why, gas, point.unit);
    if (found) report(limit, *found, gas, text, point, mistakes);
  }
}

}  // namespace hazgate::config
