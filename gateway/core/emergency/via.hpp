#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hazgate::emergency {

/// The ways to reach a person.
enum class Via : std::uint8_t { Sms, Email, Webhook, Mqtt, Siren };

inline constexpr std::array<std::string_view, 5> kViaTexts = {"sms", "email", "webhook", "mqtt",
                                                              "siren"};

constexpr std::string_view to_text(Via via) {
  return kViaTexts[static_cast<std::size_t>(via)];
}

}  // namespace hazgate::emergency
