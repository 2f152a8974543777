#include "gateway/journal/schema.hpp"

#include <array>
#include <random>
#include <unistd.h>
#include <utility>

#include "gateway/journal/files.hpp"
#include "gateway/journal/minute_store.hpp"
#include "gateway/journal/salvage.hpp"
#include "gateway/journal/sample_migration.hpp"

namespace hazgate::journal {
namespace {

constexpr const char* kTables = R"(
  CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE event(seq INTEGER PRIMARY KEY, t INTEGER NOT NULL, kind TEXT NOT NULL,
                     body TEXT NOT NULL);
  CREATE INDEX event_t ON event(t);
  CREATE TABLE audit(seq INTEGER PRIMARY KEY, t INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE INDEX audit_t ON audit(t);
  CREATE TABLE sample(seq INTEGER PRIMARY KEY, t INTEGER NOT NULL, layout INTEGER NOT NULL,
                      frame BLOB NOT NULL);
  CREATE TABLE layout(id INTEGER PRIMARY KEY, device TEXT NOT NULL, points TEXT NOT NULL);
  CREATE TABLE lane(name TEXT PRIMARY KEY, last INTEGER NOT NULL, sent INTEGER NOT NULL)
    WITHOUT ROWID;
  INSERT INTO lane VALUES('event', 0, 0), ('sample', 0, 0), ('audit', 0, 0);
  CREATE TABLE alarm_memory(id TEXT PRIMARY KEY, state TEXT NOT NULL, occurrence INTEGER NOT NULL,
                            condition INTEGER NOT NULL, since INTEGER NOT NULL, value REAL,
                            quality TEXT NOT NULL, by TEXT NOT NULL, note TEXT NOT NULL)
    WITHOUT ROWID;
  CREATE TABLE incident_memory(id TEXT PRIMARY KEY, plan TEXT NOT NULL, number INTEGER NOT NULL,
                               opened INTEGER NOT NULL, acknowledged INTEGER, closed INTEGER,
                               acknowledged_by TEXT NOT NULL, closed_by TEXT NOT NULL,
                               note TEXT NOT NULL, triggers TEXT NOT NULL, steps TEXT NOT NULL,
                               silenced INTEGER NOT NULL, drill INTEGER NOT NULL)
    WITHOUT ROWID;
  CREATE INDEX incident_number ON incident_memory(number);
)";

// What version 2 added.
constexpr const char* kTablesOf2 = R"(
  CREATE TABLE part_memory(device TEXT NOT NULL, part TEXT NOT NULL, conditions INTEGER NOT NULL,
                           PRIMARY KEY(device, part)) WITHOUT ROWID;
)";

// What version 3 added: what lies over an alarm, and the times that run.
constexpr const char* kTablesOf3 = R"(
  ALTER TABLE alarm_memory ADD COLUMN saved_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE alarm_memory ADD COLUMN flags TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE alarm_memory ADD COLUMN once INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE alarm_memory ADD COLUMN delayed INTEGER;
  ALTER TABLE alarm_memory ADD COLUMN shelf_left INTEGER;
  ALTER TABLE alarm_memory ADD COLUMN return_left INTEGER;
  ALTER TABLE alarm_memory ADD COLUMN sound_left INTEGER;
  ALTER TABLE alarm_memory ADD COLUMN shelf TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE alarm_memory ADD COLUMN removal TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE alarm_memory ADD COLUMN first_out TEXT NOT NULL DEFAULT '';
)";

// What version 4 added: see site::Document.
constexpr const char* kTablesOf4 = R"(
  CREATE TABLE document(kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
                        PRIMARY KEY(kind, id)) WITHOUT ROWID;
  ALTER TABLE incident_memory ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
)";

// What version 6 added in place of table `sample`. Half a migration may have been here before.
constexpr const char* kTablesOf6 = R"(
  CREATE TABLE IF NOT EXISTS segment(id INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL,
                                     from_t INTEGER NOT NULL, to_t INTEGER NOT NULL,
                                     frames INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS segment_seq ON segment(last_seq);
  CREATE INDEX IF NOT EXISTS segment_time ON segment(from_t);
  CREATE TABLE IF NOT EXISTS block(id INTEGER PRIMARY KEY, body BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS tail(id INTEGER PRIMARY KEY, segment INTEGER NOT NULL,
                                  last_seq INTEGER NOT NULL, body BLOB NOT NULL);
)";
constexpr const char* kNoSampleTable = "DROP TABLE sample";

// What version 7 added: what of a lane was acknowledged beyond the cursor (Spans::text).
constexpr const char* kTablesOf7 = R"(
  ALTER TABLE lane ADD COLUMN ahead TEXT NOT NULL DEFAULT '';
)";

