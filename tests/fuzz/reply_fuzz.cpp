// Replies as a broken or hostile device sends them: the checks of a frame, then its readings and what
// they are worth. Input: which request, how many points, then the frame.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "drivers/modbus/frame.hpp"
#include "drivers/poll/interpreter.hpp"
#include "drivers/poll/readings.hpp"

namespace hazgate {
namespace {

using codec::RawType;
using codec::Table;

void insist(bool holds) {
  if (!holds) std::abort();
}

/// Points of every type, one behind the other, and what they say of each other.
poll::PolledDevice device_of(std::uint8_t choice) {
  poll::PolledDevice device;
  const auto table = static_cast<Table>(choice % 4);
  std::uint16_t address = 0;
  for (std::uint32_t i = 0; i < 14; ++i) {
    poll::PolledPoint point;
    point.index = PointIndex{i};
    point.format.table = table;
    point.format.type = codec::is_bit_table(table) ? RawType::Bool : static_cast<RawType>(i % 13);
    point.format.order = static_cast<codec::ByteOrder>((choice / 4) % 4);
    point.format.encoding = static_cast<codec::Encoding>((choice / 16) % 2);
    point.format.length = 9;
    point.format.address = address;
    if (i == 2) point.format.states = {{0, "normal"}, {1, "fault"}};
    if (i == 4) point.format.range = codec::Range{-10.0, 1e6};
    address = static_cast<std::uint16_t>(address + codec::width(point.format));
    device.points.push_back(point);
  }
  device.points[1].rules.heartbeat = std::chrono::seconds{3};
  device.points[2].rules.status_map.codes = {{1, device::Claim::Fault}};
  device.points[4].rules.status = {2};
  device.points[4].rules.decimals = 3;
  device.points[6].rules.counter = !codec::is_bit_table(table);
  device.points[6].rules.counter_max_step = 100;
  return device;
}

}  // namespace
}  // namespace hazgate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  if (size < 3) return 0;
  const std::uint8_t choice = data[0];
  const poll::PolledDevice device = device_of(choice);
  const auto reads = poll::plan_reads(device);
  const poll::PlannedRead& read = reads[data[1] % reads.size()];
  const auto request = modbus::read_request(data[2], read.table, read.address, read.count);
  const std::span frame(data + 3, size - 3);
  static_cast<void>(modbus::check_tcp(request, 7, frame));
  static_cast<void>(modbus::check_rtu(request, frame));
  if (modbus::check_reply(request, frame)) return 0;
  const auto reply = modbus::reply_data(request, frame);
  poll::Interpreter interpreter(device);
  for (int second = 0; second < 8; second += 4) {
    const Tick now{std::chrono::seconds{1000 + second}};
    const auto readings = interpreter.interpret(poll::Decoder(device, read).decode(reply), now);
    insist(readings.size() >= read.points.size());
    for (const auto& each : readings) {
      insist(has_value(each.decoded.value) == is_usable(each.decoded.quality));
      insist(second < 4 || !is_usable(each.decoded.quality));
    }
  }
  return 0;
}
