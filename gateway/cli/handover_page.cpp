#include "gateway/cli/handover_page.hpp"

#include <array>
#include <utility>

#include "gateway/cli/table.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

std::string time_text(const Item& item, const char* key) {
  const auto ms = integer_of(item, key);
  return ms ? local_time(*ms) : "-";
}

std::string heading(std::string_view words, const Look& look) {
  return '\n' + look.paint(Colour::Bold, words) + '\n';
}

/// What persons keep quiet: since when, until when, who and why.
std::string notes_table(const Items& notes, const Look& look) {
  const auto column = [&](Text text) { return Column{std::string(say(text, look.language))}; };
  Table table({column(Text::Priority),
               column(Text::Alarm),
               column(Text::Since),
               column(Text::Until),
               column(Text::By),
               {std::string(say(Text::Reason, look.language)), Align::Left, true}});
  for (const Item& note : notes) {
    const std::string priority = text_of(note, "priority");
    table.add({{std::string(word(priority, look.language)), priority_colour(priority)},
               {text_of(note, "id")},
               {time_text(note, "since")},
               {time_text(note, "until")},
               {text_of(note, "by")},
               {text_of(note, "reason")}});
  }
  return table.text(look.paint, look.width);
}

std::string rules_table(const Items& suppressed, const Look& look) {
  Table table({{std::string(say(Text::Alarm, look.language))},
               {std::string(say(Text::Rule, look.language))}});
  for (const Item& one : suppressed) table.add({{text_of(one, "id")}, {text_of(one, "rule")}});
  return table.text(look.paint, look.width);
}

}  // namespace

std::string handover_counts(const Item& handover, Language language) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kCounts = {
      {{"out_of_service", "out-of-service"},
       {"shelved", "shelved"},
       {"suppressed", "suppressed"},
       {"standing", "standing"},
       {"unacknowledged", "unacknowledged"}}};
  const Item counts = part_of(handover, "counts");
  std::string text;
  for (const auto& [key, name] : kCounts) {
    text +=
        (text.empty() ? "" : ", ") + std::string(word(name, language)) + ' ' + shown(counts, key);
  }
  return text;
}

std::string handover_text(const Items& items, const Look& look) {
  std::string text;
  for (const Item& handover : items) {
    text += look.paint(Colour::Bold, std::string(say(Text::Shift, look.language)) + ' ' +
                                         time_text(handover, "begin") + " – " +
                                         time_text(handover, "end"));
    if (const std::string zone = text_of(handover, "timezone"); !zone.empty()) {
      text += "  " + printable(zone);
    }
    const std::string season = text_of(handover, "season");
    if (!season.empty())
      text += "  " + std::string(say(Text::Season, look.language)) + ' ' + season;
    text += '\n' + handover_counts(handover, look.language) + '\n';
    for (const auto& [key, name] :
         {std::pair{"out_of_service", "out-of-service"}, std::pair{"shelved", "shelved"}}) {
      const Items notes = list_of(handover, key);
      if (notes.empty()) continue;
      text += heading(word(name, look.language), look) + notes_table(notes, look);
    }
    if (const Items suppressed = list_of(handover, "suppressed"); !suppressed.empty()) {
      text += heading(word("suppressed", look.language), look) + rules_table(suppressed, look);
    }
    if (const Items standing = list_of(handover, "standing"); !standing.empty()) {
      text += heading(word("standing", look.language), look) + alarms_text(standing, look);
    }
  }
  return text;
}

}  // namespace hazgate::cli
