#include "drivers/model/rules.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>
#include <utility>

#include "drivers/device/counter.hpp"

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

/// A whole number as it stands in its registers.
bool is_plain_integer(const codec::PointFormat& format) {
  return !is_flag(format) && !is_float(format) && format.type != RawType::String &&
         format.states.empty() && format.scale == 1.0 && format.offset == 0.0;
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

/// Finds the partners of the points of one device.
class Linker {
 public:
  Linker(std::vector<ModelPoint>& points, bool complete, Mistakes& mistakes)
      : points_(points), complete_(complete), mistakes_(mistakes) {}

  void run() {
    for (ModelPoint& point : points_) {
      if (point.decimals) point.rules.decimals = find_decimals(point);
      if (point.unit_from) point.rules.unit_from = find_unit(point);
      point.rules.status.clear();
      for (const PartnerText& text : point.status) {
        if (const auto place = find_status(point, text)) point.rules.status.push_back(*place);
      }
    }
    check_idle();
  }

 private:
  void complain(const PartnerText& text, std::string problem, std::string remedy) {
    mistakes_.add(text.mark.place, text.mark.path, std::move(problem), std::move(remedy));
  }

  /// Also refuses a point that leans on others itself: so there are no circles.
  std::optional<std::uint32_t> find(const ModelPoint& point, const PartnerText& text) {
    std::vector<std::string> names;
    for (std::size_t place = 0; place < points_.size(); ++place) {
      const ModelPoint& other = points_[place];
      names.push_back(other.id);
      if (other.id != text.id) continue;
      used_.push_back(place);
      if (&other == &point) {
        complain(text, "the point refers to itself", "write the id of another point");
        return std::nullopt;
      }
      if (other.decimals || other.unit_from || !other.status.empty()) {
        const bool circle = leans_on(other, point.id);
        complain(text,
                 "point \"" + other.id + "\"" +
                     (circle ? " refers back to \"" + point.id + "\""
                             : " has decimals, unit_from or status of its own"),
                 "write a point that stands alone");
        return std::nullopt;
      }
      return static_cast<std::uint32_t>(place);
    }
    if (!complete_) return std::nullopt;
    const auto meant = nearest(text.id, names);
    complain(text, "the device has no point \"" + text.id + "\"",
             meant ? "did you mean \"" + *meant + "\"?" : "write one that it has");
    return std::nullopt;
  }

  static bool leans_on(const ModelPoint& point, const std::string& id) {
    const auto is = [&id](const PartnerText& text) { return text.id == id; };
    return (point.decimals && is(*point.decimals)) || (point.unit_from && is(*point.unit_from)) ||
           std::any_of(point.status.begin(), point.status.end(), is);
  }

  std::optional<std::uint32_t> find_decimals(const ModelPoint& point) {
    const auto place = find(point, *point.decimals);
    if (place && (!is_plain_integer(points_[*place].format) || points_[*place].rules.counter)) {
      complain(*point.decimals,
               "point \"" + points_[*place].id + "\" is not a whole number as it is read",
               "write the point that holds 0 to 4, without scale, offset and states");
    }
    return place;
  }

  std::optional<std::uint32_t> find_unit(const ModelPoint& point) {
    const auto place = find(point, *point.unit_from);
    if (!place) return place;
    const auto& states = points_[*place].format.states;
    if (states.empty()) {
      complain(*point.unit_from, "point \"" + points_[*place].id + "\" has no states",
               "write the units as its states: states = { 0 = \"%LEL\", 1 = \"ppm\" }");
    } else if (!point.unit.empty() &&
               std::none_of(states.begin(), states.end(),
                            [&](const auto& each) { return each.text == point.unit; })) {
      complain(*point.unit_from,
               "the unit \"" + point.unit + "\" is none of the states of \"" + points_[*place].id +
                   "\", so that the value is always a fault",
               "write the same text in both");
    }
    return place;
  }

  std::optional<std::uint32_t> find_status(const ModelPoint& point, const PartnerText& text) {
    const auto place = find(point, text);
    if (place && points_[*place].rules.status_map.empty()) {
      complain(text, "point \"" + points_[*place].id + "\" has neither qualities nor bit_qualities",
               "write there which of its codes or bits mean what");
    }
    return place;
  }

  /// A status word that nobody asks protects nothing.
  void check_idle() {
    if (!complete_) return;
    for (std::size_t place = 0; place < points_.size(); ++place) {
      const ModelPoint& point = points_[place];
      if (point.rules.status_map.empty()) continue;
      if (std::find(used_.begin(), used_.end(), place) != used_.end()) continue;
      const char* key = point.rules.status_map.codes.empty() ? ".bit_qualities" : ".qualities";
      mistakes_.add(point.place, point.path + key, "no point has this one as its status",
                    "write status = \"" + point.id + "\" in the points it speaks of");
    }
  }

  std::vector<ModelPoint>& points_;
  bool complete_;
  Mistakes& mistakes_;
  std::vector<std::size_t> used_;
};

}  // namespace

void read_rules(TableReader& reader, ModelPoint& point, bool typed) {
  read_heartbeat(reader, point.rules);
  read_counter(reader, point, typed);
  read_decimals(reader, point, typed);
  read_unit_from(reader, point, typed);
  read_status(reader, point);
  read_status_word(reader, point, typed);
}

void link_points(std::vector<ModelPoint>& points, bool complete, Duration poll,
                 Mistakes& mistakes) {
  Linker(points, complete, mistakes).run();
  for (const ModelPoint& point : points) {
    const Duration limit = point.rules.heartbeat;
    if (limit <= Duration{} || limit >= 3 * poll) continue;
    mistakes.add(point.place, point.path + ".heartbeat",
                 "is shorter than three polls of the device, so that it may be missed",
                 "write a longer one, or a shorter poll");
  }
}

}  // namespace hazgate::model
