#include "simulators/field/event_pool.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::sim {

namespace {

constexpr std::string_view kNone = "none";
constexpr std::uint8_t kBus = 1, kSmokeDetector = 3;

unsigned digit_of(char digit) {
  return static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'A' + 10);
}

bool is_code(const std::string& part, std::size_t digits) {
  return part.size() == digits && part.find_first_not_of("0123456789ABCDEF") == std::string::npos;
}

}  // namespace

std::optional<std::uint8_t> EventPool::code_of(std::string_view kind) const {
  for (const auto& code : queue_.codes) {
    if ((code.kind ? device::to_text(*code.kind) : kNone) == kind) return code.code;
  }
  return std::nullopt;
}

std::string EventPool::known_words() const {
  std::string words;
  for (const std::string_view kind : device::kPanelEventTexts) {
    if (code_of(kind)) words += (words.empty() ? "" : ", ") + std::string(kind);
  }
  return words;
}

std::optional<Objection> EventPool::objection(const PoolEvent& event) const {
  if (event.kind == kNone || !code_of(event.kind)) {
    return Objection{"kind", "\"" + event.kind + "\" is no event of this panel",
                     "write one of " + known_words()};
  }
  const std::size_t digits = 2U * (queue_.part_to - queue_.part_from + 1U);
  if (!is_code(event.part, digits)) {
    return Objection{"part", "\"" + event.part + "\" is not the code of a part",
                     "write its " + std::to_string(digits) + " digits, as the panel shows them"};
  }
  if (event.source && !queue_.source_at) {
    return Objection{"source", "this panel does not say where an event comes from", "remove it"};
  }
  if (event.part_type && !queue_.type_at) {
    return Objection{"part_type", "this panel does not say of what type a part is", "remove it"};
  }
  return std::nullopt;
}

void EventPool::add(PoolEvent event) {
  const auto place =
      std::upper_bound(to_come_.begin(), to_come_.end(), event.at,
                       [](Duration at, const PoolEvent& other) { return at < other.at; });
  to_come_.insert(place, std::move(event));
}

std::optional<PoolEvent> EventPool::bring(Duration time) {
  if (to_come_.empty() || to_come_.front().at > time) return std::nullopt;
  queued_.push_back(std::move(to_come_.front()));
  to_come_.pop_front();
  return queued_.back();
}

std::optional<PoolEvent> EventPool::take() {
  if (queued_.empty()) return std::nullopt;
  PoolEvent event = std::move(queued_.front());
  queued_.pop_front();
  return event;
}

bool EventPool::touches(const Request& request) const {
  return request.table == queue_.table &&
         request.address < std::uint32_t{queue_.address} + queue_.registers &&
         request.address + request.count > queue_.address;
}

bool EventPool::is_read(const Request& request) const {
  return !request.writes && request.table == queue_.table && request.address == queue_.address &&
         request.count == queue_.registers;
}

std::vector<std::uint16_t> EventPool::words(const std::optional<PoolEvent>& event) const {
  std::vector<std::uint8_t> bytes(2U * queue_.registers);
  if (event) {
    if (queue_.source_at) bytes[*queue_.source_at] = event->source.value_or(kBus);
    if (queue_.type_at) bytes[*queue_.type_at] = event->part_type.value_or(kSmokeDetector);
    for (std::size_t i = 0; i < event->part.size(); i += 2) {
      bytes[queue_.part_from + i / 2] =
          static_cast<std::uint8_t>(digit_of(event->part[i]) << 4U | digit_of(event->part[i + 1]));
    }
  }
  bytes[queue_.event_at] = code_of(event ? std::string_view(event->kind) : kNone).value_or(0);
  std::vector<std::uint16_t> words;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    words.push_back(static_cast<std::uint16_t>(bytes[i] << 8U | bytes[i + 1]));
  }
  return words;
}

}  // namespace hazgate::sim
