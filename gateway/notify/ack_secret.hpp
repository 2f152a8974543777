#pragma once

#include <string>
#include <tl/expected.hpp>

namespace hazgate::notify {

/// What acknowledgement links are signed with, kept in a file: 32 bytes as hex. A file that is
/// missing is made (mode 0600, random, on stable storage before it is used); one that others may
/// read, or that is damaged, is refused.
/// Errors  a text, with what to do
/// Thread  any; several at once get the same secret
tl::expected<std::string, std::string> ack_secret(const std::string& path);

}  // namespace hazgate::notify
