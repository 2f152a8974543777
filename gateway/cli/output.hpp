#pragma once

#include <string>

#include "gateway/cli/fields.hpp"

namespace hazgate::cli {

/// To standard output. Whether it could be written shows when it is flushed, at the end.
void print(const std::string& text);

/// One object of --json, with its newline.
std::string json_line(const Item& item);

}  // namespace hazgate::cli
