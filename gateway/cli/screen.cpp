#include "gateway/cli/screen.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <optional>

#include "gateway/cli/point_grid.hpp"
#include "gateway/cli/screen_line.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

constexpr std::size_t kFixedRows = 3;  ///< title, health, footer

/// How the rows between health and footer are shared out.
struct Rows {
  std::size_t alarms = 1;
  std::size_t steps = 0;
  std::size_t points = 0;
};

Rows share_out(std::size_t rows, std::size_t alarms, std::size_t steps, std::size_t points,
               bool incident) {
  const std::size_t titles = incident ? 3 : 2;
  const std::size_t all = rows > kFixedRows + titles ? rows - kFixedRows - titles : 0;
  const std::size_t least_points = std::min(points, std::max<std::size_t>(4, all / 3));
  const std::size_t least_steps = std::min<std::size_t>(steps, 3);
  const auto left = [all](std::size_t taken) { return all > taken ? all - taken : 0; };
  Rows share;
  share.alarms = std::min(alarms, std::max<std::size_t>(1, left(least_points + least_steps)));
  share.steps = std::min(steps, left(least_points + share.alarms));
  share.points = left(share.alarms + share.steps);
  return share;
}

class Frame {
 public:
  Frame(const Snapshot& snapshot, ScreenSize size, const Look& look, bool plain_ascii)
      : s_(snapshot), size_(size), look_(look), glyphs_(glyphs(plain_ascii)) {
    for (const Item& alarm : by_urgency(s_.alarms)) {
      if (text_of(alarm, "state") != "normal") alarms_.push_back(alarm);
    }
    if (!s_.incident.empty()) steps_ = list_of(s_.incident.front(), "steps");
  }

  std::vector<std::string> draw() {
    const PointGrid grid(s_.points, s_.alarms, size_.columns, look_, glyphs_);
    const bool incident = !s_.incident.empty();
    const std::size_t alarm_rows =
        std::max<std::size_t>(1, alarms_.size() + (action().empty() ? 0 : 1));
    const Rows rows =
        share_out(size_.rows, alarm_rows, steps_.size(), grid.wanted_rows(), incident);
    title();
    s_.error.empty() ? health() : trouble();
    alarms(rows.alarms);
    if (incident) plan(rows.steps);
    section(
        std::string(say(Text::Points, look_.language)) + " · " + std::to_string(s_.points.size()),
        grid.left_over(rows.points), Colour::Bold);
    for (auto& line : grid.lines(rows.points)) lines_.push_back(std::move(line));
    lines_.resize(size_.rows == 0 ? 0 : size_.rows - 1);
    footer();
    lines_.resize(size_.rows);
    return std::move(lines_);
  }

 private:
  ScreenLine line() const { return ScreenLine(size_.columns, look_.paint); }
  void put(const ScreenLine& line) { lines_.push_back(line.text()); }
  std::string say_of(Text text) const { return std::string(say(text, look_.language)); }

  std::size_t unacknowledged() const {
    return static_cast<std::size_t>(std::count_if(
        alarms_.begin(), alarms_.end(),
        [](const Item& alarm) { return is_unacknowledged(text_of(alarm, "state")); }));
  }

  /// What to do about the most urgent alarm.
  std::string action() const {
    if (unacknowledged() == 0) return {};
    return text_of(alarms_.front(), "action");
  }

  void title() {
    const Item daemon = part_of(s_.status, "daemon");
    std::string state = say_of(Text::AllNormal);
    Colour colour = Colour::Green;
    if (!alarms_.empty()) {
      colour = priority_colour(text_of(alarms_.front(), "priority"));
      const std::size_t waiting = unacknowledged();
      state = say_of(Text::Alarms) + ' ' + std::to_string(alarms_.size());
      if (waiting > 0) state = say(Text::Unacknowledged, look_.language, std::to_string(waiting));
    }
    if (!s_.error.empty()) {
      state = say_of(Text::NoAnswer);
      colour = Colour::Dim;
    }
    const std::string right = state + "   " + local_clock(s_.now_ms) + ' ';
    const std::size_t room = size_.columns - std::min(size_.columns, display_width(right));
    const std::string left = fitted(" hazgate   " + printable(text_of(daemon, "site")), room);
    lines_.push_back(look_.paint.bar(colour, shortened(left + right, size_.columns)));
  }

  void trouble() {
    ScreenLine row = line();
    row.put(Colour::Orange, ' ' + printable(s_.error));
    put(row);
  }

  void lamp(ScreenLine& row, bool good, const std::string& label, const std::string& more) {
    row.put(Colour::None, " ");
    row.put(good ? Colour::Green : Colour::Red, glyphs_.dot);
    row.put(Colour::None, ' ' + printable(label));
    if (!more.empty()) row.put(Colour::Dim, ' ' + printable(more));
    row.put(Colour::None, " ");
  }

