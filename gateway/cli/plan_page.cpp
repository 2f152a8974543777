#include "gateway/cli/plan_page.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/core.h>

#include "gateway/cli/plan_texts.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

Column column(Text title, Language language, Align align = Align::Left, bool gives_way = false) {
  return {std::string(say(title, language)), align, gives_way};
}

Column column(PlanText title, Language language, Align align = Align::Left,
              bool gives_way = false) {
  return {std::string(say(title, language)), align, gives_way};
}

void add(std::string& text, const std::string& part) {
  if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
}

std::string seconds_text(const Item& item, const char* key) {
  return delay_text(number_of(item, key).value_or(0));
}

/// "rises to I when 2 of a, b"
std::string rises_text(const Item& plan, Language in) {
  std::string text;
  for (const Item& rise : list_of(plan, "rises")) {
    const std::int64_t need = integer_of(rise, "need").value_or(1);
    const auto* alarms = rise.if_contains("alarms");
    const bool one = alarms != nullptr && alarms->is_array() && alarms->get_array().size() == 1;
    const std::string of =
        one ? joined(rise, "alarms")
            : say(PlanText::NeedOf, in, std::to_string(need), joined(rise, "alarms"));
    add(text, say(PlanText::RisesTo, in, text_of(rise, "to"), of));
  }
  return text.empty() ? std::string(say(PlanText::StaysAsItIs, in)) : text;
}

/// What the plan says of itself beside its steps.
std::string manner_text(const Item& plan, Language in) {
  std::string text = say(PlanText::Begins, in, text_of(plan, "level"));
  add(text, rises_text(plan, in));
  if (joined(plan, "trigger").empty()) add(text, std::string(say(PlanText::ByPerson, in)));
  if (text_of(plan, "per") == "area") add(text, std::string(say(PlanText::PerArea, in)));
  if (plan.contains("report") && !flag_of(plan, "report")) {
    add(text, std::string(say(PlanText::NoReport, in)));
  }
  return text;
}

std::string write_text(const Item& step, Language in) {
  std::string text;
  if (step.contains("feedback")) {
    add(text,
        say(PlanText::Feedback, in, text_of(step, "feedback"), seconds_text(step, "feedback_s")));
  }
  if (step.contains("on_close")) {
    add(text, say(PlanText::OnClose, in, std::string(word(shown(step, "on_close"), in))));
  }
  if (flag_of(step, "drill")) add(text, std::string(say(PlanText::InDrill, in)));
  return text;
}

std::string notify_text(const Item& step, Language in) {
  if (!step.contains("ack_s")) return {};
  if (number_of(step, "ack_s").value_or(0) <= 0) return std::string(say(PlanText::AllAtOnce, in));
  return say(PlanText::AckWithin, in, seconds_text(step, "ack_s"));
}

/// "4  3m  leader  notify  shift-leader by sms", as a note below the plan.
std::string step_note(const Item& step, std::size_t number, Language in) {
  std::string text = fmt::format("{:>2}  {:>5}  ", number, seconds_text(step, "after_s"));
  text += fmt::format("{}  {}", plan_word(text_of(step, "do"), in), text_of(step, "target"));
  const std::string id = text_of(step, "id");
  if (!id.empty()) text += fmt::format("  [{}]", id);
  const std::string conditions = conditions_text(step, in);
  return conditions.empty() ? text : text + "  " + conditions;
}

/// In as many lines as a terminal of this width needs.
void add_note(Table& table, const std::string& text, std::size_t width) {
  constexpr std::size_t kIndent = 4;
  if (width <= 2 * kIndent) return table.note(text);
  for (const std::string& line : wrapped(text, width - kIndent)) table.note(line);
}

Table steps_table(const Items& steps, bool runs, std::int64_t now, const Look& look) {
  const Language in = look.language;
  std::vector<Column> columns{column(Text::Number, in, Align::Right),
                              column(PlanText::When, in, Align::Right)};
  if (runs) columns.push_back(column(Text::Progress, in));
  columns.push_back(column(PlanText::StepId, in));
  columns.push_back(column(Text::Does, in));
  columns.push_back(column(Text::Target, in, Align::Left, true));
  Table table(std::move(columns));
  std::size_t number = 0;
  for (const Item& step : steps) {
    std::vector<Cell> cells{{std::to_string(++number)}, {seconds_text(step, "after_s")}};
    if (runs) cells.push_back({progress_text(step, now, in), progress_colour(step)});
    cells.push_back({text_of(step, "id")});
    cells.push_back({std::string(plan_word(text_of(step, "do"), in))});
    cells.push_back({text_of(step, "target")});
    table.add(std::move(cells));
    const std::string conditions = conditions_text(step, in);
    if (!conditions.empty()) add_note(table, conditions, look.width);
  }
  return table;
}

}  // namespace

