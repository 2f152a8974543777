#include "gateway/journal/scrub.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace hazgate::journal {
namespace {

using std::chrono::steady_clock;

constexpr int kRows = 500;
constexpr std::chrono::milliseconds kShortest{200};
constexpr std::chrono::minutes kLongest{1};

struct Table {
  std::string name;
  bool has_rowid = true;
};

std::vector<Table> tables_of(Database& database) {
  std::vector<Table> tables;
  Statement row = database.prepare(
      "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
      "ORDER BY name");
  for (row.start(); row.next();) tables.push_back({row.text(0), row.integer(1) == 0});
  return tables;
}

/// A disk that does not answer now is no damage.
std::string damage_in(Database& database) {
  const auto error = database.take_error();
  return error && error->fault == DatabaseFault::Damaged ? error->text : std::string();
}

std::string quick_check(Database& database, const std::string& table) {
  Statement row = database.prepare("PRAGMA quick_check('" + table + "')");
  row.start();
  std::string said = row.next() ? row.text(0) : std::string("ok");
  row.finish();
  return said == "ok" ? std::string() : said;
}

}  // namespace

Scrub::Scrub(std::string path, int rest, std::chrono::milliseconds round,
             std::vector<RowCheck> checks, std::function<void(const std::string& what)> found)
    : path_(std::move(path)),
      rest_(rest),
      round_(round),
      checks_(std::move(checks)),
      found_(std::move(found)) {
  thread_ = std::thread([this] { run(); });
}

Scrub::~Scrub() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool Scrub::pause(steady_clock::duration took) {
  return wait(std::clamp<steady_clock::duration>(took * rest_, kShortest, kLongest));
}

bool Scrub::wait(steady_clock::duration time) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, time, [this] { return stopping_; });
  return !stopping_;
}

void Scrub::run() {
  for (bool goes_on = pause({}); goes_on; goes_on = wait(round_)) {
    const std::string what = look_at_all();
    if (what.empty()) continue;
    found_(what);
    return;
  }
}

std::string Scrub::look_at_all() {
  auto opened = Database::open(path_, Database::Access::ReadOnly);
  if (!opened) return {};
  const std::vector<Table> tables = tables_of(**opened);
  if (const std::string what = damage_in(**opened); !what.empty()) return what;
  opened->reset();
  for (const Table& table : tables) {
    std::string what = look_at(table.name);
    // SQLite takes a read that fails (EIO) for a corrupt page: so is only what is so twice.
    if (!what.empty() && pause({})) what = look_at(table.name);
    if (!what.empty()) return "table " + table.name + ": " + what;
  }
  return {};
}

/// A connection for each: what one has in its cache is not read from the disk again.
std::string Scrub::look_at(const std::string& table) {
  auto opened = Database::open(path_, Database::Access::ReadOnly);
  if (!opened) return {};
  Database& database = **opened;
  const std::vector<Table> tables = tables_of(database);
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const Table& each) { return each.name == table; });
  if (found == tables.end()) return damage_in(database);
  const auto begun = steady_clock::now();
  std::string what = found->has_rowid ? rows_of(database, table) : quick_check(database, table);
  if (what.empty()) what = damage_in(database);
  pause(steady_clock::now() - begun);
  return what;
}

std::string Scrub::rows_of(Database& database, const std::string& table) {
  const auto check = std::find_if(checks_.begin(), checks_.end(),
                                  [&](const RowCheck& each) { return each.table == table; });
  Statement row = database.prepare("SELECT rowid, * FROM \"" + table +
                                   "\" WHERE rowid > ? ORDER BY rowid LIMIT ?");
  std::int64_t after = INT64_MIN;
  for (bool more = true; more && database.ok();) {
    const auto begun = steady_clock::now();
    int rows = 0;
    for (row.start(after, kRows); row.next(); ++rows) {
      after = row.integer(0);
      for (int column = 1; column < row.columns(); ++column) (void)row.text(column);
      if (check == checks_.end()) continue;
      std::string what = check->wrong(row);
      if (!what.empty()) return "row " + std::to_string(after) + ": " + what;
    }
    more = rows == kRows && pause(steady_clock::now() - begun);
  }
  return {};
}

std::string check_whole(Database& database) {
  Statement row = database.prepare("PRAGMA integrity_check(1)");
  row.start();
  std::string said = row.next() ? row.text(0) : std::string("ok");
  row.finish();
  if (const auto error = database.take_error()) return error->text;
  return said == "ok" ? std::string() : said;
}

}  // namespace hazgate::journal
