#include "gateway/journal/memory_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/journal/incident_text.hpp"
#include "gateway/journal/json_list.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::journal {
namespace {

constexpr int kClosedKept = 200;  ///< closed incidents given back as history

template <class Enum, std::size_t count>
std::optional<Enum> from_text(const std::array<std::string_view, count>& texts,
                              std::string_view text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found == texts.end()) return std::nullopt;
  return static_cast<Enum>(found - texts.begin());
}

std::optional<std::int64_t> ms_of(const std::optional<WallTime>& at) {
  return at ? std::optional(unix_ms(*at)) : std::nullopt;
}

/// One row, and whether all the times in it were as they should be.
class Times {
 public:
  explicit Times(const Statement& row) : row_(row) {}

  WallTime stamp(int column) {
    const auto at = stamp_from(row_.integer(column));
    good_ = good_ && at;
    return at.value_or(WallTime{});
  }
  std::optional<WallTime> stamp_or_null(int column) {
    return row_.is_null(column) ? std::nullopt : std::optional(stamp(column));
  }
  /// Null: no time.
  Duration duration(int column) {
    if (row_.is_null(column)) return alarm::Saved::kNoTime;
    const auto time = duration_from(row_.integer(column));
    good_ = good_ && time;
    return time.value_or(alarm::Saved::kNoTime);
  }
  bool are_good() const { return good_; }

 private:
  const Statement& row_;
  bool good_ = true;
};

std::optional<std::int64_t> us_of(Duration time) {
  return time == alarm::Saved::kNoTime ? std::nullopt : std::optional(std::int64_t{time.count()});
}

std::string flags_to_json(alarm::Flags flags) {
  std::vector<std::string> texts;
  for (const alarm::Flag flag : alarm::kAllFlags) {
    if (flags.has(flag)) texts.emplace_back(alarm::to_text(flag));
  }
  return to_json(texts);
}

std::optional<alarm::Flags> flags_from(const std::string& json) {
  const auto texts = texts_from_json(json);
  if (!texts) return std::nullopt;
  alarm::Flags flags;
  for (const std::string& text : *texts) {
    const auto flag = from_text<alarm::Flag>(alarm::kFlagTexts, text);
    if (!flag) return std::nullopt;
    flags.set(*flag);
  }
  return flags;
}

/// [since, by, reason]; nobody: []
std::string note_to_json(const site::FlagNote& note) {
  if (note == site::FlagNote{}) return to_json({});
  return to_json({std::to_string(unix_ms(note.since)), note.by, note.reason});
}

std::optional<site::FlagNote> note_from(const std::string& json) {
  const auto texts = texts_from_json(json);
  if (!texts || (!texts->empty() && texts->size() != 3)) return std::nullopt;
  if (texts->empty()) return site::FlagNote{};
  std::int64_t since = 0;
  const std::string& text = (*texts)[0];
  const auto read = std::from_chars(text.data(), text.data() + text.size(), since);
  const auto at = stamp_from(since);
  if (read.ec != std::errc{} || !at) return std::nullopt;
  return site::FlagNote{*at, (*texts)[1], (*texts)[2]};
}

constexpr const char* kSelectIncident =
    "SELECT id, plan, number, opened, acknowledged, closed, acknowledged_by, closed_by, note, "
    "triggers, steps, silenced, drill, more FROM incident_memory WHERE ";

/// `whole`: all of it could be read; what could not is left as it is at the beginning.
site::IncidentMemory incident_at(const Statement& row, bool& whole) {
  Times times(row);
  site::IncidentMemory incident;
  incident.id = row.text(0);
  incident.plan = row.text(1);
  incident.number = row.number(2);
  incident.opened = times.stamp(3);
  incident.acknowledged = times.stamp_or_null(4);
  incident.closed = times.stamp_or_null(5);
  incident.acknowledged_by = row.text(6);
  incident.closed_by = row.text(7);
  incident.note = row.text(8);
  incident.silenced = row.integer(11) != 0;  // what each siren does says `steps`, since version 4
  incident.drill = row.integer(12) != 0;
  auto triggers = texts_from_json(row.text(9));
  if (triggers) incident.triggers = std::move(*triggers);
  const bool has_steps = read_steps(row.text(10), incident);
  const bool has_more = read_more(row.text(13), incident);
  whole = times.are_good() && triggers && has_steps && has_more;
  return incident;
}

}  // namespace

MemoryTable::MemoryTable(Database& database)
    : database_(database),
      save_alarm_(database.prepare(
          "INSERT OR REPLACE INTO alarm_memory(id, state, occurrence, condition, since, value, "
          "quality, by, note, saved_at, flags, once, delayed, shelf_left, return_left, sound_left, "
          "shelf, removal, first_out) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")),
      save_incident_(database.prepare(
          "INSERT OR REPLACE INTO incident_memory VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)")),
      save_part_(database.prepare("INSERT OR REPLACE INTO part_memory VALUES(?, ?, ?)")),
      forget_part_(database.prepare("DELETE FROM part_memory WHERE device = ? AND part = ?")),
      save_document_(database.prepare("INSERT OR REPLACE INTO document VALUES(?, ?, ?)")),
      forget_document_(database.prepare("DELETE FROM document WHERE kind = ? AND id = ?")) {}

void MemoryTable::save(const site::AlarmMemory& alarm) {
  const alarm::Saved& saved = alarm.saved;
  save_alarm_.run(alarm.id, alarm::to_text(saved.state), saved.occurrence, saved.condition,
                  unix_ms(alarm.since), alarm.value, to_text(alarm.quality), alarm.by, alarm.note,
                  unix_ms(alarm.saved_at), flags_to_json(saved.flags), saved.shelved_once,
                  us_of(saved.delayed), us_of(saved.shelf_left), us_of(saved.return_left),
                  us_of(saved.sound_left), note_to_json(alarm.shelf), note_to_json(alarm.removal),
                  alarm.first_out);
}

