#pragma once

#include <string>
#include <tl/expected.hpp>

#include "gateway/control/client.hpp"

namespace hazgate::cli {

/// `config check`: every mistake on standard error (with `json`: on standard output, an object a
/// line), or a summary on standard output.
/// Errors  the last line for standard error; 1: the file has mistakes, 3: it cannot be read
tl::expected<int, control::CallError> check_config(const std::string& file, bool json);

/// The control socket that a site file names.
tl::expected<std::string, control::CallError> socket_of(const std::string& site_file);

}  // namespace hazgate::cli
