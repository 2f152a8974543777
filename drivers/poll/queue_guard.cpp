#include "drivers/poll/queue_guard.hpp"

#include <fmt/format.h>

namespace hazgate::poll {

bool touches_queue(const PolledDevice& device, codec::Table table, unsigned address,
                   unsigned count) {
  const auto& queue = device.queue;
  return queue && queue->table == table && address < unsigned{queue->address} + queue->registers &&
         address + count > queue->address;
}

std::optional<std::string> why_not_read(const PolledDevice& device, const RawRead& read) {
  if (device.unit != read.unit || !touches_queue(device, read.table, read.address, read.count)) {
    return std::nullopt;
  }
  return fmt::format(
      "not read: {} keeps its events in {} {} to {}, and reading them would take one away",
      device.id, codec::to_text(read.table), device.queue->address,
      device.queue->address + device.queue->registers - 1);
}

}  // namespace hazgate::poll