  void health() {
    const Language in = look_.language;
    ScreenLine row = line();
    for (const Item& bus : list_of(s_.status, "buses")) {
      lamp(row, flag_of(bus, "open"), text_of(bus, "id"), "");
    }
    const Items devices = list_of(s_.status, "devices");
    const auto answering = std::count_if(devices.begin(), devices.end(),
                                         [](const Item& d) { return flag_of(d, "answering"); });
    lamp(row, static_cast<std::size_t>(answering) == devices.size(), say_of(Text::Devices),
         fmt::format("{}/{}", answering, devices.size()));
    const Item uplink = part_of(s_.status, "uplink");
    if (flag_of(uplink, "configured")) {
      const double lag =
          number_of(uplink, "lag_event").value_or(0) + number_of(uplink, "lag_sample").value_or(0);
      lamp(row, flag_of(uplink, "connected"), say_of(Text::Uplink),
           say(Text::Waiting, in, shown(lag)));
    }
    const Item journal = part_of(s_.status, "journal");
    const std::string bytes = shown_bytes(number_of(journal, "size_bytes").value_or(0));
    lamp(row, flag_of(journal, "healthy"), say_of(Text::Store),
         say(Text::EventsStored, in, shown(journal, "events"), bytes));
    put(row);
  }

  void section(const std::string& name, const std::string& right, Colour colour) {
    ScreenLine row = line();
    row.put(Colour::Dim, std::string(glyphs_.rule) + std::string(glyphs_.rule) + ' ');
    row.put(colour, printable(name) + ' ');
    const std::string end = right.empty() ? "" : ' ' + right + ' ' + std::string(glyphs_.rule);
    std::string rule;
    for (std::size_t i = display_width(end); i < row.room(); ++i) rule += glyphs_.rule;
    if (row.room() < display_width(end)) rule.clear();
    row.put(Colour::Dim, rule + end);
    put(row);
  }

  void alarms(std::size_t rows) {
    const std::size_t waiting = unacknowledged();
    std::string right;
    if (waiting > 0) right = say(Text::Unacknowledged, look_.language, std::to_string(waiting));
    section(say_of(Text::Alarms) + " · " + std::to_string(alarms_.size()), right, Colour::Bold);
    if (alarms_.empty()) {
      ScreenLine row = line();
      row.put(Colour::Green, "   " + say_of(Text::NoAlarms));
      put(row);
      return;
    }
    const bool with_action = !action().empty() && rows > 1;
    std::size_t room = rows - (with_action ? 1 : 0);
    const bool all_fit = alarms_.size() <= room;
    if (!all_fit && room > 1) --room;
    for (std::size_t i = 0; i < std::min(room, alarms_.size()); ++i) {
      alarm_row(alarms_[i]);
      if (i == 0 && with_action) {
        ScreenLine row = line();
        row.put(Colour::None, "     " + std::string(glyphs_.arrow) + ' ' + printable(action()));
        put(row);
      }
    }
    if (all_fit || rows < 2) return;
    ScreenLine row = line();
    row.put(Colour::Dim, "   " + more(alarms_.size() - room));
    put(row);
  }

  std::string more(std::size_t count) const {
    return say(Text::More, look_.language, std::to_string(count));
  }

  std::string alarm_value(const Item& alarm) const {
    const std::string value = shown(alarm, "value");
    return value == "-" ? "" : std::string(word(value, look_.language));
  }

  template <class Of>
  std::size_t widest(Of of, std::size_t most) const {
    std::size_t width = 0;
    for (const Item& alarm : alarms_) width = std::max(width, display_width(of(alarm)));
    return std::min(width, most);
  }

  void alarm_row(const Item& alarm) {
    const auto state_of = [this](const Item& a) {
      return std::string(word(text_of(a, "state"), look_.language));
    };
    const auto id_of = [](const Item& a) { return printable(text_of(a, "id")); };
    const std::string state = text_of(alarm, "state");
    const Colour colour = state_colour(state, text_of(alarm, "priority"));
    const bool waits = is_unacknowledged(state);
    const auto since = integer_of(alarm, "since");
    ScreenLine row = line();
    row.put(colour, ' ' + std::string(waits ? glyphs_.alarm : glyphs_.quiet) + ' ');
    row.put(waits ? colour : Colour::None, fitted(id_of(alarm), widest(id_of, 30)) + "  ");
    row.put(colour, fitted(state_of(alarm), widest(state_of, 16)) + "  ");
    const auto value_of = [this](const Item& a) { return alarm_value(a); };
    row.put(Colour::None, fitted(alarm_value(alarm), widest(value_of, 10), Align::Right) + "  ");
    row.put(Colour::Dim, fitted(since ? duration_text(s_.now_ms - *since) : "", 7, Align::Right));
    row.put(Colour::None, "  " + printable(text_of(alarm, "message")));
    put(row);
  }

