#include "drivers/device/event_queue.hpp"

#include <algorithm>

namespace hazgate::device {

namespace {

std::string digits_of(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xFU];
  }
  return text;
}

}  // namespace

std::optional<PanelEvent> read_event(const EventQueue& queue, std::span<const std::uint8_t> data) {
  const std::uint8_t code = data[queue.event_at];
  const auto known =
      std::find_if(queue.codes.begin(), queue.codes.end(),
                   [code](const EventQueue::Code& each) { return each.code == code; });
  if (known != queue.codes.end() && !known->kind) return std::nullopt;
  PanelEvent event;
  event.kind = known == queue.codes.end() ? PanelEventKind::Unknown : *known->kind;
  event.code = code;
  event.part =
      digits_of(data.subspan(queue.part_from, std::size_t{queue.part_to} - queue.part_from + 1));
  if (queue.source_at) event.source = data[*queue.source_at];
  if (queue.type_at) event.part_type = data[*queue.type_at];
  event.raw = digits_of(data);
  return event;
}

std::vector<codec::StateText> zone_states() {
  return {{0, "normal"},   {1, "fire"},        {2, "fault"},
          {3, "disabled"}, {4, "supervisory"}, {5, "operated"}};
}

}  // namespace hazgate::device
