#include <chrono>
#include <optional>
#include <string_view>

#include "drivers/model/tables.hpp"
#include "gateway/config/day_text.hpp"
#include "gateway/config/sections.hpp"

namespace hazgate::config {
namespace {

using model::TableReader;

std::chrono::month_day read_month_day(TableReader& reader, std::string_view key) {
  constexpr const char* kForm = "write MM-DD, such as \"06-01\"";
  reader.require(key, kForm);
  const auto text = reader.text(key);
  const auto date = text ? month_day_from(*text) : std::nullopt;
  if (text && !date) reader.mistake(key, "\"" + *text + "\" is not a day of the year", kForm);
  return date.value_or(std::chrono::month_day{});
}

}  // namespace

SeasonText read_season(TableReader& reader, const Reference& id) {
  SeasonText text;
  text.id = id;
  Season& season = text.season;
  season.id = text.id.word;
  season.name = reader.text("name").value_or(season.id);
  season.first = read_month_day(reader, "from");
  season.last = read_month_day(reader, "to");
  reader.require("signed_by", "write who has signed these limits");
  season.signed_by = reader.text("signed_by").value_or("");
  if (reader.has("signed_by") && season.signed_by.empty()) {
    reader.mistake("signed_by", "is empty", "write who has signed these limits");
  }
  constexpr const char* kDate = "write the day of the signature, such as \"2026-05-20\"";
  reader.require("signed_on", kDate);
  if (const auto written = reader.text("signed_on")) {
    auto date = date_from(*written);
    if (date && date->year() < std::chrono::year(2000)) date.reset();
    if (!date) reader.mistake("signed_on", "\"" + *written + "\" is no day", kDate);
    season.signed_on = date.value_or(std::chrono::year_month_day{});
  }
  reader.each("alarm",
              [&](TableReader& alarm) { text.alarms.push_back(model::read_alarm(alarm)); });
  if (text.alarms.empty()) {
    reader.mistake("alarm", "is missing: the season changes nothing",
                   "write a [[season.alarm]] table for each limit");
  }
  return text;
}

}  // namespace hazgate::config
