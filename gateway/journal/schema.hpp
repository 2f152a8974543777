#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "gateway/journal/database.hpp"
#include "gateway/journal/journal.hpp"

namespace hazgate::journal {

/// `PRAGMA user_version` of the tables below. A journal with a greater number is left alone.
///
///   meta(key, value)                        epoch
///   event(seq, t, kind, body)               lane `event`
///   audit(seq, t, body)                     lane `audit`
///   segment(id, last_seq, from_t, to_t, frames)  lane `sample` (version 6): closed stretches of it;
///                                           last_seq: of all frames up to its end
///   block(id, body)                         id: (segment << 32) + layout; body: block.hpp
///   tail(id, segment, last_seq, body)       a commit's frames of a segment not yet closed: tail.hpp
///   layout(id, device, points)              which points a frame holds; points: a JSON array
///   lane(name, last, sent)                  last number ever given, the uplink's cursor
///   alarm_memory, incident_memory,
///   part_memory (version 2)                 what must be as it was after a restart
inline constexpr std::uint32_t kSchemaVersion = 6;

/// The writer's connection to a journal that is fit for use.
struct OpenDatabase {
  std::unique_ptr<Database> database;
  std::string epoch;
  std::string notice;  ///< what a person should know; empty: nothing
};

/// Opens the journal, or makes one. A damaged file is set aside and a new journal, with a new epoch,
/// takes its place.
/// Errors  Unreachable, Newer (the file is not touched), Damaged (a database of another program, or
///         one that could not be set aside)
tl::expected<OpenDatabase, OpenError> open_database(const std::string& path);

/// See Journal::why_left_alone.
std::optional<std::string> why_left_alone(const std::string& path);

}  // namespace hazgate::journal
