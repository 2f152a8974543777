#include "drivers/poll/plan.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>

#include "drivers/modbus/request.hpp"
#include "drivers/poll/queue_guard.hpp"

namespace hazgate::poll {

namespace {

using Places = std::vector<std::uint32_t>;

struct Limits {
  unsigned registers = 0;
  unsigned bits = 0;
  unsigned gap = 0;      ///< registers
  unsigned bit_gap = 0;  ///< bits
};

constexpr unsigned kBitsPerRegister = 16;

// Of a read: unit, function, address, count and CRC there; unit, function, byte count and CRC back.
constexpr std::size_t kFrameCharacters = 8 + 5;

/// Gaps are not read through.
Limits limits_of(const PolledDevice& device) {
  return {std::min(device.max_registers, modbus::kMostReadRegisters),
          std::min(device.max_bits, modbus::kMostReadBits)};
}

/// Gaps are read through as far as that pays.
Limits limits_of(const PolledDevice& device, const RequestCost& cost) {
  Limits limits = limits_of(device);
  limits.gap = device.max_gap;
  limits.bit_gap = device.max_gap * kBitsPerRegister;
  if (cost.byte <= Duration{}) return limits;
  const auto bytes = static_cast<unsigned>(std::min<Duration::rep>(cost.request / cost.byte, 250));
  limits.gap = std::min(limits.gap, bytes / 2);
  limits.bit_gap = std::min(limits.bit_gap, bytes * 8);
  return limits;
}

const codec::PointFormat& format_of(const PolledDevice& device, std::uint32_t place) {
  return device.points[place].format;
}

Places sorted(const PolledDevice& device, Places places) {
  std::stable_sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto& left = format_of(device, a);
    const auto& right = format_of(device, b);
    return std::tie(device.points[a].period, left.table, left.address) <
           std::tie(device.points[b].period, right.table, right.address);
  });
  return places;
}

void add(const PolledDevice& device, std::uint32_t place, PlannedRead& read) {
  const PolledPoint& point = device.points[place];
  const unsigned offset = point.format.address - unsigned{read.address};
  const unsigned count = std::max<unsigned>(read.count, offset + codec::width(point.format));
  read.count = static_cast<std::uint16_t>(count);
  read.danger = read.danger || point.danger;
  read.period = std::min(read.period, point.period);
  read.points.push_back({place, static_cast<std::uint16_t>(offset)});
}

/// Whether the value lies within the read.
bool is_inside(const codec::PointFormat& format, const PlannedRead& read) {
  return format.table == read.table && format.address >= read.address &&
         format.address + codec::width(format) <= read.address + read.count;
}

/// Whether the registers up to the end of the point take in the queue.
bool reaches_queue(const PolledDevice& device, const PolledPoint& point, const PlannedRead& read) {
  const unsigned end = unsigned{point.format.address} + codec::width(point.format);
  return touches_queue(device, read.table, read.address, end - read.address);
}

bool fits(const PolledPoint& point, const PlannedRead& read, const Limits& limits) {
  const codec::PointFormat& format = point.format;
  if (format.table != read.table) return false;
  if (point.period != read.period) return false;
  const bool bits = codec::is_bit_table(read.table);
  const unsigned end = unsigned{read.address} + read.count;
  const unsigned gap = bits ? limits.bit_gap : limits.gap;
  const unsigned count = unsigned{format.address} + codec::width(format) - read.address;
  return format.address <= end + gap && count <= (bits ? limits.bits : limits.registers);
}

std::vector<PlannedRead> merge(const PolledDevice& device, Places places, const Limits& limits) {
  std::vector<PlannedRead> reads;
  for (const std::uint32_t place : sorted(device, std::move(places))) {
    const PolledPoint& point = device.points[place];
    const auto around =
        point.period > Duration{}
            ? std::find_if(reads.begin(), reads.end(),
                           [&](const auto& read) { return is_inside(point.format, read); })
            : reads.end();
    if (around != reads.end()) {
      add(device, place, *around);
      continue;
    }
    if (reads.empty() || !fits(point, reads.back(), limits) ||
        reaches_queue(device, point, reads.back())) {
      reads.push_back(
          {point.format.table, point.format.address, 0, false, point.period, false, {}});
    }
    add(device, place, reads.back());
  }
  return reads;
}

void danger_first(std::vector<PlannedRead>& reads) {
  std::stable_partition(reads.begin(), reads.end(),
                        [](const PlannedRead& read) { return read.danger; });
}

void append(const PlannedRead& read, Places& places) {
  for (const PlannedPoint& point : read.points) places.push_back(point.place);
}

}  // namespace

RequestCost cost_on(const modbus::Line& line, Duration turnaround, Duration latency) {
  const auto* serial = std::get_if<modbus::SerialLine>(&line);
  if (serial == nullptr || !modbus::is_known_baud(serial->baud)) {
    return {std::max(turnaround, Duration{}) + latency, Duration{}};
  }
  const Duration silence = modbus::frame_silence(serial->baud);
  return {modbus::character_time(serial->baud, kFrameCharacters) + silence +
              std::max(silence, turnaround) + latency,
          modbus::character_time(serial->baud, 1)};
}

std::vector<PlannedRead> plan_reads(const PolledDevice& device, const RequestCost& cost) {
  Places places(device.points.size());
  for (std::uint32_t place = 0; place < places.size(); ++place) places[place] = place;
  auto reads = merge(device, std::move(places), limits_of(device, cost));
  danger_first(reads);
  if (const auto& queue = device.queue) {
    reads.insert(reads.begin(), {.table = queue->table,
                                 .address = queue->address,
                                 .count = queue->registers,
                                 .danger = true,
                                 .queue = true,
                                 .points = {}});
  }
  return reads;
}

std::vector<PlannedRead> plan_halves(const PolledDevice& device, const PlannedRead& whole) {
  Places places;
  append(whole, places);
  const unsigned half = (unsigned{whole.count} + 1) / 2;
  auto pieces = merge(device, std::move(places), {half, half});
  danger_first(pieces);
  return pieces;
}

std::vector<PlannedRead> plan_around(const PolledDevice& device,
                                     const std::vector<PlannedRead>& pieces,
                                     const std::vector<bool>& refused) {
  if (std::find(refused.begin(), refused.end(), true) == refused.end()) return pieces;
  Places good;
  std::vector<PlannedRead> alone;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (refused[i]) {
      alone.push_back(pieces[i]);
    } else {
      append(pieces[i], good);
    }
  }
  auto reads = merge(device, std::move(good), limits_of(device));
  reads.insert(reads.end(), alone.begin(), alone.end());
  danger_first(reads);
  return reads;
}

}  // namespace hazgate::poll
