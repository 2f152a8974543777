#include "gateway/journal/backup.hpp"

#include <algorithm>
#include <fcntl.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "gateway/journal/database.hpp"
#include "gateway/journal/files.hpp"
#include "gateway/journal/sample_read.hpp"
#include "gateway/journal/schema.hpp"
#include "gateway/journal/scrub.hpp"

namespace hazgate::journal {
namespace {

using std::chrono::steady_clock;

constexpr int kStep = 256;  ///< pages: a MiB
constexpr std::chrono::milliseconds kLongestRest{200};

BackupError not_made(const std::string& text) {
  return {false, text + "; check the folder and its free space"};
}

/// Writes what has come on to the disk by and by: one great flush at the end would hold up the gateway.
class Pace {
 public:
  explicit Pace(const std::string& part) : file_(::open(part.c_str(), O_WRONLY | O_CLOEXEC)) {}
  ~Pace() {
    if (file_ >= 0) ::close(file_);
  }
  Pace(const Pace&) = delete;
  Pace& operator=(const Pace&) = delete;

  void rest() {
    if (file_ >= 0) (void)::fdatasync(file_);  // what counts is the one at the end
    const auto took = steady_clock::now() - begun_;
    std::this_thread::sleep_for(std::min<steady_clock::duration>(took, kLongestRest));
    begun_ = steady_clock::now();
  }

 private:
  const int file_;
  steady_clock::time_point begun_ = steady_clock::now();
};

/// One file without a WAL, which says what it is.
std::optional<std::string> mark(const std::string& part) {
  auto opened = Database::open(part, Database::Access::ReadWrite);
  if (!opened) return opened.error().text;
  Database& copy = **opened;
  copy.execute("PRAGMA journal_mode=DELETE");
  copy.begin();
  set_use(copy, kCopy);
  if (auto error = copy.commit()) return error->text;
  std::string wrong = check_whole(copy);
  return wrong.empty() ? std::nullopt : std::optional("the copy is damaged: " + wrong);
}

std::uint64_t count_of(Database& copy, const char* table) {
  return static_cast<std::uint64_t>(copy.integer(std::string("SELECT count(*) FROM ") + table));
}

tl::expected<Backup, BackupError> look_into(const std::string& part) {
  Backup backup;
  auto opened = Database::open(part, Database::Access::Resting);
  if (!opened) return tl::unexpected(not_made(opened.error().text));
  backup.events = count_of(**opened, "event");
  backup.audits = count_of(**opened, "audit");
  backup.samples = count_frames(**opened);
  auto archive = Archive::open(part);
  if (!archive) return tl::unexpected(not_made(archive.error()));
  backup.stretch = (*archive)->extent();
  backup.bytes = size_on_disk(part);
  if (!(*archive)->error().empty()) return tl::unexpected(not_made((*archive)->error()));
  return backup;
}

tl::expected<Backup, BackupError> copy(const std::string& path, const std::string& part) {
  const bool resting = !is_there(path + "-wal");
  auto source =
      Database::open(path, resting ? Database::Access::Resting : Database::Access::ReadOnly);
  if (!source)
    return tl::unexpected(BackupError{true, "cannot read " + path + ": " + source.error().text});
  (*source)->leave_wal_on_close(true);
  if (auto made = create_file(part); !made) return tl::unexpected(not_made(made.error()));
  Pace pace(part);
  if (const auto error = (*source)->copy_to(part, kStep, [&] { pace.rest(); })) {
    return tl::unexpected(not_made("cannot copy " + path + " to " + part + ": " + error->text));
  }
  if (resting && is_there(path + "-wal")) {
    return tl::unexpected(BackupError{
        true, "a gateway has begun to write the journal " + path + " meanwhile; try again"});
  }
  if (const auto wrong = mark(part)) return tl::unexpected(not_made(*wrong));
  return look_into(part);
}

}  // namespace

tl::expected<Backup, BackupError> back_up(const std::string& path, const std::string& target,
                                          bool overwrite) {
  const auto begun = steady_clock::now();
  if (is_there(target) && !overwrite) {
    return tl::unexpected(
        BackupError{false, target + " exists; say another file, or --force to replace it"});
  }
  if (auto readable = Archive::open(path); !readable) {
    return tl::unexpected(BackupError{true, readable.error()});
  }
  const std::string part = target + ".part";
  const auto clear = [&] {
    for (const char* side : {"", "-wal", "-shm", "-journal"}) ::unlink((part + side).c_str());
  };
  clear();
  auto backup = copy(path, part);
  if (backup) {
    auto named = sync_file(part);
    if (named) named = rename_durably(part, target);
    if (!named) backup = tl::unexpected(not_made(named.error()));
  }
  if (!backup) clear();
  if (backup) {
    backup->took =
        std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun);
  }
  return backup;
}

}  // namespace hazgate::journal
