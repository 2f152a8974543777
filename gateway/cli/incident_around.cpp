#include "gateway/cli/incident_around.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/core.h>
#include <map>
#include <vector>

#include "gateway/cli/incident_page.hpp"
#include "gateway/cli/plan_texts.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/core/emergency/evacuation_texts.hpp"

namespace hazgate::cli {
namespace {

constexpr std::int64_t kWholeMean = 10 * 60'000;

std::string title(PlanText text, const Look& look) {
  return '\n' + look.paint(Colour::Bold, say(text, look.language)) + '\n';
}

Column column(PlanText text, Language language, bool gives_way = false) {
  return {std::string(say(text, language)), Align::Left, gives_way};
}

std::string time_or(const Item& item, const char* key, const std::string& otherwise) {
  const auto at = integer_of(item, key);
  return at ? local_time(*at) : otherwise;
}

std::string name_of(const Item& incident, const std::string& id) {
  const std::string name = text_of(part_of(incident, "names"), id);
  return name.empty() ? id : name + " (" + id + ')';
}

std::string_view language_name(Language language) {
  return language == Language::Chinese ? "zh-CN" : "en";
}

template <std::size_t Size>
std::size_t place_of(const std::array<std::string_view, Size>& texts, const std::string& text,
                     std::size_t otherwise) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  return found == texts.end() ? otherwise : static_cast<std::size_t>(found - texts.begin());
}

/// What is not known of a wind makes it an unknown one.
emergency::Wind wind_from(const Item& item) {
  using emergency::WindDoubt;
  using emergency::WindState;
  emergency::Wind wind;
  wind.state = static_cast<WindState>(place_of(emergency::kWindStateTexts, text_of(item, "state"),
                                               static_cast<std::size_t>(WindState::Unknown)));
  wind.doubt = static_cast<WindDoubt>(place_of(emergency::kWindDoubtTexts, text_of(item, "doubt"),
                                               static_cast<std::size_t>(WindDoubt::None)));
  wind.speed = number_of(item, "speed").value_or(0);
  wind.mean_speed = number_of(item, "mean_speed").value_or(wind.speed);
  wind.direction = number_of(item, "direction").value_or(0);
  return wind;
}

emergency::Advice advice_from(const Item& item) {
  emergency::Advice advice{.wind = wind_from(item)};
  advice.keep_distance = !item.contains("upwind") || flag_of(item, "keep_distance");
  advice.all_round = number_of(item, "all_round").value_or(advice.all_round);
  advice.upwind = number_of(item, "upwind").value_or(0);
  const auto* across = item.if_contains("crosswind");
  for (std::size_t i = 0; across != nullptr && across->is_array() && i < advice.crosswind.size() &&
                          i < across->get_array().size();
       ++i) {
    advice.crosswind[i] = as_number(across->get_array()[i]).value_or(0);
  }
  if (const auto* routes = item.if_contains("routes"); routes != nullptr && routes->is_array()) {
    for (const auto& route : routes->get_array()) advice.routes.push_back(shown(route));
  }
  return advice;
}

/// "due in 17:42", "OVERDUE by 02:10", "late"
Cell standing(const Item& clock, std::int64_t now, Language in) {
  const auto due = integer_of(clock, "due");
  if (integer_of(clock, "reported")) {
    const bool late = flag_of(clock, "late");
    return {late ? std::string(say(PlanText::Late, in)) : std::string(),
            late ? Colour::Red : Colour::None};
  }
  if (!flag_of(clock, "open")) return {std::string(say(PlanText::WithCasualties, in)), Colour::Dim};
  if (due && *due <= now) {
    return {say(PlanText::Overdue, in, duration_text(now - *due)), Colour::Red};
  }
  std::string text = due ? say(PlanText::InTime, in, duration_text(*due - now)) : std::string();
  if (flag_of(clock, "binds")) text += ", " + std::string(say(PlanText::Binds, in));
  return {std::move(text), flag_of(clock, "binds") ? Colour::Orange : Colour::None};
}

std::string neighbour_line(const Item& told, const Item& incident, const Look& look) {
  const Language in = look.language;
  std::string text = "  " + printable(name_of(incident, text_of(told, "neighbour")));
  if (flag_of(told, "downwind")) text += ", " + std::string(say(PlanText::Downwind, in));
  text += ", " + say(PlanText::Told, in, time_or(told, "told", "-")) + "\n    ";
  if (const auto at = integer_of(told, "acknowledged")) {
    text += look.paint(Colour::Green, say(PlanText::AnsweredBy, in, printable(text_of(told, "by")),
                                          local_time(*at)));
  } else {
    text += look.paint(Colour::Red, say(PlanText::Unanswered, in));
  }
  if (const auto at = integer_of(told, "all_clear")) {
    text += ", " + say(PlanText::AllClear, in, local_time(*at));
  }
  return text + '\n';
}

/// The last word on each way: "SMS delivered 22:04:25".
std::string ways_text(const Item& told, Language in) {
  std::string text;
  for (const Item& way : list_of(told, "ways")) {
    const std::string progress = text_of(way, "progress");
    text += (text.empty() ? "" : ", ") + std::string(plan_word(text_of(way, "via"), in)) + ' ' +
            std::string(plan_word(progress, in));
    const auto at = integer_of(way, "at");
    if (at && progress != "untried") text += ' ' + local_clock(*at);
    if (integer_of(way, "attempts").value_or(0) > 1)
      text += fmt::format(" ({}x)", shown(way, "attempts"));
  }
  return text;
}

std::string harm_line(const Item& harm, Language in) {
  std::string text;
  for (const auto& [key, what] :
       {std::pair{"deaths", PlanText::Deaths}, std::pair{"serious", PlanText::Serious},
        std::pair{"light", PlanText::Light}, std::pair{"loss", PlanText::Loss}}) {
    if (!number_of(harm, key)) continue;
    text += (text.empty() ? "" : ", ") + say(what, in, shown(harm, key));
  }
  return text;
}

}  // namespace

