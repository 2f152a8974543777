#include "gateway/config/alarm_system.hpp"

#include <optional>

#include "drivers/model/reader.hpp"
#include "gateway/config/day_text.hpp"

namespace hazgate::config {
namespace {

constexpr int kMostOperators = 20;
constexpr std::size_t kMostShifts = 24;

void read_shifts(model::TableReader& reader, std::vector<std::chrono::minutes>& shifts) {
  const auto given = reader.texts("shifts");
  if (!given) return;
  if (given->empty() || given->size() > kMostShifts) {
    reader.mistake("shifts", given->empty() ? "names no shift" : "are more than 24",
                   "write when shifts begin, such as [\"08:00\", \"20:00\"]");
    return;
  }
  std::vector<std::chrono::minutes> read;
  std::optional<std::chrono::minutes> before;  // the last that is a time
  for (std::size_t i = 0; i < given->size(); ++i) {
    const std::string quoted = "\"" + (*given)[i] + "\"";
    const auto begins = time_of_day_from((*given)[i]);
    if (!begins) {
      reader.mistake_in("shifts", i, quoted + " is not a time of day",
                        "write HH:MM, from \"00:00\" to \"23:59\"");
      continue;
    }
    if (before && *begins == *before) {
      reader.mistake_in("shifts", i, quoted + " is there twice", "remove one");
    } else if (before && *begins < *before) {
      reader.mistake_in("shifts", i, quoted + " is earlier than the one before it",
                        "write them in the order of the day");
    }
    before = begins;
    read.push_back(*begins);
  }
  if (!read.empty()) shifts = std::move(read);
}

}  // namespace

void read_alarm_system(model::TableReader& reader, AlarmSystem& system) {
  read_shifts(reader, system.shifts);
  if (const auto operators = reader.integer("operators", 1, kMostOperators)) {
    system.operators = static_cast<int>(*operators);
  }
}

std::string shift_text(std::chrono::minutes since_midnight) {
  const auto two = [](auto number) {
    return std::string(number < 10 ? "0" : "") + std::to_string(number);
  };
  return two(since_midnight.count() / 60) + ":" + two(since_midnight.count() % 60);
}

}  // namespace hazgate::config
