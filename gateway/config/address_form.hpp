#pragma once

#include <string>
#include <string_view>

/// Where messages go: whether it looks like it.
namespace hazgate::config {

/// "+8613800000000": + and 6 to 15 digits.
/// Source  ITU-T E.164, 6.2.1 (at most 15 digits)
bool is_phone_number(std::string_view text);

/// "duty@example.com": plain ASCII, without a name.
bool is_mail_address(std::string_view text);

/// The host of an http:// or https:// URL in small letters; empty: it is none.
std::string web_host(std::string_view url);

}  // namespace hazgate::config
