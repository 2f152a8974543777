/// Preloaded into a program: while the file that HAZGATE_FROZEN_DISK names exists, whoever syncs a regular file,
/// or writes into its middle, does not come back. Sockets, pipes and plain writes (a log) go on.
#include <cstdlib>
#include <dlfcn.h>
#include <unistd.h>

#include <sys/stat.h>

namespace {

void wait_for_disk(int fd) {
  static const char* const file = std::getenv("HAZGATE_FROZEN_DISK");
  struct stat what {};
  if (file == nullptr || ::fstat(fd, &what) != 0 || !S_ISREG(what.st_mode)) return;
  while (::access(file, F_OK) == 0) ::usleep(10'000);
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

using Sync = int (*)(int);
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
  wait_for_disk(fd);
  return next(fd, bytes, count, at);
}

extern "C" ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t at) {
  static const auto next = real<WriteAt>("pwrite64");
  wait_for_disk(fd);
  return next(fd, bytes, count, at);
}
