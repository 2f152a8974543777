#include "gateway/cli/incident_page.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/core.h>
#include <map>

#include "gateway/cli/incident_around.hpp"
#include "gateway/cli/plan_page.hpp"
#include "gateway/cli/plan_texts.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

constexpr std::size_t kScreen = 80;  ///< columns of a page that goes into a pipe
constexpr std::size_t kLabel = 12;   ///< columns of what stands before a line of the head

/// One page about one incident, from the top down.
class IncidentPage {
 public:
  IncidentPage(const Items& items, const Look& look)
      : items_(items),
        incident_(items.front()),
        look_(look),
        in_(look.language),
        width_(look.width == 0 ? kScreen : look.width),
        now_(integer_of(incident_, "now").value_or(last_stamp())) {}

  std::string text() {
    head();
    steps_now();
    text_ += reports_text(incident_, now_, look_);
    text_ += harm_text(incident_, look_);
    text_ += around_text(incident_, now_, {look_.language, look_.paint, width_});
    text_ += people_text(incident_, look_);
    steps();
    timeline();
    return std::move(text_);
  }

 private:
  /// A daemon that does not say what time it is: as late as the timeline.
  std::int64_t last_stamp() const {
    std::int64_t last = integer_of(incident_, "opened").value_or(0);
    for (const Item& item : items_) last = std::max(last, integer_of(item, "t").value_or(0));
    return last;
  }
  std::string since(std::int64_t from) const {
    return duration_text(std::max<std::int64_t>(0, now_ - from));
  }
  bool is_running() const {
    return !integer_of(incident_, "ended") && !integer_of(incident_, "closed");
  }

  /// A label, and what belongs to it in as many lines as it needs.
  void line(std::string_view label, const std::string& what, Colour colour = Colour::None) {
    std::string before = fitted(label, kLabel);
    for (const std::string& part : wrapped(printable(what), width_ - kLabel)) {
      text_ += look_.paint(Colour::Dim, before) + look_.paint(colour, part) + '\n';
      before = std::string(kLabel, ' ');
    }
  }
  void line(PlanText label, const std::string& what, Colour colour = Colour::None) {
    line(say(label, in_), what, colour);
  }
  void plain(const std::string& what, Colour colour) {
    for (const std::string& part : wrapped(printable(what), width_)) {
      text_ += look_.paint(colour, part) + '\n';
    }
  }

  void head() {
    std::string name = text_of(incident_, "id") + "  " + text_of(incident_, "name");
    if (flag_of(incident_, "drill")) name += "  [" + std::string(say(Text::Drill, in_)) + ']';
    plain(name, Colour::Bold);
    plain(state_text() + "  " + say(PlanText::Grade, in_, text_of(incident_, "level")),
          is_running() ? Colour::Red : Colour::None);
    answered();
    std::string started = text_of(incident_, "started_by");
    const std::string triggers = joined(incident_, "triggers");
    if (!triggers.empty()) started += (started.empty() ? "" : ", ") + triggers;
    if (const std::string area = text_of(incident_, "area"); !area.empty()) {
      started += " (" + area + ')';
    }
    line(PlanText::StartedBy, started);
  }

  std::string state_text() const {
    for (const auto& [when, who, text] : {std::tuple{"closed", "closed_by", PlanText::PutToRest},
                                          std::tuple{"ended", "ended_by", PlanText::Over}}) {
      const auto at = integer_of(incident_, when);
      if (at) return say(text, in_, local_time(*at), text_of(incident_, who));
    }
    const std::int64_t opened = integer_of(incident_, "opened").value_or(now_);
    return say(PlanText::Running, in_, since(opened), local_time(opened));
  }

  void answered() {
    const auto at = integer_of(incident_, "acknowledged");
    if (!at) {
      if (!is_running()) return plain(std::string(say(Text::NotAcknowledged, in_)), Colour::Red);
      return plain(
          say(PlanText::Nobody, in_, since(integer_of(incident_, "opened").value_or(now_))),
          Colour::Red);
    }
    plain(say(PlanText::AnsweredBy, in_, text_of(incident_, "acknowledged_by"), local_time(*at)),
          Colour::Green);
  }

