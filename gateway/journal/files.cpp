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

void sync_folder(const std::string& path) {
  const int folder = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

tl::expected<std::string, std::string> set_aside(const std::string& path) {
  const std::string base = path + ".damaged-" + utc_stamp();
  std::string name = base;
  for (int n = 2; exists(name); ++n) name = base + "-" + std::to_string(n);
  for (const char* side : {"-wal", "-shm"}) {
    if (exists(path + side) && std::rename((path + side).c_str(), (name + side).c_str()) != 0) {
      return tl::unexpected("cannot rename " + path + side + ": " + system_text());
    }
  }
  if (std::rename(path.c_str(), name.c_str()) != 0) {
    return tl::unexpected("cannot rename " + path + ": " + system_text());
  }
  ::unlink(mark_of(path).c_str());
  sync_folder(path);
  return name;
}

void mark_damaged(const std::string& path) {
  const int file = ::open(mark_of(path).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kMode);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
  sync_folder(path);
}

bool is_marked_damaged(const std::string& path) {
  return exists(mark_of(path));
}

bool wal_has_content(const std::string& path) {
  struct stat status {};
  return ::stat((path + "-wal").c_str(), &status) == 0 && status.st_size > 0;
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