  void plan(std::size_t rows) {
    const Item& head = s_.incident.front();
    const std::int64_t opened = integer_of(head, "opened").value_or(s_.now_ms);
    std::string name =
        text_of(head, "id") + " · " + text_of(head, "level") + " · " + text_of(head, "name");
    if (flag_of(head, "drill")) name += " · " + say_of(Text::Drill);
    const bool acknowledged = integer_of(head, "acknowledged").has_value();
    const std::string by = text_of(head, "acknowledged_by");
    const std::string who = acknowledged ? say(Text::AcknowledgedBy, look_.language, printable(by))
                                         : say_of(Text::NotAcknowledged);
    section(name, who + " · " + duration_text(s_.now_ms - opened),
            acknowledged ? Colour::Bold : Colour::Red);
    // The steps around the next one that waits.
    std::size_t next = 0;
    while (next < steps_.size() && text_of(steps_[next], "progress") != "waiting") ++next;
    std::size_t first = steps_.size() > rows
                            ? std::min(next > rows / 2 ? next - rows / 2 : 0, steps_.size() - rows)
                            : 0;
    for (std::size_t i = 0; i < rows && first + i < steps_.size(); ++i) {
      step_row(steps_[first + i], opened);
    }
  }

  /// What waits for another step, or for a grade, is not due yet. An older daemon does not say when a step is.
  static std::optional<std::int64_t> due_of(const Item& step, std::int64_t opened) {
    if (const auto due = integer_of(step, "due")) return due;
    if (step.contains("follows_step") || step.contains("from")) return std::nullopt;
    return opened + static_cast<std::int64_t>(number_of(step, "after_s").value_or(0) * 1000);
  }

  void step_row(const Item& step, std::int64_t opened) {
    struct Look {
      std::string_view glyph;
      Colour colour;
    };
    const std::string progress = text_of(step, "progress");
    const std::map<std::string, Look, std::less<>> looks = {
        {"done", {glyphs_.done, Colour::Green}},
        {"started", {glyphs_.running, Colour::Yellow}},
        {"asked", {glyphs_.running, Colour::Yellow}},
        {"failed", {glyphs_.failed, Colour::Red}},
        {"skipped", {glyphs_.skipped, Colour::Dim}}};
    const auto found = looks.find(progress);
    const Look mark = found == looks.end() ? Look{glyphs_.waiting, Colour::Dim} : found->second;
    const double after = number_of(step, "after_s").value_or(0);
    std::string right(word(progress, look_.language));
    const auto due = due_of(step, opened);
    if (due && (progress == "waiting" || progress == "asked")) {
      right = say(Text::DueIn, look_.language,
                  duration_text(std::max<std::int64_t>(0, *due + 999 - s_.now_ms)));
    }
    ScreenLine row = line();
    row.put(mark.colour, ' ' + std::string(mark.glyph) + ' ');
    row.put(Colour::None, fitted(delay_text(after), 5, Align::Right) + "  ");
    row.put(Colour::None, fitted(word(text_of(step, "do"), look_.language), 8));
    const std::size_t room = row.room() - std::min(row.room(), std::size_t{14});
    row.put(Colour::None, fitted(printable(text_of(step, "target")), room));
    row.put(mark.colour, fitted(right, 14, Align::Right));
    put(row);
  }

  void footer() {
    ScreenLine row = line();
    row.put(Colour::Dim, ' ' + say_of(Text::Quit) +
                             "   hazctl ack --all   hazctl silence   hazctl incident list");
    put(row);
  }

  const Snapshot& s_;
  const ScreenSize size_;
  const Look& look_;
  const Glyphs& glyphs_;
  Items alarms_;
  Items steps_;
  std::vector<std::string> lines_;
};

/// The two signs of ordinary text that are not ASCII.
std::string in_ascii(const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line.compare(i, 2, "·") == 0) {
      out += '-';
      i += 1;
    } else if (line.compare(i, 3, "…") == 0) {
      out += '~';
      i += 2;
    } else {
      out += line[i];
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> screen(const Snapshot& snapshot, ScreenSize size, const Look& look,
                                bool plain_ascii) {
  auto lines = Frame(snapshot, size, look, plain_ascii).draw();
  if (plain_ascii) {
    for (std::string& line : lines) line = in_ascii(line);
  }
  return lines;
}

}  // namespace hazgate::cli
