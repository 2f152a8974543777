#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hazgate::notify {

/// What the page of an acknowledgement link shows of an incident.
struct AckSubject {
  std::string title;  ///< what happens, where
  std::string state;  ///< one sentence: open since 10:32, acknowledged by Li Lei; may be empty
  bool can_be_acknowledged = true;
};

enum class AckNotice : std::uint8_t {
  Acknowledged,  ///< and recorded
  NotFound,      ///< no hint why
  Busy,          ///< the gateway has not answered in time: it may have been recorded or not
  NotAllowed,    ///< the method
  TooLarge,
  NotUnderstood,
};

/// One page with one button, which sends POST to the page's own address. HTML of one file: no
/// script, no picture. Languages: zh-CN, zh-TW; everything else is English.
/// Thread  any (pure)
std::string ack_page(const AckSubject& subject, std::string_view language);
std::string ack_page(AckNotice notice, std::string_view language);
/// The core refused it: `why` for people.
std::string ack_refused_page(std::string_view why, std::string_view language);

}  // namespace hazgate::notify
