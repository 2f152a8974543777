#pragma once

#include <string_view>

namespace hazgate::config {

/// The alarm of the gateway itself that the duty room does not answer.
inline constexpr std::string_view kDutyRoomAlarm = "gateway.duty-room";

/// Of the contact whose number that alarm names.
inline constexpr std::string_view kDutyRoomRole = "duty-room";

}  // namespace hazgate::config
