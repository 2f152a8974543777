#include "drivers/model/rules.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>
#include <utility>

#include "drivers/device/counter.hpp"
#include "drivers/model/links.hpp"

namespace hazgate::model {
namespace {

using codec::RawType;
using device::Claim;

constexpr const char* kCodesForm =
    "write for example qualities = { 3 = \"fault\", 4 = \"warm-up\" }";
constexpr const char* kBitsForm =
    "write for example bit_qualities = { 4 = \"fault\", 5 = \"maintenance\" }";

bool is_flag(const codec::PointFormat& format) {
  return format.type == RawType::Bool || format.type == RawType::Bit;
}

bool is_float(const codec::PointFormat& format) {
  return format.type == RawType::Float32 || format.type == RawType::Float64;
}

bool can_count(const codec::PointFormat& format) {
  const bool counts = format.type == RawType::Uint16 || format.type == RawType::Uint32 ||
                      format.type == RawType::Uint64 || format.type == RawType::Bcd16 ||
                      format.type == RawType::Bcd32;
  return counts && is_plain_integer(format);
}

void refuse(TableReader& reader, std::string_view key, const std::string& why) {
  if (reader.has(key)) reader.mistake(key, why, "remove one of them");
}

void read_heartbeat(TableReader& reader, device::PointRules& rules) {
  const auto limit = reader.duration("heartbeat");
  if (limit && *limit <= Duration{}) {
    reader.mistake("heartbeat", "would be over at once",
                   "write how long it may stand still, such as \"6s\"");
  }
  rules.heartbeat = limit.value_or(Duration{});
}

void read_counter(TableReader& reader, ModelPoint& point, bool typed) {
  device::PointRules& rules = point.rules;
  rules.counter = reader.flag("counter").value_or(false);
  const auto step = reader.integer("counter_max_step", 1, INT64_MAX);
  rules.counter_max_step = static_cast<std::uint64_t>(step.value_or(1));
  if (!rules.counter) {
    if (reader.has("counter_max_step")) {
      reader.mistake("counter_max_step", "means nothing without a counter",
                     "write counter = true, or remove it");
    }
    return;
  }
  if (!typed) return;
  if (!can_count(point.format)) {
    reader.mistake("counter", "a counter is a whole number without sign, scale, offset and states",
                   "write uint16, uint32, uint64, bcd16 or bcd32, or remove it");
    return;
  }
  refuse(reader, "range", "a counter goes on without end");
  refuse(reader, "mask", "a counter takes whole registers");
  refuse(reader, "decimals", "a counter has no decimals");
  if (point.writable) refuse(reader, "writable", "a counter counts by itself");
  reader.require("counter_max_step",
                 "write the most that can be counted between two readings; more is a reset");
  const std::uint64_t modulus = device::modulus_of(point.format.type);
  const std::uint64_t half = modulus == 0 ? 1ULL << 63 : modulus / 2;
  if (rules.counter_max_step > half) {
    reader.mistake(
        "counter_max_step",
        "is more than half of what the counter holds, so that a reset is taken for counts",
        "write " + std::to_string(half) + " or less");
  }
}

std::optional<PartnerText> read_partner(TableReader& reader, std::string_view key) {
  auto id = reader.text(key);
  if (!id) return std::nullopt;
  return PartnerText{std::move(*id), {reader.place_of(key), reader.full(key)}};
}

void read_decimals(TableReader& reader, ModelPoint& point, bool typed) {
  point.decimals = read_partner(reader, "decimals");
  if (!point.decimals) return;
  const codec::PointFormat& format = point.format;
  const bool whole = !is_flag(format) && !is_float(format) && format.type != RawType::String &&
                     format.states.empty();
  if (typed && !whole) {
    reader.mistake("decimals", "only a whole number has its decimals elsewhere", "remove it");
  }
  for (const char* key : {"scale", "offset"}) {
    refuse(reader, key, "the device says the decimals of this point itself");
  }
  if (point.writable) refuse(reader, "writable", "a value with decimals is not written");
}

void read_unit_from(TableReader& reader, ModelPoint& point, bool typed) {
  point.unit_from = read_partner(reader, "unit_from");
  if (!point.unit_from) return;
  const bool number =
      !is_flag(point.format) && point.format.type != RawType::String && point.format.states.empty();
  if (typed && !number) {
    reader.mistake("unit_from", "only a number has a unit", "remove it");
  }
  if (point.unit.empty()) {
    reader.mistake("unit_from", "there is no unit to compare with",
                   "write unit = \"…\", the one that the limits are written in");
  }
  point.rules.unit = point.unit;
}

/// A name, or a list of names.
void read_status(TableReader& reader, ModelPoint& point) {
  if (!reader.is_list("status")) {
    if (auto partner = read_partner(reader, "status")) point.status.push_back(std::move(*partner));
    return;
  }
  const auto ids = reader.texts("status");
  for (std::size_t i = 0; ids && i < ids->size(); ++i) {
    point.status.push_back(
        {(*ids)[i],
         {reader.place_of("status", i), reader.full("status") + "[" + std::to_string(i) + "]"}});
  }
}

/// { 3 = "fault" }: codes or numbers of bits.
std::vector<device::CodeClaim> read_claims(TableReader& reader, std::string_view key,
                                           const char* form) {
  std::vector<device::CodeClaim> claims;
  const toml::table* table = reader.table(key);
  if (table == nullptr) return claims;
  if (table->empty()) reader.mistake(key, "says nothing", form);
  for (const auto& [name, node] : *table) {
    const std::string_view code = name.str();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
    const bool whole = error == std::errc{} && end == code.data() + code.size();
    const std::string claim = node.value_or(std::string());
    const auto known = std::find(device::kClaimTexts.begin(), device::kClaimTexts.end(), claim);
    if (!whole) {
      reader.mistake(key, "\"" + std::string(code) + "\" is not a whole number", form);
    } else if (known == device::kClaimTexts.end()) {
      reader.mistake(key, "code " + std::string(code) + ": \"" + claim + "\" is not known",
                     "write fault, maintenance, warm-up, over-range, under-range, simulated or "
                     "uncertain; leave out what is good");
    } else {
      claims.push_back({number, static_cast<Claim>(known - device::kClaimTexts.begin())});
    }
  }
  return claims;
}

void check_codes(TableReader& reader, const ModelPoint& point) {
  const codec::PointFormat& format = point.format;
  if (!is_flag(format) && format.states.empty()) {
    reader.mistake("qualities", "belongs to an enumeration, and the point has no states",
                   "write states, or bit_qualities for single bits");
    return;
  }
  for (const auto& [code, claim] : point.rules.status_map.codes) {
    const bool known =
        is_flag(format)
            ? code == 0 || code == 1
            : std::any_of(format.states.begin(), format.states.end(),
                          [c = code](const codec::StateText& each) { return each.code == c; });
    if (known) continue;
    reader.mistake("qualities", "code " + std::to_string(code) + " is none of the point's",
                   is_flag(format) ? "write 0 or 1" : "write it into states, too, or remove it");
  }
}

void check_bits(TableReader& reader, const ModelPoint& point) {
  const codec::PointFormat& format = point.format;
  const bool whole =
      is_plain_integer(format) && format.type != RawType::Bcd16 && format.type != RawType::Bcd32;
  if (!whole) {
    reader.mistake("bit_qualities", "belongs to a whole number without scale, offset and states",
                   "write qualities for an enumeration or a flag, or remove it");
    return;
  }
  const int width = format.mask == 0 ? 16 * codec::width(format) : std::popcount(format.mask);
  for (const auto& [bit, claim] : point.rules.status_map.bits) {
    if (bit >= 0 && bit < width) continue;
    reader.mistake("bit_qualities", "the point has no bit " + std::to_string(bit),
                   "write 0 to " + std::to_string(width - 1) + ", 0 the lowest");
  }
}

void read_limit(TableReader& reader, const char* key, const device::StatusMap& map, Claim claim,
                Duration& target) {
  const auto limit = reader.duration(key);
  if (!limit) return;
  target = *limit;
  const auto claims = [claim](const auto& list) {
    return std::any_of(list.begin(), list.end(),
                       [claim](const auto& each) { return each.claim == claim; });
  };
  if (claims(map.codes) || claims(map.bits)) return;
  const std::string name(device::kClaimTexts[static_cast<std::size_t>(claim)]);
  reader.mistake(key, "no code or bit of the point says \"" + name + "\"",
                 "write it into qualities or bit_qualities, or remove this");
}

void read_status_word(TableReader& reader, ModelPoint& point, bool typed) {
  device::StatusMap& map = point.rules.status_map;
  map.codes = read_claims(reader, "qualities", kCodesForm);
  map.bits = read_claims(reader, "bit_qualities", kBitsForm);
  if (typed && !map.codes.empty()) check_codes(reader, point);
  if (typed && !map.bits.empty()) check_bits(reader, point);
  if (!map.empty() && point.writable) refuse(reader, "writable", "a status word is the device's");
  read_limit(reader, "max_warm_up", map, Claim::WarmUp, map.max_warm_up);
  read_limit(reader, "max_maintenance", map, Claim::Maintenance, map.max_maintenance);
  read_limit(reader, "max_simulated", map, Claim::Simulated, map.max_simulated);
}

}  // namespace

void read_rules(TableReader& reader, ModelPoint& point, bool typed) {
  read_heartbeat(reader, point.rules);
  read_counter(reader, point, typed);
  read_decimals(reader, point, typed);
  read_unit_from(reader, point, typed);
  read_status(reader, point);
  read_status_word(reader, point, typed);
}

}  // namespace hazgate::model
