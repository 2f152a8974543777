#include "drivers/commission/guess.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <span>

#include "drivers/codec/codec.hpp"

namespace hazgate::commission {

namespace {

using codec::ByteOrder;
using codec::PointFormat;
using codec::RawType;

constexpr double kNear = 0.01;
// What a candidate costs: smaller than the step between two fits, so that it only orders within one.
constexpr int kFitStep = 100;
constexpr int kNeighbour = 2 * kFitStep;  // an exact neighbour comes after a rounded hit
constexpr int kOffset = 5 * kFitStep;     // with an offset nearly anything fits

struct Kind {
  RawType type;
  std::uint16_t registers;
  bool floating;
  int cost;
};
constexpr std::array<Kind, 10> kKinds = {{
    {RawType::Float32, 2, true, 0},
    {RawType::Int16, 1, false, 1},
    {RawType::Uint16, 1, false, 2},
    {RawType::Int32, 2, false, 4},
    {RawType::Uint32, 2, false, 5},
    {RawType::Float64, 4, true, 0},
    {RawType::Bcd16, 1, false, 8},
    {RawType::Bcd32, 2, false, 10},
    {RawType::Int64, 4, false, 11},
    {RawType::Uint64, 4, false, 12},
}};

struct Weighed {
  double number;
  int cost;
};
constexpr std::array<Weighed, 5> kScales = {
    {{1.0, 0}, {0.1, 0}, {0.01, 10}, {0.001, 20}, {10.0, 25}}};
constexpr std::array<Weighed, 5> kOffsets = {
    {{0.0, 0}, {-40.0, 0}, {-50.0, 10}, {-100.0, 10}, {-200.0, 20}}};
constexpr std::array<ByteOrder, 4> kOrders = {ByteOrder::ABCD, ByteOrder::CDAB, ByteOrder::BADC,
                                              ByteOrder::DCBA};

int cost_of(ByteOrder order) {
  switch (order) {
    case ByteOrder::ABCD:
      return 0;
    case ByteOrder::CDAB:
      return 2;
    case ByteOrder::DCBA:
      return 30;
    case ByteOrder::BADC:
      return 35;
  }
  return 0;
}

std::optional<Fit> fit_of(double value, const Reading& reading) {
  const double off = std::abs(value - reading.value);
  const double tiny = std::max(std::abs(reading.value), 1.0) * 1e-12;
  if (off <= tiny) return Fit::Exact;
  if (off <= reading.half_step + tiny) return Fit::Rounded;
  if (off <= std::abs(reading.value) * kNear) return Fit::Near;
  return std::nullopt;
}

class Search {
 public:
  Search(const Registers& registers, std::uint16_t asked, const Reading& reading,
         std::vector<Candidate>& found)
      : registers_(registers), asked_(asked), reading_(reading), found_(found) {}

  void at(std::uint16_t address) {
    if (address < registers_.address) return;
    const auto rest =
        std::span(registers_.words)
            .subspan(std::min<std::size_t>(address - registers_.address, registers_.words.size()));
    for (const Kind& kind : kKinds) {
      if (kind.registers > rest.size()) continue;
      const auto words = rest.first(kind.registers);
      std::vector<double> seen;  // of other orders: the same again says nothing new
      for (const ByteOrder order : kOrders) {
        if (kind.registers == 1 && (order == ByteOrder::CDAB || order == ByteOrder::DCBA)) continue;
        PointFormat format;
        format.table = registers_.table;
        format.address = address;
        format.type = kind.type;
        format.order = order;
        const auto raw = codec::decode_registers(format, words);
        if (!has_value(raw.value) || !std::isfinite(raw.number)) continue;
        if (std::find(seen.begin(), seen.end(), raw.number) != seen.end()) continue;
        seen.push_back(raw.number);
        scales(format, kind, words);
      }
    }
  }

 private:
  void scales(PointFormat& format, const Kind& kind, std::span<const std::uint16_t> words) {
    for (const Weighed& scale : kScales) {
      for (const Weighed& offset : kOffsets) {
        format.scale = scale.number;
        format.offset = offset.number;
        const double value = codec::decode_registers(format, words).number;
        const auto fit = fit_of(value, reading_);
        const bool neighbour = format.address != asked_;
        const bool shifted = offset.number != 0.0;
        if (!fit || (*fit == Fit::Near && (neighbour || shifted))) continue;
        int rank = static_cast<int>(*fit) * kFitStep + kind.cost + cost_of(format.order);
        rank += scale.cost + offset.cost;
        if (kind.floating && scale.number != 1.0)
          rank += 40;  // who sends a float scales it himself
        if (neighbour) rank += kNeighbour;
        if (shifted) rank += kOffset;
        found_.push_back({format, {words.begin(), words.end()}, value, *fit, rank});
      }
    }
  }

  const Registers& registers_;
  std::uint16_t asked_;
  const Reading& reading_;
  std::vector<Candidate>& found_;
};

}  // namespace

bool reading_from(std::string_view text, Reading& reading) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), reading.value,
                                            std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size()) return false;
  if (!std::isfinite(reading.value)) return false;
  const auto point = text.find('.');
  const auto decimals = point == std::string_view::npos ? 0 : text.size() - point - 1;
  reading.half_step = 0.5 * std::pow(10.0, -static_cast<double>(decimals));
  return true;
}

std::vector<Candidate> guess(const std::vector<Registers>& registers, std::uint16_t address,
                             const Reading& reading) {
  std::vector<Candidate> found;
  for (const Registers& each : registers) {
    Search search(each, address, reading, found);
    search.at(address);
    if (address > 0) search.at(static_cast<std::uint16_t>(address - 1));
    if (address < 65535) search.at(static_cast<std::uint16_t>(address + 1));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Candidate& a, const Candidate& b) { return a.rank < b.rank; });
  // Registers may have been read twice, in parts that overlap.
  std::vector<Candidate> once;
  for (Candidate& each : found) {
    const bool known = std::any_of(once.begin(), once.end(), [&](const Candidate& other) {
      const PointFormat& a = each.format;
      const PointFormat& b = other.format;
      return a.table == b.table && a.address == b.address && a.type == b.type &&
             a.order == b.order && a.scale == b.scale && a.offset == b.offset;
    });
    if (!known) once.push_back(std::move(each));
  }
  return once;
}

std::string explain(const Candidate& candidate) {
  const PointFormat& format = candidate.format;
  std::string text =
      fmt::format("{}, {}", codec::to_text(format.type), codec::to_text(format.order));
  if (format.scale != 1.0) text += fmt::format(", scale {}", format.scale);
  if (format.offset != 0.0) text += fmt::format(", offset {}", format.offset);
  return text + fmt::format(" -> {:.12g}", candidate.value);
}

std::string point_toml(const Candidate& candidate) {
  const PointFormat& format = candidate.format;
  std::string text = fmt::format(
      "[[point]]\nid = \"value\"\ntable = \"{}\"\naddress = {}\ntype = \"{}\"\norder = \"{}\"\n",
      codec::to_text(format.table), format.address, codec::to_text(format.type),
      codec::to_text(format.order));
  if (format.scale != 1.0) text += fmt::format("scale = {}\n", format.scale);
  if (format.offset != 0.0) text += fmt::format("offset = {:.1f}\n", format.offset);
  return text;
}

}  // namespace hazgate::commission
