#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace hazgate::journal {

/// What to do about an error: wait and try again (Busy, Storage), set the file aside (Damaged), or
/// tell a person (Other).
enum class DatabaseFault : std::uint8_t { Busy, Storage, Damaged, Other };

struct DatabaseError {
  DatabaseFault fault = DatabaseFault::Other;
  std::string text;      ///< "writing events: database or disk is full"
  bool is_full = false;  ///< the disk has no room
};

class Database;

/// A prepared statement. Texts and blobs are bound without a copy: they must live until the
/// statement has run. Columns count from 0 and are valid until the next step.
class Statement {
 public:
  Statement() = default;

  /// Binds all, runs to the end (rows are thrown away) and is ready for the next run.
  template <class... Arguments>
  void run(const Arguments&... arguments) {
    start(arguments...);
    while (next()) {
    }
  }

  /// Binds all; then next() steps through the rows. A statement stopped early needs a finish().
  template <class... Arguments>
  void start(const Arguments&... arguments) {
    finish();
    int place = 0;
    (bind(++place, arguments), ...);
  }
  /// One by one, behind a finish(): for a number of values that is known only when it runs.
  template <class Argument>
  void put(int place, const Argument& argument) {
    bind(place, argument);
  }
  bool next();  ///< false: no more rows, or an error (see Database::error)
  void finish();

  int columns() const;  ///< of a row
  std::int64_t integer(int column) const;
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  double real(int column) const;
  std::string text(int column) const;  ///< text or blob
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  void bind(int place, std::int64_t value);
  void bind(int place, std::uint64_t value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, std::uint32_t value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, int value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, bool value) { bind(place, static_cast<std::int64_t>(value ? 1 : 0)); }
  void bind(int place, double value);
  void bind(int place, std::string_view text);
  void bind(int place, const std::string& text) { bind(place, std::string_view(text)); }
  void bind(int place, const char* text) { bind(place, std::string_view(text)); }
  struct Bytes {
    std::string_view view;
  };
  void bind(int place, Bytes blob);
  template <class Value>
  void bind(int place, const std::optional<Value>& value) {
    if (value) bind(place, *value);  // else: stays NULL, as finish() left it
  }

  Database* database_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;

 public:
  static Bytes bytes(std::string_view view) { return {view}; }
};

/// One connection to SQLite. The first error sticks: every call after it does nothing until
/// take_error(), so that a transaction is written as a plain list and checked once at its end.
/// Thread  one at a time; neither copied nor moved, statements point to it
class Database {
 public:
  enum class Access : std::uint8_t {
    ReadOnly,
    ReadWrite,
    Resting,  ///< read-only, a file that nobody writes: no lock is taken, no side file made
  };

  /// Errors  the folder or file cannot be opened, or is not a database
  static tl::expected<std::unique_ptr<Database>, DatabaseError> open(const std::string& path,
                                                                     Access access);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const char* sql);
  Statement prepare(std::string_view sql);
  /// The first column of the first row; 0 when there is none.
  std::int64_t integer(std::string_view sql);

  /// Everything between is durable, or nothing. commit() after an error rolls back.
  void begin();
  std::optional<DatabaseError> commit();

  /// Frames in the WAL after the last commit.
  int wal_pages() const { return wal_pages_; }
  /// Moves the WAL into the database and truncates it; false: a reader is in the way.
  bool checkpoint();
  /// Closing leaves a WAL as it is: for a look at a file that must not be touched.
  void leave_wal_on_close(bool leave);

  /// Copies the whole as it is now, in steps of so many pages, into a new file; `between` is called after
  /// each. Others write meanwhile and are never held up: what they write is not in the copy.
  std::optional<DatabaseError> copy_to(const std::string& target, int pages_per_step,
                                       const std::function<void()>& between);

  bool ok() const { return !error_; }
  std::optional<DatabaseError> take_error();
  /// Makes an error of the caller's stick, as one of SQLite's own would.
  void fail(DatabaseError error);

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  Database() = default;
  void fail(int code);

  std::unique_ptr<sqlite3, Close> connection_;
  std::optional<DatabaseError> error_;
  int wal_pages_ = 0;
};

}  // namespace hazgate::journal
