#include "gateway/journal/space.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>
#include <sys/statvfs.h>

namespace hazgate::journal {
namespace {

constexpr mode_t kMode = 0640;
constexpr std::uint64_t kMostReserve = 256ULL << 20;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

tl::expected<Space, std::string> free_space(const std::string& path) {
  struct statvfs status {};
  const std::string folder = folder_of(path);
  if (::statvfs(folder.c_str(), &status) != 0) {
    return tl::unexpected("cannot ask for the space of " + folder + ": " + std::strerror(errno));
  }
  return Space{std::uint64_t{status.f_bavail} * status.f_frsize,
               std::uint64_t{status.f_blocks} * status.f_frsize};
}

std::uint64_t usual_reserve(const Space& space) {
  return std::min(kMostReserve, space.whole_bytes / 20);
}

Ballast::Ballast(const std::string& path, std::uint64_t bytes)
    : name_(path + ".reserve"), bytes_(bytes) {
  struct stat status {};
  const bool is_whole = ::stat(name_.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
                        static_cast<std::uint64_t>(status.st_blocks) * 512 >= bytes_;
  is_held_ = bytes_ > 0 && is_whole;
}

bool Ballast::hold(std::uint64_t spare) {
  if (is_held_ || bytes_ == 0) return is_held_;
  const auto space = free_space(name_);
  if (!space || space->free_bytes < bytes_ + spare) return false;
  const int file = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (file < 0) return false;
  is_held_ = ::posix_fallocate(file, 0, static_cast<off_t>(bytes_)) == 0;
  ::close(file);
  if (!is_held_) ::unlink(name_.c_str());
  return is_held_;
}

bool Ballast::give_up() {
  const bool was_held = is_held_;
  is_held_ = false;
  return ::unlink(name_.c_str()) == 0 && was_held;
}

}  // namespace hazgate::journal
