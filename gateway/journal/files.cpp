#include "gateway/journal/files.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>

namespace hazgate::journal {
namespace {

constexpr mode_t kMode = 0640;
constexpr std::string_view kDamaged{".damaged-"};
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

std::string system_text() {
  return std::strerror(errno);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::uint32_t big_endian(const unsigned char* bytes) {
  return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U |
         std::uint32_t{bytes[2]} << 8U | std::uint32_t{bytes[3]};
}

std::string utc_stamp() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
  return text.data();
}

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

std::string mark_of(const std::string& path) {
  return path + ".corrupt";
}

/// ".damaged-<UTC stamp>", with a number where there is one of that name.
std::string free_ending(const std::string& path) {
  const std::string base = std::string(kDamaged) + utc_stamp();
  std::string ending = base;
  for (int n = 2; exists(path + ending); ++n) ending = base + "-" + std::to_string(n);
  return ending;
}

/// What free_ending() had chosen; empty: nothing yet, or a mark that did not reach the disk whole.
std::string ending_in_mark(const std::string& path) {
  const int file = ::open(mark_of(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::array<char, 64> bytes{};
  const ssize_t got = ::pread(file, bytes.data(), bytes.size(), 0);
  ::close(file);
  std::string text(bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (text.empty() || text.back() != '\n') return {};
  text.pop_back();
  const bool chosen = text.compare(0, kDamaged.size(), kDamaged) == 0 &&
                      text.find_first_not_of("0123456789TZ-", kDamaged.size()) == std::string::npos;
  return chosen ? text : std::string();
}

tl::expected<void, std::string> write_mark(const std::string& path, const std::string& ending) {
  const int file = ::open(mark_of(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (file < 0) return tl::unexpected("cannot write " + mark_of(path) + ": " + system_text());
  const std::string line = ending.empty() ? "" : ending + "\n";
  const bool written =
      ::pwrite(file, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size()) &&
      ::fsync(file) == 0;
  const std::string error = system_text();
  ::close(file);
  if (!written) return tl::unexpected("cannot write " + mark_of(path) + ": " + error);
  return sync_folder(path);
}

/// errno, or 0 when the copy is on the disk.
int copy_bytes(int from, int to) {
  std::array<char, 65536> bytes{};
  for (off_t at = 0;;) {
    const ssize_t got = ::pread(from, bytes.data(), bytes.size(), at);
    if (got < 0) return errno;
    if (got == 0) break;
    const ssize_t put = ::pwrite(to, bytes.data(), static_cast<std::size_t>(got), at);
    if (put < 0) return errno;
    at += put;  // what there was room for; the next round says why not more
  }
  return ::fsync(to) == 0 ? 0 : errno;
}

int copy_durably(const std::string& from, const std::string& to) {
  const int source = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
  if (source < 0) return errno;
  const int target = ::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  const int error = target < 0 ? errno : copy_bytes(source, target);
  if (target >= 0) ::close(target);
  ::close(source);
  return error;
}

/// What is not there needs no move.
tl::expected<void, std::string> move(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0 || errno == ENOENT) return {};
  return tl::unexpected("cannot rename " + from + ": " + system_text());
}

}  // namespace

tl::expected<Lock, std::string> Lock::take(const std::string& path) {
  const std::string name = path + ".lock";
  const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
  if (file < 0) return tl::unexpected("cannot open " + name + ": " + system_text());
  Lock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 24> owner{};
    const ssize_t got = ::pread(file, owner.data(), owner.size() - 1, 0);
    return tl::unexpected(path + " is in use by another hazgated" +
                          (got > 0 ? " (process " + std::string(owner.data()) + ")" : ""));
  }
  const std::string me = std::to_string(::getpid());
  if (::ftruncate(file, 0) == 0 && ::pwrite(file, me.data(), me.size(), 0) < 0) {
    return lock;  // only a courtesy to the next one who asks: the lock itself holds
  }
  return lock;
}

bool Lock::is_held(const std::string& path) {
  const int file = ::open((path + ".lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool held = ::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(file);
  return held;
}

Lock::Lock(Lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Lock::~Lock() {
  if (file_ >= 0) ::close(file_);
}

tl::expected<FileHead, std::string> read_head(const std::string& path) {
  FileHead head;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT) return head;
    return tl::unexpected("cannot read " + path + ": " + system_text());
  }
  std::array<unsigned char, 100> bytes{};
  const ssize_t got = ::pread(file, bytes.data(), bytes.size(), 0);
  const std::string error = system_text();
  ::close(file);
  if (got < 0) return tl::unexpected("cannot read " + path + ": " + error);
  head.exists = true;
  head.empty = got == 0;
  head.is_sqlite = static_cast<std::size_t>(got) == bytes.size() &&
                   std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) == 0;
  if (head.is_sqlite) {  // SQLite file format, 1.3: offsets 60 and 68
    head.user_version = big_endian(&bytes[60]);
    head.application_id = big_endian(&bytes[68]);
  }
  return head;
}

tl::expected<void, std::string> create_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
  if (file < 0) return tl::unexpected("cannot write " + path + ": " + system_text());
  ::close(file);
  return {};
}

tl::expected<void, std::string> sync_folder(const std::string& path) {
  const std::string name = folder_of(path);
  const int folder = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return tl::unexpected("cannot open " + name + ": " + system_text());
  const bool synced = ::fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP;
  const std::string error = system_text();
  ::close(folder);
  if (!synced) return tl::unexpected("cannot write " + name + ": " + error);
  return {};
}

tl::expected<void, std::string> sync_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return tl::unexpected("cannot open " + path + ": " + system_text());
  const bool synced = ::fsync(file) == 0;
  const std::string error = system_text();
  ::close(file);
  if (!synced) return tl::unexpected("cannot write " + path + ": " + error);
  return {};
}

tl::expected<void, std::string> rename_durably(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) {
    return tl::unexpected("cannot rename " + from + ": " + system_text());
  }
  return sync_folder(to);
}

bool is_there(const std::string& path) {
  return exists(path);
}

tl::expected<std::string, std::string> set_aside(const std::string& path) {
  std::string ending = ending_in_mark(path);
  if (ending.empty()) {
    ending = free_ending(path);
    if (auto marked = write_mark(path, ending); !marked) return tl::unexpected(marked.error());
  }
  const std::string name = path + ending;
  if (!exists(name)) {  // the database goes last: once it has its new name, all have theirs
    for (const char* side : {"-wal", "-journal", "-shm"}) {
      if (auto moved = move(path + side, name + side); !moved) return tl::unexpected(moved.error());
    }
    if (auto synced = sync_folder(path); !synced) return tl::unexpected(synced.error());
    if (auto moved = move(path, name); !moved) return tl::unexpected(moved.error());
    if (auto synced = sync_folder(path); !synced) return tl::unexpected(synced.error());
  }
  unmark_damaged(path);
  return name;
}

void mark_damaged(const std::string& path) {
  if (!is_marked_damaged(path)) (void)write_mark(path, "");
}

bool is_marked_damaged(const std::string& path) {
  return exists(mark_of(path));
}

void unmark_damaged(const std::string& path) {
  ::unlink(mark_of(path).c_str());
  (void)sync_folder(path);  // a mark that comes back is seen through at the next open
}

bool is_half_set_aside(const std::string& path) {
  return !ending_in_mark(path).empty();
}

bool wal_has_content(const std::string& path) {
  struct stat status {};
  return ::stat((path + "-wal").c_str(), &status) == 0 && status.st_size > 0;
}

tl::expected<void, std::string> renew_wal(const std::string& path) {
  const std::string wal = path + "-wal", copy = wal + ".new";
  ::unlink(copy.c_str());  // of a start that was broken off
  if (!wal_has_content(path)) return {};
  const int error = copy_durably(wal, copy);
  if (error == 0) {
    if (auto moved = move(copy, wal); !moved) return moved;
    return sync_folder(path);
  }
  ::unlink(copy.c_str());
  if (error == ENOSPC || error == EDQUOT) return {};
  return tl::unexpected("cannot copy " + wal + ": " + std::strerror(error));
}

std::uint64_t size_on_disk(const std::string& path) {
  std::uint64_t size = 0;
  for (const char* side : {"", "-wal"}) {
    struct stat status {};
    if (::stat((path + side).c_str(), &status) == 0) {
      size += static_cast<std::uint64_t>(status.st_size);
    }
  }
  return size;
}

}  // namespace hazgate::journal
