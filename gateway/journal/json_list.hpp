#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hazgate::journal {

/// A list of texts in one column: ["gas","status"].
std::string to_json(const std::vector<std::string>& texts);

/// Errors  none: not a JSON array of strings is nothing
std::optional<std::vector<std::string>> texts_from_json(std::string_view json);

}  // namespace hazgate::journal