std::string reports_text(const Item& incident, std::int64_t now, const Look& look) {
  const Language in = look.language;
  const Items clocks = list_of(incident, "clocks");
  if (clocks.empty()) return {};
  Table table({column(PlanText::Clock, in), column(PlanText::Due, in),
               column(PlanText::Reported, in, true)});
  for (const Item& clock : clocks) {
    const auto reported = integer_of(clock, "reported");
    const Cell stands = standing(clock, now, in);
    const bool waits = !reported && flag_of(clock, "open");
    std::string what = reported ? local_time(*reported) + "  " : std::string();
    if (waits) what = std::string(say(PlanText::NotYet, in)) + ", ";
    what += stands.text;
    table.add({{std::string(plan_word(text_of(clock, "clock"), in))},
               {time_or(clock, "due", "-")},
               {what, stands.colour}});
    if (!reported) continue;
    std::string note = text_of(clock, "by") + " → " + text_of(clock, "to");
    if (const std::string said = text_of(clock, "note"); !said.empty()) note += "  \"" + said + '"';
    table.note(note);
  }
  return title(PlanText::Reports, look) + table.text(look.paint, look.width);
}

std::string harm_text(const Item& incident, const Look& look) {
  const Language in = look.language;
  if (!incident.contains("casualties")) return {};
  const std::string harm = harm_line(part_of(incident, "casualties"), in);
  std::string text = title(PlanText::Harm, look) + "  ";
  if (harm.empty()) return text + std::string(say(PlanText::NoHarm, in)) + '\n';
  const std::string grade = text_of(incident, "accident");
  text += harm + '\n';
  const std::string said = grade.empty()
                               ? std::string(say(PlanText::NoAccident, in))
                               : say(PlanText::Accident, in, std::string(plan_word(grade, in)));
  return text + "  " + look.paint(grade.empty() ? Colour::None : Colour::Red, printable(said)) +
         '\n';
}

std::string wind_line(const Item& wind, std::int64_t now, Language in) {
  const auto since = integer_of(wind, "since");
  if (text_of(wind, "doubt") == "too-few" && since) {
    return say(PlanText::Measuring, in, local_clock(*since));
  }
  const std::string text = emergency::wind_text(wind_from(wind), language_name(in));
  const bool young = since && now != 0 && now - *since < kWholeMean;
  return young && text_of(wind, "state") != "unknown"
             ? say(PlanText::MeanSince, in, text, local_clock(*since))
             : text;
}

std::string around_text(const Item& incident, std::int64_t now, const Look& look) {
  const Language in = look.language;
  std::string text;
  if (const Item wind = part_of(incident, "wind_now"); !wind.empty()) {
    text += title(PlanText::Wind, look) + "  " + wind_line(wind, now, in) + '\n';
  }
  if (const Item wind = part_of(incident, "wind"); !wind.empty()) {
    text += title(PlanText::WindAtStart, look);
    const std::string advice =
        emergency::advice_text(advice_from(wind), say(PlanText::ThePlace, in), language_name(in));
    for (const std::string& line : wrapped(printable(advice), look.width - 2)) {
      text += "  " + line + '\n';
    }
  }
  const Items neighbours = list_of(incident, "neighbours");
  if (incident.contains("neighbours")) {
    text += title(PlanText::Neighbours, look);
    if (neighbours.empty()) text += "  " + std::string(say(PlanText::NoneTold, in)) + '\n';
    for (const Item& told : neighbours) text += neighbour_line(told, incident, look);
  }
  return text;
}

std::string people_text(const Item& incident, const Look& look) {
  const Language in = look.language;
  // Of several rounds and steps the last turn of each person.
  std::vector<std::string> order;
  std::map<std::string, Item> last;
  for (const Item& told : list_of(incident, "told")) {
    const std::string contact = text_of(told, "contact");
    const auto [found, is_new] = last.try_emplace(contact, told);
    if (is_new) order.push_back(contact);
    if (integer_of(told, "turn").value_or(0) >= integer_of(found->second, "turn").value_or(0)) {
      found->second = told;
    }
  }
  if (order.empty()) return {};
  std::string text = title(PlanText::People, look);
  for (const std::string& contact : order) {
    const Item& told = last.at(contact);
    text += "  " + printable(name_of(incident, contact)) + ", " +
            say(PlanText::LastWay, in, time_or(told, "turn", "-")) + '\n';
    const bool gave_up = flag_of(told, "gave_up");
    text += "    " + (gave_up ? look.paint(Colour::Red, say(PlanText::GaveUp, in)) + ": " : "") +
            printable(ways_text(told, in)) + '\n';
  }
  return text;
}

}  // namespace hazgate::cli