// What version 8 added: one-minute figures. They begin with the frames that come.
constexpr const char* kTablesOf8 = R"(
  CREATE TABLE minute(id INTEGER PRIMARY KEY, layout INTEGER NOT NULL, quarter INTEGER NOT NULL,
                      minute INTEGER NOT NULL, body BLOB NOT NULL);
  CREATE INDEX minute_quarter ON minute(quarter, layout);
  CREATE TABLE minute_block(id INTEGER PRIMARY KEY, quarter INTEGER NOT NULL, body BLOB NOT NULL);
  CREATE INDEX minute_block_quarter ON minute_block(quarter);
  CREATE TABLE minute_mark(id INTEGER PRIMARY KEY, mark TEXT NOT NULL, bytes INTEGER NOT NULL);
)";

/// Numbers that may have been given and are not known any more: more than a WAL has room for.
constexpr std::uint64_t kLeftOut = 100'000;
constexpr const char* kSkip = "left_out";
constexpr const char* kUse = "use";

// Of any version: that a start takes no longer, and retention neither, when many incidents are kept.
constexpr const char* kIndex =
    "CREATE INDEX IF NOT EXISTS incident_closed ON incident_memory(closed)";

void set_meta(Database& database, const char* key, const std::string& value) {
  database.prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)").run(key, value);
}

std::string meta_of(Database& database, const char* key) {
  Statement row = database.prepare("SELECT value FROM meta WHERE key = ?");
  row.start(key);
  std::string value = row.next() ? row.text(0) : std::string();
  row.finish();
  return value;
}

OpenError newer(const std::string& path, std::uint32_t version) {
  return {OpenFault::Newer, path + " was written by a newer hazgate (format " +
                                std::to_string(version) + ", this one knows up to " +
                                std::to_string(kSchemaVersion) +
                                "); install that version, or point store.path elsewhere"};
}

OpenError unreachable(const std::string& text) {
  return {OpenFault::Unreachable, text + "; check the folder of store.path and the disk"};
}

OpenError foreign(const std::string& path) {
  return {OpenFault::Damaged, path +
                                  " is the database of another program and was left alone; "
                                  "point store.path elsewhere"};
}

/// An older journal becomes one of today, whole or not at all; but for the samples, which are moved
/// before, a segment at a time.
void migrate(Database& database, std::uint32_t version) {
  if (version < 6) {
    database.execute(kTablesOf6);
    move_samples(database);
  }
  database.begin();
  if (version < 2) database.execute(kTablesOf2);
  if (version < 3) database.execute(kTablesOf3);
  if (version < 4) database.execute(kTablesOf4);
  if (version < 6) database.execute(kNoSampleTable);
  if (version < 7) database.execute(kTablesOf7);
  if (version < 8) {
    database.execute(kTablesOf8);
    begin_minutes(database);
  }
  database.execute(("PRAGMA user_version=" + std::to_string(kSchemaVersion)).c_str());
  if (auto error = database.commit()) database.fail(*std::move(error));
}

/// As renew_wal() for what a sync of the database failed to write: the WAL is written into it anew.
/// An old journal on a disk that is full opens all the same: what it remembers counts more.
tl::expected<void, OpenError> make_durable(Database& database, const std::string& path,
                                           bool is_new) {
  database.checkpoint();
  const auto error = database.take_error();
  if (error && is_new)
    return tl::unexpected(unreachable("cannot write " + path + ": " + error->text));
  if (auto synced = sync_folder(path); !synced) return tl::unexpected(unreachable(synced.error()));
  return {};
}

/// As seen through the WAL.
struct Contents {
  std::uint32_t version = 0;
  bool empty = true;
};

/// Nothing of it holds when the database is not ok() any more.
Contents contents_of(Database& database) {
  const auto version = static_cast<std::uint32_t>(database.integer("PRAGMA user_version"));
  const bool empty = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (!database.ok()) return {.version = version, .empty = true};
  return {version, empty};
}

/// A database that is not for this program to touch.
std::optional<OpenError> stranger(const std::string& path, const FileHead& head) {
  if (!head.is_sqlite) return std::nullopt;
  const bool ours = head.application_id == kApplicationId;
  if (ours && head.user_version > kSchemaVersion) return newer(path, head.user_version);
  if (!ours && head.application_id != 0) return foreign(path);
  return std::nullopt;
}

std::optional<OpenError> stranger(const std::string& path, const Contents& contents) {
  if (contents.version > kSchemaVersion) return newer(path, contents.version);
  if (contents.version == 0 && !contents.empty) return foreign(path);
  return std::nullopt;
}

