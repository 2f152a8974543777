#include "gateway/daemon/told_texts.hpp"

#include <algorithm>
#include <variant>

#include "gateway/notify/texts/length.hpp"

namespace hazgate::daemon {
namespace {

bool stands_for(const site::Event& event, const emergency::MessageOrder& message) {
  const auto* told = std::get_if<site::IncidentEvent>(&event);
  return told != nullptr && told->entry == site::EntryKind::Told &&
         told->incident == message.incident && told->contact == message.person &&
         told->attempt == message.attempt && told->round == message.round &&
         told->via == std::vector{message.via};
}

}  // namespace

void put_told_texts(const std::vector<emergency::MessageOrder>& messages, const Compose& compose,
                    std::vector<site::Event>& events) {
  auto next = events.begin();
  for (const emergency::MessageOrder& message : messages) {
    const std::string text = notify::texts::cut(compose(message), kMostToldText, "…");
    const auto told = std::find_if(
        next, events.end(), [&](const site::Event& event) { return stands_for(event, message); });
    if (told == events.end()) continue;
    std::get<site::IncidentEvent>(*told).text = text;
    next = told + 1;
  }
}

}  // namespace hazgate::daemon
