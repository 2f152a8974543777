#include "gateway/notify/delivery_ledger.hpp"

#include <algorithm>

namespace hazgate::notify {
namespace {

constexpr std::size_t kTelling = 8;  ///< last digits; national and international writing share them

std::string digits_of(std::string_view number) {
  std::string digits;
  std::copy_if(number.begin(), number.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

}  // namespace

bool same_number(std::string_view left, std::string_view right) {
  const auto a = digits_of(left), b = digits_of(right);
  if (a.size() < kTelling || b.size() < kTelling) return a == b && !a.empty();
  return a.substr(a.size() - kTelling) == b.substr(b.size() - kTelling);
}

void DeliveryLedger::sent(std::vector<std::uint64_t> tickets, std::string to,
                          const std::vector<std::uint8_t>& references, Time now) {
  for (auto& earlier : messages_) {
    if (!same_number(earlier.to, to)) continue;
    // Its own report would come with a reference that now means this message.
    const bool reused = std::any_of(references.begin(), references.end(),
                                    [&](auto one) { return earlier.waiting.count(one) > 0; });
    if (reused) earlier.waiting.clear();
  }
  std::erase_if(messages_, [&](const Message& message) {
    return message.waiting.empty() || now - message.at > kPatience;
  });
  if (references.empty()) return;
  messages_.push_front(
      {std::move(tickets), std::move(to), {references.begin(), references.end()}, now});
  if (messages_.size() > kMostMessages) messages_.pop_back();
}

std::vector<DeliveryLedger::Outcome> DeliveryLedger::reported(const DeliveryReport& report,
                                                              Time now) {
  const auto found = std::find_if(messages_.begin(), messages_.end(), [&](const Message& message) {
    return message.waiting.count(report.reference) > 0 && same_number(message.to, report.to) &&
           now - message.at <= kPatience;
  });
  const auto cause = cause_of_status(report.status);
  if (found == messages_.end() || cause.kind == Receipt::Kind::Sent) return {};
  if (cause.kind == Receipt::Kind::Delivered) {
    found->waiting.erase(report.reference);
    if (!found->waiting.empty()) return {};
  }
  std::vector<Outcome> outcome{{std::move(found->tickets), cause}};
  messages_.erase(found);
  return outcome;
}

}  // namespace hazgate::notify