std::string conditions_text(const Item& step, Language in) {
  std::string text;
  if (step.contains("follows_step")) {
    const std::string id = text_of(step, "follows");
    add(text, say(PlanText::Follows, in, id.empty() ? '#' + shown(step, "follows_step") : id));
  }
  if (step.contains("from")) add(text, say(PlanText::FromGrade, in, text_of(step, "from")));
  if (step.contains("unless")) {
    add(text, say(PlanText::Unless, in, std::string(plan_word(text_of(step, "unless"), in))));
  }
  if (step.contains("confirm_s")) {
    add(text, say(PlanText::AsksFirst, in, seconds_text(step, "confirm_s")));
  }
  if (number_of(step, "radius").value_or(0) > 0) {
    add(text, say(PlanText::Radius, in, shown(step, "radius")));
  }
  add(text, write_text(step, in));
  add(text, notify_text(step, in));
  return text;
}

std::string progress_text(const Item& step, std::int64_t now, Language in) {
  std::string text(word(text_of(step, "progress"), in));
  if (const auto due = integer_of(step, "due")) {
    const std::int64_t left = std::max<std::int64_t>(0, *due - now);
    text += ", " + say(PlanText::InTime, in, duration_text(left));
  }
  return text;
}

Colour progress_colour(const Item& step) {
  const std::string progress = text_of(step, "progress");
  if (progress == "done" || progress == "released") return Colour::Green;
  if (progress == "failed") return Colour::Red;
  return progress == "started" || progress == "asked" ? Colour::Yellow : Colour::None;
}

std::string plans_text(const Items& plans, const Look& look) {
  const Language in = look.language;
  if (plans.empty()) return std::string(say(Text::NoPlans, in)) + '\n';
  Table table({column(Text::Plan, in), column(Text::Level, in), column(Text::Incident, in),
               column(Text::Trigger, in), column(Text::Name, in, Align::Left, true)});
  for (const Item& plan : plans) {
    const std::string incident = text_of(plan, "incident");
    table.add({{text_of(plan, "id")},
               {text_of(plan, "level")},
               {incident.empty() ? "-" : incident, incident.empty() ? Colour::None : Colour::Red},
               {joined(plan, "trigger")},
               {text_of(plan, "name")}});
    add_note(table, manner_text(plan, in), look.width);
    std::size_t number = 0;
    for (const Item& step : list_of(plan, "steps")) {
      add_note(table, step_note(step, ++number, in), look.width);
    }
  }
  return table.text(look.paint, look.width);
}

std::string plan_text(const Items& items, const Look& look) {
  const Language in = look.language;
  if (items.empty()) return std::string(say(Text::NoPlans, in)) + '\n';
  const Item& plan = items.front();
  const std::int64_t now = integer_of(plan, "now").value_or(0);
  std::string text = look.paint(Colour::Bold, printable(text_of(plan, "id"))) + "  " +
                     printable(text_of(plan, "name")) + '\n';
  text += printable(manner_text(plan, in)) + '\n';
  const std::string trigger = joined(plan, "trigger");
  if (!trigger.empty())
    text += std::string(say(Text::Trigger, in)) + "  " + printable(trigger) + '\n';
  const Items running = list_of(plan, "running");
  if (running.empty()) {
    text += std::string(say(PlanText::NotRunning, in)) + "\n\n";
    return text +
           steps_table(list_of(plan, "steps"), false, now, look).text(look.paint, look.width);
  }
  for (const Item& incident : running) {
    const std::int64_t opened = integer_of(incident, "opened").value_or(now);
    text += '\n' + look.paint(Colour::Red, printable(text_of(incident, "id"))) + "  ";
    if (flag_of(incident, "drill")) text += '[' + std::string(say(Text::Drill, in)) + "]  ";
    text += say(PlanText::Running, in, duration_text(std::max<std::int64_t>(0, now - opened)),
                local_time(opened));
    text += "  " + say(PlanText::Grade, in, text_of(incident, "level"));
    if (const std::string area = text_of(incident, "area"); !area.empty()) {
      text += "  " + printable(area);
    }
    text += '\n' +
            steps_table(list_of(incident, "steps"), true, now, look).text(look.paint, look.width);
  }
  return text;
}

}  // namespace hazgate::cli
