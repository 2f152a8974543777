#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/cli/texts.hpp"

/// The texts of `contact` and of the channels in `status`, in every language (see texts.hpp).
/// Thread  any (pure)
namespace hazgate::cli {

enum class ContactText : std::uint8_t {
  Contact,
  Role,
  Ways,
  Addresses,
  NoContacts,
  IsDown,      ///< behind a way
  Ok,          ///< of a channel
  Down,        ///< {}: since when
  NotUsedYet,  ///< of a channel that says nothing before it is used
  NotYet,      ///< of a channel that is being looked at
  LastSent,    ///< {}: when
  Sent,
  Delivered,
  Unconfirmed,
  Count,  ///< not a text
};
inline constexpr std::size_t kContactTexts = static_cast<std::size_t>(ContactText::Count);

std::string_view say(ContactText text, Language language);

}  // namespace hazgate::cli
