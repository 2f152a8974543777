/// Preloaded into a program: while the file that HAZGATE_FULL_DISK names exists, nothing more can be written to
/// any regular file (ENOSPC). Sockets, pipes and terminals go on.
#include <cerrno>
#include <cstdlib>
#include <dlfcn.h>
#include <unistd.h>

#include <sys/stat.h>

namespace {

bool is_full(int fd) {
  static const char* const file = std::getenv("HAZGATE_FULL_DISK");
  struct stat what {};
  return file != nullptr && ::access(file, F_OK) == 0 && ::fstat(fd, &what) == 0 &&
         S_ISREG(what.st_mode);
}

ssize_t no_space() {
  errno = ENOSPC;
  return -1;
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

using Write = ssize_t (*)(int, const void*, size_t);
using WriteAt = ssize_t (*)(int, const void*, size_t, off64_t);

}  // namespace

extern "C" ssize_t write(int fd, const void* bytes, size_t count) {
  static const auto next = real<Write>("write");
  return is_full(fd) ? no_space() : next(fd, bytes, count);
}

extern "C" ssize_t pwrite(int fd, const void* bytes, size_t count, off_t at) {
  static const auto next = real<WriteAt>("pwrite");
  return is_full(fd) ? no_space() : next(fd, bytes, count, at);
}

extern "C" ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t at) {
  static const auto next = real<WriteAt>("pwrite64");
  return is_full(fd) ? no_space() : next(fd, bytes, count, at);
}
