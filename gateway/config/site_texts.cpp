#include "gateway/config/site_check.hpp"
#include "gateway/notify/texts/template.hpp"

namespace hazgate::config {

/// Every {word} in the text of a step means something.
void SiteCheck::check_texts() {
  std::map<std::string, int> known;
  for (const std::string& word : notify::texts::known_words()) known.emplace('{' + word + '}', 0);
  for (const PlanText& plan : text_.plans) {
    for (const StepText& step : plan.steps) {
      for (const std::string& word : notify::texts::unknown_words(step.step.text)) {
        const bool closed = word.back() == '}';
        complain(step.text, closed ? word + " means nothing" : word + " has no }",
                 closed ? hint(word, known) : "close the word, or leave the brace out");
      }
    }
  }
}

}  // namespace hazgate::config
