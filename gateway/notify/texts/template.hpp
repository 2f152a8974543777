#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/notify/texts/facts.hpp"

/// The texts that a site writes itself: "{point} {value}{unit}, go to {evacuation}".
namespace hazgate::notify::texts {

/// The {words} that mean nothing, as they are written, each once; a brace that is never closed with what
/// follows it. Empty: the text is good.
std::vector<std::string> unknown_words(std::string_view text);

/// The words that a text may have, without braces, in alphabetical order.
std::vector<std::string> known_words();

/// Puts the facts in. An unknown word stays as it is; what a fact says is not looked at for words again.
std::string fill(std::string_view text, const Facts& facts, Language language);

}  // namespace hazgate::notify::texts