void MemoryTable::save(const site::IncidentMemory& incident) {
  save_incident_.run(incident.id, incident.plan, incident.number, unix_ms(incident.opened),
                     ms_of(incident.acknowledged), ms_of(incident.closed), incident.acknowledged_by,
                     incident.closed_by, incident.note, to_json(incident.triggers),
                     steps_to_json(incident), incident.silenced, incident.drill,
                     more_to_json(incident));
}

void MemoryTable::save(const site::PartMemory& part) {
  if (part.conditions == 0) {
    forget_part_.run(part.device, part.part);
  } else {
    save_part_.run(part.device, part.part, std::uint64_t{part.conditions});
  }
}

void MemoryTable::save(const site::Document& document) {
  if (document.body.empty()) {
    forget_document_.run(document.kind, document.id);
  } else {
    save_document_.run(document.kind, document.id, document.body);
  }
}

site::Memory MemoryTable::load() {
  site::Memory memory;
  unreadable_ = 0;
  load_alarms(memory);
  load_incidents(memory);
  load_parts(memory);
  load_documents(memory);
  return memory;
}

void MemoryTable::load_alarms(site::Memory& memory) {
  Statement row = database_.prepare(
      "SELECT id, state, occurrence, condition, since, value, quality, by, note, saved_at, flags, "
      "once, delayed, shelf_left, return_left, sound_left, shelf, removal, first_out "
      "FROM alarm_memory ORDER BY id");
  for (row.start(); row.next();) {
    const auto state = from_text<alarm::State>(alarm::kStateTexts, row.text(1));
    const auto quality = from_text<Quality>(kQualityTexts, row.text(6));
    const auto flags = flags_from(row.text(10));
    auto shelf = note_from(row.text(16));
    auto removal = note_from(row.text(17));
    if (!state || !quality || !flags || !shelf || !removal) {
      ++unreadable_;
      continue;
    }
    Times times(row);
    site::AlarmMemory alarm;
    alarm.id = row.text(0);
    alarm.saved = {.state = *state,
                   .flags = *flags,
                   .shelved_once = row.integer(11) != 0,
                   .condition = row.integer(3) != 0,
                   .occurrence = row.number(2),
                   .delayed = times.duration(12),
                   .shelf_left = times.duration(13),
                   .return_left = times.duration(14),
                   .sound_left = times.duration(15)};
    alarm.saved_at = times.stamp(9);
    alarm.since = times.stamp(4);
    if (!times.are_good()) {
      ++unreadable_;
      continue;
    }
    if (!row.is_null(5)) alarm.value = row.real(5);
    alarm.quality = *quality;
    alarm.by = row.text(7);
    alarm.note = row.text(8);
    alarm.shelf = std::move(*shelf);
    alarm.removal = std::move(*removal);
    alarm.first_out = row.text(18);
    memory.alarms.push_back(std::move(alarm));
  }
}

void MemoryTable::load_incidents(site::Memory& memory) {
  Statement row = database_.prepare(
      std::string(kSelectIncident) +
      "id IN (SELECT id FROM incident_memory WHERE closed IS NULL UNION ALL SELECT id FROM "
      "(SELECT id FROM incident_memory WHERE closed IS NOT NULL ORDER BY number DESC LIMIT ?)) "
      "ORDER BY number");
  for (row.start(kClosedKept); row.next();) {
    bool whole = true;
    memory.incidents.push_back(incident_at(row, whole));
    if (!whole) ++unreadable_;
  }
}

void MemoryTable::load_parts(site::Memory& memory) {
  Statement row = database_.prepare("SELECT device, part, conditions FROM part_memory");
  for (row.start(); row.next();) {
    memory.parts.push_back({row.text(0), row.text(1), static_cast<unsigned>(row.number(2))});
  }
}

void MemoryTable::load_documents(site::Memory& memory) {
  // Beside the archive, without a look into it: it grows for years.
  Statement row = database_.prepare(
      "SELECT kind, id, body FROM document WHERE kind < ?1 UNION ALL "
      "SELECT kind, id, body FROM document WHERE kind > ?1 ORDER BY 1, 2");
  for (row.start(site::kArchive); row.next();) {
    memory.documents.push_back({row.text(0), row.text(1), row.text(2)});
  }
}

std::optional<RecordedIncident> select_incident(Database& database, const std::string& id) {
  Statement row = database.prepare(std::string(kSelectIncident) + "id = ?");
  row.start(id);
  if (!row.next()) return std::nullopt;
  bool whole = true;
  RecordedIncident recorded{incident_at(row, whole), {}};
  Statement archive = database.prepare("SELECT body FROM document WHERE kind = ? AND id = ?");
  archive.start(site::kArchive, id);
  if (archive.next()) recorded.archive = archive.text(0);
  return recorded;
}

void MemoryTable::forget_closed(WallTime before) {
  database_
      .prepare(
          "DELETE FROM incident_memory WHERE closed < ? AND number < "
          "(SELECT max(number) FROM incident_memory)")
      .run(unix_ms(before));
  if (database_.integer("SELECT changes()") == 0) return;
  database_
      .prepare("DELETE FROM document WHERE kind = ? AND id NOT IN (SELECT id FROM incident_memory)")
      .run(site::kArchive);
}

}  // namespace hazgate::journal
