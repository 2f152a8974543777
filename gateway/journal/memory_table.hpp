#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gateway/core/site/event.hpp"
#include "gateway/journal/database.hpp"
#include "gateway/journal/record.hpp"

namespace hazgate::journal {

/// alarm_memory, incident_memory, part_memory and document: one row per alarm, incident, part of a fire panel
/// that has something to say, and document; the last word wins.
/// Errors  in the Database, as with every statement
class MemoryTable {
 public:
  explicit MemoryTable(Database& database);

  void save(const site::AlarmMemory& alarm);
  void save(const site::IncidentMemory& incident);
  void save(const site::PartMemory& part);
  void save(const site::Document& document);

  /// Every alarm, every open incident and the newest closed ones.
  site::Memory load();
  /// Rows that load() could not read, or not all of. Alarms and documents of them are left out, incidents are
  /// not: see incident_text.hpp.
  std::size_t unreadable() const { return unreadable_; }

  /// Forgets incidents closed before `before`, with what was put away of them; never the newest, whose number
  /// goes on.
  void forget_closed(WallTime before);

 private:
  void load_alarms(site::Memory& memory);
  void load_incidents(site::Memory& memory);
  void load_parts(site::Memory& memory);
  void load_documents(site::Memory& memory);

  Database& database_;
  Statement save_alarm_, save_incident_, save_part_, forget_part_, save_document_, forget_document_;
  std::size_t unreadable_ = 0;
};

/// None: there is no such incident, or it cannot be read.
std::optional<RecordedIncident> select_incident(Database& database, const std::string& id);

}  // namespace hazgate::journal
