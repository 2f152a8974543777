/// The C library's file calls as this test program has them. The program stands first in the order in
/// which symbols are looked for, so that libsqlite3 and gateway/journal call these; each does what it
/// says through the C library's own, unless the Disk lets it fail, and tells the Disk.
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/stat.h>

#include "disk.hpp"

namespace {

using hazgate::crash::Call;
using hazgate::crash::Disk;

Disk& disk() {
  return Disk::under_this_process();
}

template <class Function>
Function* library(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

/// Fails the call with what the disk says; false: it may go on.
template <class Where>
bool refused(Call call, Where where) {
  const int error = disk().verdict(call, where);
  if (error != 0) errno = error;
  return error != 0;
}

int open_file(const char* path, int flags, mode_t mode) {
  static auto* const real = library<int(const char*, int, ...)>("open64");
  static auto* const present = library<int(const char*, int)>("access");
  const auto name = disk().name_of(path);
  const bool folder = disk().is_folder(path);
  if ((name || folder) && refused(Call::Open, path)) return -1;
  const bool is_new = name && present(path, F_OK) != 0;
  const int descriptor = real(path, flags, mode);
  if (descriptor < 0) return descriptor;
  const int error = errno;
  if (name) disk().opened(descriptor, *name, is_new, (flags & O_TRUNC) != 0);
  if (folder) disk().opened_folder(descriptor);
  errno = error;
  return descriptor;
}

ssize_t write_file(int descriptor, const void* bytes, std::size_t size, off64_t offset) {
  static auto* const real = library<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
  const int error = disk().verdict(Call::Write, descriptor);
  // As on a full disk: what there is room for is written, and the next call says that it was not all.
  const std::size_t room = error == ENOSPC && size > 1 ? size / 2 : size;
  if (error != 0 && room == size) {
    errno = error;
    return -1;
  }
  const ssize_t done = real(descriptor, bytes, room, offset);
  if (done > 0) {
    disk().wrote(descriptor, static_cast<std::uint64_t>(offset), bytes,
                 static_cast<std::size_t>(done));
  }
  if (error == 0) return done;
  errno = error;
  return -1;
}

ssize_t read_file(int descriptor, void* bytes, std::size_t size, off64_t offset) {
  static auto* const real = library<ssize_t(int, void*, std::size_t, off64_t)>("pread64");
  return refused(Call::Read, descriptor) ? -1 : real(descriptor, bytes, size, offset);
}

int truncate_file(int descriptor, off64_t size) {
  static auto* const real = library<int(int, off64_t)>("ftruncate64");
  if (refused(Call::Truncate, descriptor)) return -1;
  const int result = real(descriptor, size);
  if (result == 0) disk().truncated(descriptor, static_cast<std::uint64_t>(size));
  return result;
}

int sync_file(int descriptor, const char* call) {
  const int error = disk().verdict(Call::Sync, descriptor);
  if (!disk().synced(descriptor, error != 0)) return library<int(int)>(call)(descriptor);
  errno = error;
  return error == 0 ? 0 : -1;
}

int lock_file(int descriptor, int command, void* argument) {
  static auto* const real = library<int(int, int, ...)>("fcntl64");
  // Giving a lock back cannot fail on a local file.
  const bool locks = (command == F_SETLK || command == F_SETLKW) &&
                     static_cast<const flock*>(argument)->l_type != F_UNLCK;
  if (locks && refused(Call::Lock, descriptor)) return -1;
  return real(descriptor, command, argument);
}

mode_t mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(arguments, unsigned)) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

int close(int descriptor) {
  static auto* const real = library<int(int)>("close");
  disk().closed(descriptor);
  return real(descriptor);
}

ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, off_t offset) {
  return write_file(descriptor, bytes, size, offset);
}

ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off64_t offset) {
  return write_file(descriptor, bytes, size, offset);
}

ssize_t pread(int descriptor, void* bytes, std::size_t size, off_t offset) {
  return read_file(descriptor, bytes, size, offset);
}

ssize_t pread64(int descriptor, void* bytes, std::size_t size, off64_t offset) {
  return read_file(descriptor, bytes, size, offset);
}

int ftruncate(int descriptor, off_t size) noexcept {
  return truncate_file(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) noexcept {
  return truncate_file(descriptor, size);
}

int fsync(int descriptor) {
  return sync_file(descriptor, "fsync");
}

int fdatasync(int descriptor) {
  return sync_file(descriptor, "fdatasync");
}

int unlink(const char* path) noexcept {
  static auto* const real = library<int(const char*)>("unlink");
  if (refused(Call::Delete, path)) return -1;
  const int result = real(path);
  if (result == 0) disk().removed(path);
  return result;
}

int rename(const char* from, const char* to) noexcept {
  static auto* const real = library<int(const char*, const char*)>("rename");
  if (refused(Call::Rename, from)) return -1;
  const int result = real(from, to);
  if (result == 0) disk().renamed(from, to);
  return result;
}

int fstat64(int descriptor, struct stat64* status) noexcept {
  static auto* const real = library<int(int, struct stat64*)>("fstat64");
  return refused(Call::Size, descriptor) ? -1 : real(descriptor, status);
}

int stat64(const char* path, struct stat64* status) noexcept {
  static auto* const real = library<int(const char*, struct stat64*)>("stat64");
  return refused(Call::Size, path) ? -1 : real(path, status);
}

int fcntl64(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  return lock_file(descriptor, command, argument);
}

void* mmap64(void* address, std::size_t size, int protection, int flags, int descriptor,
             off64_t offset) noexcept {
  static auto* const real = library<void*(void*, std::size_t, int, int, int, off64_t)>("mmap64");
  if (descriptor >= 0 && refused(Call::Map, descriptor)) return MAP_FAILED;
  return real(address, size, protection, flags, descriptor, offset);
}

}  // extern "C"
