#pragma once

#include <string>
#include <tl/expected.hpp>

#include "gateway/config/settings.hpp"
#include "gateway/control/client.hpp"

namespace hazgate::cli {

/// What a site file says. Every mistake is printed on standard error (with `json`: on standard output,
/// an object a line).
/// Errors  the last line for standard error; 1: the file has mistakes, 3: it cannot be read
tl::expected<config::Settings, control::CallError> settings_of(const std::string& file, bool json);

/// `config check`: every mistake, or a summary and the remarks on standard output.
/// Errors  those of settings_of
tl::expected<int, control::CallError> check_config(const std::string& file, bool json);

/// The control socket that a site file names.
tl::expected<std::string, control::CallError> socket_of(const std::string& site_file);

}  // namespace hazgate::cli
