#include "gateway/config/duty_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "drivers/model/reader.hpp"
#include "gateway/config/day_text.hpp"

namespace hazgate::config {
namespace {

using model::TableReader;

constexpr std::array<std::string_view, 7> kWeekdays = {"mon", "tue", "wed", "thu",
                                                       "fri", "sat", "sun"};
constexpr std::array<std::string_view, 3> kOnHolidays = {"yes", "no", "only"};
constexpr const char* kDateForm = "write YYYY-MM-DD, such as \"2026-10-01\"";

model::Mark mark_of(const TableReader& reader, std::string_view key) {
  return {reader.place_of(key), reader.full(key)};
}

MarkedWord read_word(TableReader& reader, std::string_view key) {
  return {reader.text(key).value_or(""), mark_of(reader, key)};
}

std::vector<MarkedWord> read_contacts(TableReader& reader) {
  reader.require("contacts",
                 "write the ids of who is on duty, in the order in which they are told");
  const auto given = reader.texts("contacts");
  std::vector<MarkedWord> list;
  if (!given) return list;
  if (given->empty()) {
    reader.mistake("contacts", "nobody is on duty",
                   "write the ids of who is, in the order in which they are told");
  }
  for (std::size_t i = 0; i < given->size(); ++i) {
    list.push_back({(*given)[i],
                    {reader.place_of("contacts", i),
                     reader.full("contacts") + "[" + std::to_string(i) + "]"}});
  }
  return list;
}

std::array<bool, 7> read_weekdays(TableReader& reader) {
  const std::array<bool, 7> all = {true, true, true, true, true, true, true};
  const auto given = reader.texts("weekdays");
  if (!given) return all;
  if (given->empty()) {
    reader.mistake("weekdays", "names no day",
                   "write days such as [\"mon\", \"tue\"], or leave it out");
    return all;
  }
  std::array<bool, 7> days = {};
  for (std::size_t i = 0; i < given->size(); ++i) {
    const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), (*given)[i]);
    if (found == kWeekdays.end()) {
      reader.mistake_in("weekdays", i, "\"" + (*given)[i] + "\" is not a day of the week",
                        "use mon, tue, wed, thu, fri, sat, sun");
      continue;
    }
    bool& day = days[static_cast<std::size_t>(found - kWeekdays.begin())];
    if (day)
      reader.mistake_in("weekdays", i, "\"" + (*given)[i] + "\" is there twice", "remove one");
    day = true;
  }
  return days;
}

std::optional<roster::TimeOfDay> read_time(TableReader& reader, std::string_view key) {
  const auto text = reader.text(key);
  if (!text) return std::nullopt;
  const auto time = time_of_day_from(*text);
  if (!time) {
    reader.mistake(key, "\"" + *text + "\" is not a time of day",
                   "write HH:MM, from \"00:00\" to \"23:59\"");
  }
  return time;
}

std::optional<roster::Day> read_date(TableReader& reader, std::string_view key) {
  const auto text = reader.text(key);
  if (!text) return std::nullopt;
  auto date = date_from(*text);
  if (date && date->year() < std::chrono::year(2000)) date.reset();
  if (!date) {
    reader.mistake(key, "\"" + *text + "\" is no day", kDateForm);
    return std::nullopt;
  }
  return roster::Day{*date};
}

/// `from` and `to`, or `shift`, or neither: the whole day.
void read_hours(TableReader& reader, DutyText& text) {
  text.shift = read_word(reader, "shift");
  const auto from = read_time(reader, "from");
  const auto to = read_time(reader, "to");
  if (reader.has("shift")) {
    for (const char* key : {"from", "to"}) {
      if (reader.has(key))
        reader.mistake(key, "the shift has its hours", "remove it, or the shift");
    }
    if (text.shift.word.empty() && reader.text("shift")) {
      reader.mistake("shift", "names no shift", "write \"day\", \"night\", or when it begins");
    }
    return;
  }
  if (reader.has("from") != reader.has("to")) {
    const char* missing = reader.has("from") ? "to" : "from";
    reader.mistake(missing, "is missing", "write both from and to, or neither for the whole day");
  }
  text.duty.from = from.value_or(roster::TimeOfDay{});
  text.duty.to = to.value_or(roster::TimeOfDay{});
}

/// `first` behind `last` is a mistake of the latter.
bool are_in_order(TableReader& reader, std::optional<roster::Day> first,
                  std::optional<roster::Day> last, const char* first_key, const char* last_key) {
  if (!first || !last || *first <= *last) return true;
  reader.mistake(last_key, "is before " + std::string(first_key), "write the later day there");
  return false;
}

}  // namespace

DutyText read_duty(TableReader& reader) {
  DutyText text;
  text.mark = {reader.place(), reader.path()};
  reader.require("role", "write the role that plans name");
  text.role = read_word(reader, "role");
  text.contacts = read_contacts(reader);
  text.duty.weekdays = read_weekdays(reader);
  read_hours(reader, text);
  text.duty.first = read_date(reader, "first_day");
  text.duty.last = read_date(reader, "last_day");
  are_in_order(reader, text.duty.first, text.duty.last, "first_day", "last_day");
  if (const auto holidays = reader.one_of("holidays", kOnHolidays)) {
    text.duty.holidays = static_cast<roster::OnHolidays>(*holidays);
  }
  return text;
}

std::optional<roster::Holiday> read_holiday(TableReader& reader) {
  const std::string name = reader.text("name").value_or("");
  const auto date = read_date(reader, "date");
  const auto from = read_date(reader, "from");
  const auto to = read_date(reader, "to");
  const bool range = reader.has("from") || reader.has("to");
  if (reader.has("date") == range) {
    reader.mistake("date", range ? "stands beside from and to" : "is missing",
                   "write date = \"2026-10-01\", or from and to");
    return std::nullopt;
  }
  if (!range) return date ? std::optional(roster::Holiday{*date, *date, name}) : std::nullopt;
  reader.require("from", kDateForm);
  reader.require("to", kDateForm);
  if (!from || !to || !are_in_order(reader, from, to, "from", "to")) return std::nullopt;
  return roster::Holiday{*from, *to, name};
}

}  // namespace hazgate::config
