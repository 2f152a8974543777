#include "drivers/poll/renumbering.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <tuple>
#include <utility>

namespace hazgate::poll {

namespace {

template <class Index>
std::optional<Index> look_up(const std::vector<std::optional<Index>>& table, Index index) {
  return at(index) < table.size() ? table[at(index)] : std::nullopt;
}

template <class Index>
void set(std::vector<std::optional<Index>>& table, Index from, Index to) {
  if (table.size() <= at(from)) table.resize(at(from) + 1);
  table[at(from)] = to;
}

template <class Index>
std::vector<std::optional<Index>> chained(const std::vector<std::optional<Index>>& first,
                                          const std::vector<std::optional<Index>>& second) {
  auto table = first;
  for (auto& entry : table) {
    if (entry) entry = look_up(second, *entry);
  }
  return table;
}

const BusPlan* find_bus(const std::vector<BusPlan>& buses, const std::string& id) {
  const auto found =
      std::find_if(buses.begin(), buses.end(), [&](const BusPlan& bus) { return bus.id == id; });
  return found == buses.end() ? nullptr : &*found;
}

std::vector<std::optional<DeviceIndex>> namesakes(const std::vector<BusPlan>& before,
                                                  const std::vector<BusPlan>& after) {
  std::map<std::string_view, DeviceIndex> by_id;
  for (const BusPlan& bus : after) {
    for (const PolledDevice& device : bus.devices) by_id.emplace(device.id, device.index);
  }
  std::vector<std::optional<DeviceIndex>> made;
  for (const BusPlan& bus : before) {
    for (const PolledDevice& device : bus.devices) {
      const auto found = by_id.find(device.id);
      if (found != by_id.end()) set(made, device.index, found->second);
    }
  }
  return made;
}

bool is_same_point(const PolledPoint& one, const PolledPoint& other) {
  const auto what = [](const PolledPoint& point) {
    return std::tie(point.format, point.writable, point.danger, point.period, point.rules);
  };
  return what(one) == what(other);
}

struct Renumber {
  const Renumbering& to;

  bool operator()(PollResult& result) const {
    const auto device = to.of(result.device);
    if (!device) return keep_event(result);
    result.device = *device;
    std::erase_if(result.readings, [this](PointReading& reading) {
      const auto point = to.of(reading.point);
      if (point) reading.point = *point;
      return !point;
    });
    return true;
  }
  bool keep_event(PollResult& result) const {
    const auto namesake = look_up(to.namesakes, result.device);
    if (!namesake || !result.queue || !result.queue->event) return false;
    auto news = *result.queue;
    news.ticket = 0;  // whoever waited for it is gone
    result.device = *namesake;
    result.readings.clear();
    result.queue = std::make_shared<QueueNews>(std::move(news));
    return true;
  }
  bool operator()(WriteResult& result) const {
    result.point = to.of(result.point).value_or(kNoPoint);
    return true;
  }
  bool operator()(RawReadResult&) const { return true; }
  bool operator()(BusChange& change) const {
    const auto bus = to.of(change.bus);
    if (bus) change.bus = *bus;
    return bus.has_value();
  }
  bool operator()(NearLimit&) const { return false; }  // the next poll says it again
};

}  // namespace

bool has_same_line(const BusPlan& one, const BusPlan& other) {
  const auto what = [](const BusPlan& bus) {
    return std::tie(bus.id, bus.line, bus.response_timeout, bus.retries);
  };
  return what(one) == what(other);
}

bool is_same_device(const PolledDevice& one, const PolledDevice& other) {
  const auto what = [](const PolledDevice& device) {
    return std::tie(device.id, device.unit, device.period, device.fast, device.comm_after,
                    device.max_registers, device.max_bits, device.max_gap, device.turnaround,
                    device.crc, device.queue);
  };
  return what(one) == what(other) &&
         std::equal(one.zones.begin(), one.zones.end(), other.zones.begin(), other.zones.end(),
                    [](const Zone& a, const Zone& b) { return a.parts == b.parts; }) &&
         std::equal(one.points.begin(), one.points.end(), other.points.begin(), other.points.end(),
                    is_same_point);
}

std::vector<std::optional<std::size_t>> places_before(const BusPlan& before, const BusPlan& after) {
  std::vector<std::optional<std::size_t>> places(after.devices.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const PolledDevice& device = after.devices[i];
    const auto found = std::find_if(before.devices.begin(), before.devices.end(),
                                    [&](const auto& other) { return other.id == device.id; });
    if (found == before.devices.end() || !is_same_device(*found, device)) continue;
    places[i] = static_cast<std::size_t>(found - before.devices.begin());
  }
  return places;
}

std::optional<BusIndex> Renumbering::of(BusIndex bus) const {
  return look_up(buses, bus);
}

std::optional<DeviceIndex> Renumbering::of(DeviceIndex device) const {
  return look_up(devices, device);
}

std::optional<PointIndex> Renumbering::of(PointIndex point) const {
  return look_up(points, point);
}

Renumbering Renumbering::then(const Renumbering& next) const {
  return {chained(buses, next.buses), chained(devices, next.devices), chained(points, next.points),
          chained(namesakes, next.namesakes)};
}

Renumbering renumber(const std::vector<BusPlan>& before, const std::vector<BusPlan>& after) {
  Renumbering made;
  made.namesakes = namesakes(before, after);
  for (const BusPlan& bus : before) {
    const BusPlan* next = find_bus(after, bus.id);
    if (next == nullptr) continue;
    set(made.buses, bus.index, next->index);
    if (!has_same_line(bus, *next)) continue;
    const auto places = places_before(bus, *next);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (!places[i]) continue;
      const PolledDevice& old = bus.devices[*places[i]];
      const PolledDevice& now = next->devices[i];
      set(made.devices, old.index, now.index);
      for (std::size_t point = 0; point < old.points.size(); ++point) {
        set(made.points, old.points[point].index, now.points[point].index);
      }
      for (std::size_t zone = 0; zone < old.zones.size(); ++zone) {
        set(made.points, old.zones[zone].index, now.zones[zone].index);
      }
    }
  }
  return made;
}

void renumber(BusCounters& counters, const Renumbering& renumbering) {
  std::erase_if(counters.devices, [&](DeviceCounters& device) {
    const auto index = renumbering.of(device.device);
    if (index) device.device = *index;
    return !index;
  });
}

bool renumber(Report& report, const Renumbering& renumbering) {
  return std::visit(Renumber{renumbering}, report);
}

}  // namespace hazgate::poll
