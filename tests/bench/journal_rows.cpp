// What stands beside the figures of tests/bench/journal: frames as plain rows of a table in SQLite, and the disk's
// own sync.
//
// usage: journal_rows rows FILE SECONDS    1024 rows in a transaction, WAL and synchronous=FULL as the journal
//                     flash FILE SECONDS   of 64 devices with 100 registers: so many seconds of the site
//                     sync FILE COUNT      4 KiB appended and synced

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "journal_site.hpp"

namespace hazgate::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kDevices = 64, kPoints = 100;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Rows {
 public:
  explicit Rows(const char* file) {
    if (sqlite3_open(file, &connection_) != SQLITE_OK) std::exit(3);
    execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=2048");
    execute("CREATE TABLE sample(seq INTEGER PRIMARY KEY, t INTEGER, layout INTEGER, frame BLOB)");
    sqlite3_prepare_v2(connection_, "INSERT INTO sample VALUES(?, ?, ?, ?)", -1, &insert_, nullptr);
  }
  ~Rows() {
    sqlite3_finalize(insert_);
    sqlite3_close(connection_);
  }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  void execute(const char* sql) {
    if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) std::exit(3);
  }
  void insert(std::uint64_t n, const std::string& frame) {
    sqlite3_bind_int64(insert_, 1, static_cast<std::int64_t>(n + 1));
    sqlite3_bind_int64(insert_, 2,
                       unix_ms(kBegin) + static_cast<std::int64_t>(n * 1000 / kDevices));
    sqlite3_bind_int64(insert_, 3, static_cast<std::int64_t>(n % kDevices));
    sqlite3_bind_blob64(insert_, 4, frame.data(), frame.size(), SQLITE_STATIC);
    if (sqlite3_step(insert_) != SQLITE_DONE) std::exit(3);
    sqlite3_reset(insert_);
  }

 private:
  sqlite3* connection_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

void rows(const char* file, double seconds) {
  Rows table(file);
  SlowSite site(kDevices, kPoints);
  std::vector<std::string> frames;
  for (std::size_t n = 0; n < 10 * kDevices; ++n) frames.push_back(site.poll(n % kDevices));
  const auto begin = Clock::now();
  std::uint64_t n = 0;
  while (seconds_since(begin) < seconds) {
    table.execute("BEGIN");
    for (int i = 0; i < 1024; ++i, ++n) table.insert(n, frames[n % frames.size()]);
    table.execute("COMMIT");
  }
  std::printf("samples-per-second-plain-rows %.0f 1/s\n",
              static_cast<double>(n * kPoints) / seconds_since(begin));
}

/// A transaction for each half second, a checkpoint each minute: as the journal does, but not in real time.
void flash(const char* file, std::uint64_t seconds) {
  const std::uint64_t before = bytes_written();
  std::uint64_t n = 0;
  {
    Rows table(file);
    SlowSite site(kDevices, kPoints);
    for (std::uint64_t half = 0; half < 2 * seconds; ++half) {
      table.execute("BEGIN");
      for (std::size_t i = 0; i < kDevices / 2; ++i, ++n) table.insert(n, site.poll(n % kDevices));
      table.execute("COMMIT");
      if (half % 120 == 119) table.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }
  std::printf("flash-bytes-per-sample-plain-rows %.2f B\n",
              static_cast<double>(bytes_written() - before) / static_cast<double>(n * kPoints));
}

void sync(const char* file, std::size_t count) {
  const int descriptor = ::open(file, O_CREAT | O_WRONLY | O_TRUNC, 0600);
  const std::string page(4096, 'x');
  std::vector<double> times;
  for (std::size_t i = 0; i < count; ++i) {
    const auto begin = Clock::now();
    if (::write(descriptor, page.data(), page.size()) < 0 || ::fdatasync(descriptor) != 0) {
      std::exit(3);
    }
    times.push_back(seconds_since(begin) * 1000);
  }
  ::close(descriptor);
  std::sort(times.begin(), times.end());
  std::printf("raw-sync-p50 %.2f ms\n", times[times.size() / 2]);
  std::printf("raw-sync-p99 %.2f ms\n", times[(times.size() - 1) * 99 / 100]);
}

}  // namespace
}  // namespace hazgate::bench

int main(int argc, char** argv) {
  using namespace hazgate::bench;
  if (argc != 4) return 2;
  const std::string mode = argv[1];
  const int amount = std::atoi(argv[3]);
  if (mode == "rows") rows(argv[2], amount);
  if (mode == "flash") flash(argv[2], static_cast<std::uint64_t>(amount));
  if (mode == "sync") sync(argv[2], static_cast<std::size_t>(amount));
  return 0;
}