/// The connection as it is to be used, the version checked through the WAL, tables made when there
/// are none.
tl::expected<OpenDatabase, OpenError> open_sound(const std::string& path) {
  auto opened = Database::open(path, Database::Access::ReadWrite);
  if (!opened)
    return tl::unexpected(unreachable("cannot open " + path + ": " + opened.error().text));
  OpenDatabase result{std::move(*opened), {}, {}};
  Database& database = *result.database;
  database.leave_wal_on_close(true);
  const Contents contents = contents_of(database);
  const auto [version, empty] = contents;
  if (auto other = stranger(path, contents)) return tl::unexpected(*std::move(other));
  if (empty) database.execute("PRAGMA auto_vacuum=INCREMENTAL");
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY");
  if (database.ok() && empty) make_tables(database);
  if (database.ok() && !empty && version < kSchemaVersion) migrate(database, version);
  if (database.ok()) database.execute(kIndex);
  // SQLite's shared memory falls back to read-only, without a word, when it cannot be opened once.
  database.execute("BEGIN IMMEDIATE; COMMIT");
  Statement epoch = database.prepare("SELECT value FROM meta WHERE key = 'epoch'");
  epoch.start();
  if (epoch.next()) result.epoch = epoch.text(0);
  epoch.finish();
  if (const auto error = database.take_error()) {
    const OpenFault fault =
        error->fault == DatabaseFault::Damaged || error->fault == DatabaseFault::Other
            ? OpenFault::Damaged
            : OpenFault::Unreachable;
    return tl::unexpected(OpenError{fault, "cannot use " + path + ": " + error->text});
  }
  if (result.epoch.empty()) {
    return tl::unexpected(OpenError{OpenFault::Damaged, path + " has no epoch"});
  }
  if (auto made = make_durable(database, path, empty); !made) {
    return tl::unexpected(std::move(made.error()));
  }
  return result;
}

/// SQLite takes a read that fails (EIO) for a corrupt page, and an open that fails for a file that is
/// read-only: so is only what is so twice.
tl::expected<OpenDatabase, OpenError> open_surely(const std::string& path) {
  auto opened = open_sound(path);
  if (opened || opened.error().fault == OpenFault::Newer) return opened;
  return open_sound(path);
}

/// What was called corrupt in use may have been a disk that failed for a while: SQLite reads it all,
/// and writes nothing.
bool proves_sound(const std::string& path) {
  auto opened = Database::open(path, Database::Access::ReadOnly);
  if (!opened) return false;
  Database& database = **opened;
  database.leave_wal_on_close(true);
  Statement check = database.prepare("PRAGMA integrity_check(1)");
  check.start();
  const bool sound = check.next() && check.text(0) == "ok";
  check.finish();
  return sound && database.ok();
}

std::string half_salvaged(const std::string& path) {
  return path + ".salvage";
}

/// Whole and on the disk: it takes the journal's place when that is set aside.
std::string salvaged(const std::string& path) {
  return path + ".salvaged";
}

/// What can be read goes into a file beside it. The damaged one is set aside only then: what a power cut
/// breaks off begins anew.
std::string rescue(const std::string& path) {
  ::unlink(salvaged(path).c_str());
  auto saved = salvage(path, half_salvaged(path));
  if (!saved) return "nothing was taken over (" + saved.error() + ")";
  if (!saved->is_worth_it()) {
    ::unlink(half_salvaged(path).c_str());
    return "nothing could be taken over";
  }
  const auto named = rename_durably(half_salvaged(path), salvaged(path));
  return named ? saved->text() : "nothing was taken over (" + named.error() + ")";
}

tl::expected<OpenDatabase, OpenError> start_over(const std::string& path, const std::string& why) {
  const std::string what = is_half_set_aside(path) ? is_there(salvaged(path))
                                                         ? "what could be read was taken over"
                                                         : "nothing was taken over"
                                                   : rescue(path);
  const auto aside = set_aside(path);
  if (!aside) return tl::unexpected(OpenError{OpenFault::Damaged, why + "; " + aside.error()});
  if (is_there(salvaged(path))) {
    if (const auto named = rename_durably(salvaged(path), path); !named) {
      return tl::unexpected(unreachable(named.error()));
    }
  }
  if (const auto made = create_file(path); !made) return tl::unexpected(unreachable(made.error()));
  auto opened = open_surely(path);
  if (opened) {
    opened->notice = why + "; it was kept as " + *aside + " and a new journal was begun: " + what;
  }
  return opened;
}

/// Two journals must never give the same number under one epoch: what another may have gone on with, or
/// what has lost its end, goes on under a new one.
tl::expected<void, OpenError> see_whose(OpenDatabase& opened, const std::string& path,
                                        bool had_wal) {
  Database& database = *opened.database;
  const std::string use = meta_of(database, kUse);
  const bool is_copy = use == kCopy;
  if (!is_copy && (use != kAtWork || had_wal)) return {};
  database.begin();
  begin_epoch(database, true);
  set_use(database, kAtRest);
  opened.epoch = meta_of(database, "epoch");
  if (const auto error = database.commit()) {
    return tl::unexpected(unreachable("cannot write " + path + ": " + error->text));
  }
  opened.notice = is_copy
                      ? "the journal " + path +
                            " is a backup that is put to work: it has a new epoch, and "
                            "what was recorded after it is not in it"
                      : "the WAL of the journal " + path + " is gone (" + path +
                            "-wal): what was recorded last may be missing; a new epoch was begun";
  return {};
}

