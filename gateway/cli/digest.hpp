#pragma once

#include <string>
#include <string_view>

namespace hazgate::cli {

/// SHA-256 in hexadecimal, as `sha256sum` prints it; empty when OpenSSL has it not.
/// Thread  any (pure)
std::string sha256(std::string_view bytes);

}  // namespace hazgate::cli
