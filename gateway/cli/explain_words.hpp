#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/cli/explain_texts.hpp"
#include "gateway/cli/fields.hpp"

/// Small phrases of `explain`.
/// Thread  any (pure)
namespace hazgate::cli {

/// "52.3 %LEL"; "-" stays alone.
std::string with_unit(const std::string& value, const std::string& unit);
/// How long a delay still runs: "3.2s", "04:10".
std::string left_text(const Item& delay);
/// The states under a key, in the reader's language: "fire, fault".
std::string words(const Item& item, std::string_view key, Language in);
/// A state of IEC 62682, in its words.
std::string state_text(std::string_view state, Language in);
/// Of alarm::ConditionKind.
std::string kind_text(std::size_t kind, Language in);
/// How a member counts: "alarm", "normal", "drop" or "dropped".
std::string on_bad_text(std::string_view counts, Language in);

}  // namespace hazgate::cli