/// A salvage that a power cut broke off between the two renames; what is of no use any more is removed.
tl::expected<std::string, OpenError> finish_salvage(const std::string& path) {
  ::unlink(half_salvaged(path).c_str());
  if (!is_there(salvaged(path)) || is_half_set_aside(path)) return std::string();
  if (is_there(path)) {
    ::unlink(salvaged(path).c_str());
    return std::string();
  }
  if (const auto named = rename_durably(salvaged(path), path); !named) {
    return tl::unexpected(unreachable(named.error()));
  }
  return "the journal " + path +
         " was found corrupt and set aside; what could be read of it was taken over";
}

}  // namespace

std::string new_epoch() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string epoch;
  for (int word = 0; word < 2; ++word) {
    std::uint32_t bits = random();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4U) epoch += kDigits[bits & 0xfU];
  }
  return epoch;
}

void make_tables(Database& database) {
  database.begin();
  database.execute(kTables);
  database.execute(kTablesOf2);
  database.execute(kTablesOf3);
  database.execute(kTablesOf4);
  database.execute(kTablesOf6);
  database.execute(kNoSampleTable);
  database.execute(kTablesOf7);
  database.execute(kTablesOf8);
  begin_minutes(database);
  database.execute(("PRAGMA user_version=" + std::to_string(kSchemaVersion)).c_str());
  database.execute(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
  database.prepare("INSERT INTO meta VALUES('epoch', ?)").run(new_epoch());
  if (auto error = database.commit()) database.fail(*std::move(error));
}

void begin_epoch(Database& database, bool leaves_out) {
  set_meta(database, "epoch", new_epoch());
  if (leaves_out) set_meta(database, kSkip, std::to_string(kLeftOut));
}

std::uint64_t take_skip(Database& database) {
  if (meta_of(database, kSkip).empty()) return 0;
  database.prepare("DELETE FROM meta WHERE key = ?").run(kSkip);
  return kLeftOut;
}

void set_use(Database& database, const char* use) {
  if (meta_of(database, kUse) != use) set_meta(database, kUse, use);
}

tl::expected<OpenDatabase, OpenError> open_database(const std::string& path) {
  const bool had_wal = is_there(path + "-wal");
  auto finished = finish_salvage(path);
  if (!finished) return tl::unexpected(std::move(finished.error()));
  const auto head = read_head(path);
  if (!head) return tl::unexpected(unreachable(head.error()));
  if (auto other = stranger(path, *head)) return tl::unexpected(*std::move(other));
  if (is_marked_damaged(path) && !is_half_set_aside(path) && proves_sound(path)) {
    unmark_damaged(path);
  }
  if (is_marked_damaged(path)) {
    return start_over(path, "the journal " + path + " was found corrupt while in use");
  }
  // A power cut in a checkpoint may leave half a first page: then the whole one is in the WAL.
  const bool torn = head->exists && !head->empty && !head->is_sqlite;
  if (torn && !wal_has_content(path)) {
    return start_over(path, "the journal " + path + " is not a database");
  }
  if (const auto made = create_file(path); !made) return tl::unexpected(unreachable(made.error()));
  const bool ours = torn || head->application_id == kApplicationId;
  if (ours) {
    if (auto renewed = renew_wal(path); !renewed) {
      return tl::unexpected(unreachable(renewed.error()));
    }
  }
  auto opened = open_surely(path);
  if (opened) opened->notice = *finished;
  if (opened && ours) {
    if (auto known = see_whose(*opened, path, had_wal); !known) {
      return tl::unexpected(std::move(known.error()));
    }
  }
  if (opened || opened.error().fault != OpenFault::Damaged || !ours) return opened;
  return start_over(path, "the journal " + path + " is corrupt (" + opened.error().text + ")");
}

std::optional<std::string> why_left_alone(const std::string& path) {
  const auto head = read_head(path);
  if (!head || !head->is_sqlite) return std::nullopt;
  if (auto other = stranger(path, *head)) return std::move(other->text);
  auto opened = Database::open(path, Database::Access::ReadOnly);
  if (!opened) return std::nullopt;
  (*opened)->leave_wal_on_close(true);
  const Contents contents = contents_of(**opened);
  if (!(*opened)->ok()) return std::nullopt;
  auto other = stranger(path, contents);
  return other ? std::optional(std::move(other->text)) : std::nullopt;
}

}  // namespace hazgate::journal
