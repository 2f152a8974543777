#include "gateway/notify/texts/headline.hpp"

#include "gateway/notify/texts/length.hpp"
#include "gateway/notify/texts/message.hpp"
#include "gateway/notify/texts/words.hpp"

namespace hazgate::notify::texts {
namespace {

constexpr std::size_t kMostWhere = 24;
constexpr std::size_t kMostWhat = 40;

/// What must not be taken for the thing itself stands in front of it.
std::string marks_before(const Facts& facts, Language language) {
  std::string marks;
  if (facts.drill) marks += say(Word::Drill, language);
  if (facts.occasion == Occasion::AllClear) {
    marks += say(facts.broken_off ? Word::BrokenOff : Word::AllClear, language);
  }
  if (facts.occasion == Occasion::ClockReminder) marks += say(Word::Clock, language);
  return marks;
}

std::string_view mark_behind(Occasion occasion, Language language) {
  switch (occasion) {
    case Occasion::Reminder:
      return say(Word::Reminder, language);
    case Occasion::Escalation:
      return say(Word::Escalation, language);
    case Occasion::NeighbourNotice:
      return say(Word::NeighbourNotice, language);
    case Occasion::StepAsks:
      return say(Word::StepAsks, language);
    case Occasion::First:
    case Occasion::AllClear:
    case Occasion::ClockReminder:
      break;
  }
  return {};
}

std::string what_and_where(const Facts& facts, Language language, std::size_t before) {
  const bool english = language == Language::En;
  const char* dots = english ? "..." : "…";
  const bool named = facts.happening == Happening::Other && !facts.alarm.empty();
  const std::string what = named ? cut(one_line(facts.alarm), kMostWhat, dots)
                                 : std::string(say(facts.happening, language));
  const std::string where =
      cut(one_line(facts.point.empty() ? facts.place : facts.point), kMostWhere, dots);
  if (where.empty() || what.find(where) != std::string::npos) return what;
  if (english) return what + ' ' + where;
  const bool fits = before + characters(where) + characters(what) <= kFirst;
  return fits ? where + what : what + "：" + where;
}

}  // namespace

std::string headline(const Facts& facts, Language language) {
  std::string line = marks_before(facts, language);
  line += what_and_where(facts, language, characters(line));
  if (facts.occasion == Occasion::ClockReminder) {
    if (!facts.due.empty()) line += ' ' + one_line(facts.due);
    return line;
  }
  if (facts.occasion != Occasion::AllClear && !facts.value.empty()) {
    line += ' ' + one_line(facts.value + facts.unit);
  }
  line += mark_behind(facts.occasion, language);
  return line;
}

}  // namespace hazgate::notify::texts
