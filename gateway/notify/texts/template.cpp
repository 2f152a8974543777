#include "gateway/notify/texts/template.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "gateway/notify/texts/length.hpp"
#include "gateway/notify/texts/words.hpp"

namespace hazgate::notify::texts {
namespace {

struct Known {
  std::string_view word;
  std::string Facts::*fact;  ///< null: the drill
};

constexpr std::array<Known, 15> kKnown = {{{"action", &Facts::action},
                                           {"alarm", &Facts::alarm},
                                           {"code", &Facts::code},
                                           {"drill", nullptr},
                                           {"evacuation", &Facts::evacuation},
                                           {"grade", &Facts::grade},
                                           {"incident", &Facts::incident},
                                           {"limit", &Facts::limit},
                                           {"place", &Facts::place},
                                           {"plan", &Facts::plan},
                                           {"point", &Facts::point},
                                           {"time", &Facts::time},
                                           {"unit", &Facts::unit},
                                           {"value", &Facts::value},
                                           {"wind", &Facts::wind}}};

const Known* find(std::string_view word) {
  const auto found = std::find_if(kKnown.begin(), kKnown.end(),
                                  [&](const Known& known) { return known.word == word; });
  return found == kKnown.end() ? nullptr : &*found;
}

/// Calls `plain` for what stands between the words, and `word` for each of them without its braces; one
/// that is not closed has no end.
void walk(std::string_view text, const std::function<void(std::string_view)>& plain,
          const std::function<void(std::string_view, bool closed)>& word) {
  while (!text.empty()) {
    const auto open = text.find('{');
    plain(text.substr(0, open));
    if (open == std::string_view::npos) return;
    text.remove_prefix(open + 1);
    const auto close = text.find_first_of("{}");
    const bool closed = close != std::string_view::npos && text[close] == '}';
    word(text.substr(0, close), closed);
    if (close == std::string_view::npos) return;
    text.remove_prefix(closed ? close + 1 : close);
  }
}

}  // namespace

std::vector<std::string> unknown_words(std::string_view text) {
  std::vector<std::string> unknown;
  const auto ignore = [](std::string_view) {};
  walk(text, ignore, [&](std::string_view word, bool closed) {
    if (closed && find(word) != nullptr) return;
    std::string written = '{' + std::string(word) + (closed ? "}" : "");
    if (std::find(unknown.begin(), unknown.end(), written) == unknown.end()) {
      unknown.push_back(std::move(written));
    }
  });
  return unknown;
}

std::vector<std::string> known_words() {
  std::vector<std::string> words;
  for (const Known& known : kKnown) words.emplace_back(known.word);
  return words;
}

std::string fill(std::string_view text, const Facts& facts, Language language) {
  std::string filled;
  const auto plain = [&](std::string_view part) { filled += part; };
  walk(text, plain, [&](std::string_view word, bool closed) {
    const Known* known = closed ? find(word) : nullptr;
    if (known == nullptr) {
      filled += '{' + std::string(word) + (closed ? "}" : "");
    } else if (known->fact != nullptr) {
      filled += one_line(facts.*known->fact);
    } else if (facts.drill) {
      filled += say(Word::Drill, language);
    }
  });
  return filled;
}

}  // namespace hazgate::notify::texts
