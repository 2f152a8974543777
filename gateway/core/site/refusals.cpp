#include "gateway/core/site/refusals.hpp"

#include <chrono>

namespace hazgate::site {
namespace {

std::string in_words(Duration time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  if (minutes >= 60 && minutes % 60 == 0) return std::to_string(minutes / 60) + "h";
  if (minutes > 0) return std::to_string(minutes) + "m";
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + "s";
}

}  // namespace

std::string explain(const AlarmSpec& alarm, alarm::Refusal refusal) {
  const std::string& id = alarm.id;
  switch (refusal) {
    case alarm::Refusal::None:
      break;
    case alarm::Refusal::NothingToAcknowledge:
      return id + " is normal, nothing to acknowledge";
    case alarm::Refusal::StillActive:
      return id + " is still active; it can be reset after the condition has cleared";
    case alarm::Refusal::AcknowledgeFirst:
      return id + " is not acknowledged; acknowledge it first (hazctl ack " + id + ")";
    case alarm::Refusal::NothingToReset:
      return id + " is normal, nothing to reset";
    case alarm::Refusal::OtherOccurrence:
      return id + " is at another occurrence; look at it again and acknowledge what you see";
    case alarm::Refusal::NeverShelved:
      return id +
             " is never shelved (fire, HH, LL, gas of priority high, critical alarms and what the "
             "site "
             "file says); take it out of service if it must be (hazctl out-of-service " +
             id + " --reason …)";
    case alarm::Refusal::ShelfTooLong:
      return id + " may be shelved for at most " + in_words(alarm.rules.longest_shelf) +
             ", and for more than nothing (--for)";
    case alarm::Refusal::NotShelved:
      return id + " is not shelved";
    case alarm::Refusal::NotOutOfService:
      return id + " is not out of service";
  }
  return id;
}

}  // namespace hazgate::site
