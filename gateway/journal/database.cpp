#include "gateway/journal/database.hpp"

#include <cassert>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <sqlite3.h>
#include <utility>

namespace hazgate::journal {
namespace {

/// Readers are short, so a lock is soon free; the writer must not wait long with events in hand.
constexpr std::chrono::milliseconds kBusyTimeout{200};

DatabaseFault fault_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DatabaseFault::Busy;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
      return DatabaseFault::Storage;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DatabaseFault::Damaged;
    default:
      return DatabaseFault::Other;
  }
}

/// SQLite's words, and errno's where the system has more to say.
std::string text_of(sqlite3* connection, int code) {
  std::string text = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  const int system = connection != nullptr ? sqlite3_system_errno(connection) : 0;
  const int kind = code & 0xff;
  if (system != 0 && (kind == SQLITE_IOERR || kind == SQLITE_FULL || kind == SQLITE_CANTOPEN)) {
    text += std::string(" (") + std::strerror(system) + ")";
  }
  return text;
}

DatabaseError error_of(sqlite3* connection, int code) {
  const int system = connection != nullptr ? sqlite3_system_errno(connection) : 0;
  const bool is_full = (code & 0xff) == SQLITE_FULL ||
                       ((code & 0xff) == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT));
  return {fault_of(code), text_of(connection, code), is_full};
}

int flags_of(Database::Access access) {
  switch (access) {
    case Database::Access::ReadOnly:
      return SQLITE_OPEN_READONLY;
    case Database::Access::ReadWrite:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Access::Resting:
      break;
  }
  return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
}

/// "file:/path?immutable=1", with the signs escaped that mean something in a URI.
std::string resting_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%') uri += "%25";
    if (c == '?') uri += "%3f";
    if (c == '#') uri += "%23";
    if (c != '%' && c != '?' && c != '#') uri += c;
  }
  return uri + "?immutable=1";
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

bool Statement::next() {
  if (!statement_ || !database_->ok()) {
    finish();
    return false;
  }
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail(code);
  finish();
  return false;
}

void Statement::finish() {
  if (!statement_) return;
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

int Statement::columns() const {
  return sqlite3_column_count(statement_.get());
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const void* start = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (start == nullptr || size <= 0) return {};
  return {static_cast<const char*>(start), static_cast<std::size_t>(size)};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Statement::bind(int place, std::int64_t value) {
  if (statement_) sqlite3_bind_int64(statement_.get(), place, value);
}

void Statement::bind(int place, double value) {
  if (statement_) sqlite3_bind_double(statement_.get(), place, value);
}

void Statement::bind(int place, std::string_view text) {
  if (!statement_) return;
  const char* start = text.data() != nullptr ? text.data() : "";
  sqlite3_bind_text64(statement_.get(), place, start, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind(int place, Bytes blob) {
  if (!statement_) return;
  const char* start = blob.view.data() != nullptr ? blob.view.data() : "";
  sqlite3_bind_blob64(statement_.get(), place, start, blob.view.size(), SQLITE_STATIC);
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

tl::expected<std::unique_ptr<Database>, DatabaseError> Database::open(const std::string& path,
                                                                      Access access) {
  std::unique_ptr<Database> database(new Database);
  const std::string name = access == Access::Resting ? resting_uri(path) : path;
  sqlite3* connection = nullptr;
  const int code =
      sqlite3_open_v2(name.c_str(), &connection, flags_of(access) | SQLITE_OPEN_NOMUTEX, nullptr);
  database->connection_.reset(connection);
  if (code != SQLITE_OK) {
    return tl::unexpected(DatabaseError{fault_of(code), text_of(connection, code)});
  }
  if (access == Access::ReadWrite && sqlite3_db_readonly(connection, "main") != 0) {
    return tl::unexpected(DatabaseError{DatabaseFault::Storage, "the file cannot be written"});
  }
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, static_cast<int>(kBusyTimeout.count()));
  sqlite3_wal_hook(  // also switches SQLite's own checkpoints off: ours choose their moment
      connection,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Database*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      database.get());
  return database;
}

void Database::fail(int code) {
  if (error_) return;
  error_ = error_of(connection_.get(), code);
}

void Database::fail(DatabaseError error) {
  if (!error_) error_ = std::move(error);
}

std::optional<DatabaseError> Database::take_error() {
  return std::exchange(error_, std::nullopt);
}

void Database::execute(const char* sql) {
  if (error_) return;
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

Statement Database::prepare(std::string_view sql) {
  Statement statement;
  statement.database_ = this;
  if (error_) return statement;
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) fail(code);
  statement.statement_.reset(prepared);
  return statement;
}

std::int64_t Database::integer(std::string_view sql) {
  Statement statement = prepare(sql);
  statement.start();
  return statement.next() ? statement.integer(0) : 0;
}

void Database::begin() {
  execute("BEGIN IMMEDIATE");
}

std::optional<DatabaseError> Database::commit() {
  execute("COMMIT");
  std::optional<DatabaseError> error = take_error();
  if (error && sqlite3_get_autocommit(connection_.get()) == 0) {
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  return error;
}

bool Database::checkpoint() {
  if (error_) return false;
  const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  if (code == SQLITE_OK) wal_pages_ = 0;
  if (code != SQLITE_OK && fault_of(code) != DatabaseFault::Busy) fail(code);
  return code == SQLITE_OK;
}

std::optional<DatabaseError> Database::copy_to(const std::string& target, int pages_per_step,
                                               const std::function<void()>& between) {
  auto opened = open(target, Access::ReadWrite);
  if (!opened) return std::move(opened.error());
  Database& copy = **opened;
  copy.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
  execute("BEGIN");
  (void)integer("SELECT count(*) FROM sqlite_schema");  // from here on it is the same to the end
  if (auto error = take_error()) return error;
  std::optional<DatabaseError> failure;
  sqlite3_backup* const run =
      sqlite3_backup_init(copy.connection_.get(), "main", connection_.get(), "main");
  int code = run == nullptr ? sqlite3_errcode(copy.connection_.get()) : SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(run, pages_per_step);
    if (code == SQLITE_OK) between();
  }
  if (code != SQLITE_DONE) {
    failure = error_of(nullptr, code);
    failure->is_full = (code & 0xff) == SQLITE_FULL;
  }
  sqlite3_backup_finish(run);
  execute("COMMIT");
  take_error();
  return failure;
}

void Database::leave_wal_on_close(bool leave) {
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave ? 1 : 0, nullptr);
}

}  // namespace hazgate::journal