  /// What is under way, what comes next and what has failed: the steps as they concern people now.
  void steps_now() {
    std::size_t number = 0;
    const Item* next = nullptr;
    std::size_t next_number = 0;
    std::string now, failed;
    for (const Item& step : steps_) {
      const std::string progress = text_of(step, "progress");
      const std::string said = step_text(step, ++number);
      if (progress == "asked") {
        line(PlanText::Now, said, Colour::Yellow);
        line("", say(PlanText::AsksNow, in_, std::to_string(number), left(step)), Colour::Yellow);
      }
      if (progress == "started") now += (now.empty() ? "" : ", ") + said;
      if (progress == "failed") failed += (failed.empty() ? "" : ", ") + said;
      const auto due = integer_of(step, "due");
      if (progress != "waiting" || !due) continue;
      if (next == nullptr || *due < integer_of(*next, "due").value_or(0)) {
        next = &step;
        next_number = number;
      }
    }
    if (!failed.empty()) line(PlanText::Failed, failed, Colour::Red);
    if (!now.empty()) line(PlanText::Now, now);
    if (next != nullptr) {
      line(PlanText::Next,
           step_text(*next, next_number) + ", " + say(PlanText::InTime, in_, left(*next)));
    } else if (is_running() && now.empty()) {
      line(PlanText::Next, std::string(say(PlanText::Nothing, in_)));
    }
    if (flag_of(incident_, "silenced")) line("", std::string(say(PlanText::Silenced, in_)));
    if (const auto count = integer_of(incident_, "head_count")) {
      line("", say(PlanText::HeadCount, in_, std::to_string(*count)));
    }
  }

  std::string left(const Item& step) const {
    return duration_text(std::max<std::int64_t>(0, integer_of(step, "due").value_or(0) - now_));
  }
  std::string step_text(const Item& step, std::size_t number) const {
    return fmt::format("#{} {} {}", number, plan_word(text_of(step, "do"), in_),
                       text_of(step, "target"));
  }

  void title(std::string_view text) { text_ += '\n' + look_.paint(Colour::Bold, text) + '\n'; }

  void steps() {
    title(say(Text::Steps, in_));
    Table table({{std::string(say(Text::Number, in_)), Align::Right},
                 {std::string(say(Text::After, in_)), Align::Right},
                 {std::string(say(Text::Progress, in_))},
                 {std::string(say(Text::Does, in_))},
                 {std::string(say(Text::Target, in_)), Align::Left, true}});
    std::size_t number = 0;
    for (const Item& step : steps_) {
      table.add({{std::to_string(++number)},
                 {delay_text(number_of(step, "after_s").value_or(0))},
                 {progress_text(step, now_, in_), progress_colour(step)},
                 {std::string(plan_word(text_of(step, "do"), in_))},
                 {text_of(step, "target")}});
      const std::string conditions = conditions_text(step, in_);
      if (conditions.empty()) continue;
      for (const std::string& part : wrapped(conditions, width_ - 4)) table.note(part);
    }
    text_ += table.text(look_.paint, look_.width);
  }

  void timeline() {
    title(say(Text::Timeline, in_));
    for (std::size_t i = 1; i < items_.size(); ++i) {
      const auto at = integer_of(items_[i], "t");
      const std::string stamp = (at ? local_time(*at, true) : std::string("-")) + "  ";
      std::string said(word(text_of(items_[i], "entry"), in_));
      const std::string what = entry_text(items_[i], in_);
      if (!what.empty()) said += "  " + what;
      std::replace(said.begin(), said.end(), '\n', ' ');  // of a text that was sent
      std::string before = stamp;
      for (const std::string& part : wrapped(printable(said), width_ - display_width(stamp))) {
        text_ += before + part + '\n';
        before = std::string(display_width(stamp), ' ');
      }
    }
  }

  const Items& items_;
  const Item& incident_;
  const Look& look_;
  const Language in_;
  const std::size_t width_;
  const std::int64_t now_;
  const Items steps_ = list_of(incident_, "steps");
  std::string text_;
};

}  // namespace

std::string incident_text(const Items& items, const Look& look) {
  if (items.empty()) return incidents_text({}, look);
  return IncidentPage(items, look).text();
}

}  // namespace hazgate::cli
