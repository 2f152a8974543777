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
///   lane(name, last, sent, ahead)           last number ever given, the uplink's cursor; ahead: Spans
///                                           that were acknowledged beyond it (version 7)
///   minute(id, layout, quarter, minute, body)  (version 8) minutes of a layout: minute_block.hpp; quarter: of
///                                           a day, from 1970
///   minute_block(id, quarter, body)         a quarter of a day of one point; id: minute_key()
///   minute_mark(id, mark, bytes)            from where on frames are in no minute yet: MinuteMark; size
///   alarm_memory, incident_memory,
///   part_memory (version 2)                 what must be as it was after a restart
inline constexpr std::uint32_t kSchemaVersion = 8;

inline constexpr std::uint32_t kApplicationId = 0x68617a67;  // "hazg"

/// 64 random bits: two journals never share an epoch.
std::string new_epoch();

/// All tables of today in an empty database, with a new epoch.
void make_tables(Database& database);

/// The journal as it is goes on under a new epoch: what was given out of it may be missing here, or another
/// goes on with it. Numbers go on behind a stretch that is left out (see take_skip), when `leaves_out`.
void begin_epoch(Database& database, bool leaves_out);

/// How many numbers of each lane are left out, once; 0: none. In a transaction of the caller's.
std::uint64_t take_skip(Database& database);

/// Who has the file. While a gateway is at work on it there is a WAL beside it.
inline constexpr const char* kAtWork = "work";
inline constexpr const char* kAtRest = "rest";
inline constexpr const char* kCopy = "copy";
void set_use(Database& database, const char* use);

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
