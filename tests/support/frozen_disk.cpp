/// Preloaded into a program: while the file that HAZGATE_FROZEN_DISK names exists, whoever syncs a regular file,
/// or writes into its middle, does not come back. Sockets, pipes and plain writes (a log) go on. While the file that
/// HAZGATE_FULL_DISK names exists, such a write finds no room, and whoever removes a file does not come back.
#include <cerrno>
#include <cstdlib>
#include <dlfcn.h>
#include <unistd.h>

#include <sys/stat.h>

namespace {

bool is_there(const char* file) {
  return file != nullptr && ::access(file, F_OK) == 0;
}

const char* full() {
  static const char* const file = std::getenv("HAZGATE_FULL_DISK");
  return file;
}

bool is_regular(int fd) {
  struct stat what {};
  return ::fstat(fd, &what) == 0 && S_ISREG(what.st_mode);
}

void wait_for_disk(int fd) {
  static const char* const file = std::getenv("HAZGATE_FROZEN_DISK");
  while (is_regular(fd) && is_there(file)) ::usleep(10'000);
}

bool has_room(int fd) {
  wait_for_disk(fd);
  if (!is_regular(fd) || !is_there(full())) return true;
  errno = ENOSPC;
  return false;
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

using Sync = int (*)(int);
using Unlink = int (*)(const char*);
using WriteAt = ssize_t (*)(int, const void*, size_t, off64_t);

}  // namespace

extern "C" int fsync(int fd) {
  static const auto next = real<Sync>("fsync");
  wait_for_disk(fd);
  return next(fd);
}

extern "C" int fdatasync(int fd) {
  static const auto next = real<Sync>("fdatasync");
  wait_for_disk(fd);
  return next(fd);
}

extern "C" ssize_t pwrite(int fd, const void* bytes, size_t count, off_t at) {
  static const auto next = real<WriteAt>("pwrite");
  return has_room(fd) ? next(fd, bytes, count, at) : -1;
}

extern "C" ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t at) {
  static const auto next = real<WriteAt>("pwrite64");
  return has_room(fd) ? next(fd, bytes, count, at) : -1;
}

extern "C" int unlink(const char* file) {
  static const auto next = real<Unlink>("unlink");
  while (is_there(full())) ::usleep(10'000);
  return next(file);
}
