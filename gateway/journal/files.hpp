#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace hazgate::journal {

/// The right to be the only daemon on a journal: an flock on `<path>.lock`, gone with the process.
class Lock {
 public:
  /// Errors  the folder is missing or not writable; another process holds the lock (and its id)
  static tl::expected<Lock, std::string> take(const std::string& path);
  /// Whether another daemon has it now.
  static bool is_held(const std::string& path);
  Lock(Lock&& other) noexcept;
  Lock& operator=(Lock&&) = delete;
  ~Lock();

 private:
  explicit Lock(int file) : file_(file) {}
  int file_ = -1;
};

/// What the first 100 bytes of a file say, read without SQLite so that nothing is touched.
struct FileHead {
  bool exists = false;
  bool empty = true;
  bool is_sqlite = false;
  std::uint32_t user_version = 0;
  std::uint32_t application_id = 0;
};

/// Errors  there is something, but it cannot be read
tl::expected<FileHead, std::string> read_head(const std::string& path);

/// Makes the file with mode 0640 when it is missing; SQLite gives its side files the same mode.
/// Errors  the folder is missing or not writable
tl::expected<void, std::string> create_file(const std::string& path);

/// Makes the file's entry in its folder durable, where the file system knows such a thing.
/// Errors  the disk failed
tl::expected<void, std::string> sync_folder(const std::string& path);

/// Makes what is in the file durable.
/// Errors  the disk failed
tl::expected<void, std::string> sync_file(const std::string& path);

/// A rename that is durable.
/// Errors  it failed, or the disk did
tl::expected<void, std::string> rename_durably(const std::string& from, const std::string& to);

/// There is a file of that name.
bool is_there(const std::string& path);

/// Renames the database and its side files to `<path>.damaged-<UTC stamp>`; returns the new name. The
/// name is put into the mark first, so that one that a power cut breaks off is gone on with under it.
/// Errors  the mark or a rename failed; nothing was deleted, another call goes on
tl::expected<std::string, std::string> set_aside(const std::string& path);

/// A mark beside the journal, `<path>.corrupt`: it was found corrupt while in use, to be checked at the next open.
void mark_damaged(const std::string& path);
bool is_marked_damaged(const std::string& path);
void unmark_damaged(const std::string& path);
/// A set_aside() was broken off.
bool is_half_set_aside(const std::string& path);

/// There is a WAL with something in it: the database alone is not the whole of what was written.
bool wal_has_content(const std::string& path);

/// Writes a WAL that was left behind anew, as a file that takes its place. What it holds may be only
/// in the system's memory: a sync that failed is not made good by a later one that succeeds. On a full
/// disk it stays as it is.
/// Errors  it could not be read, or not be written for another reason
tl::expected<void, std::string> renew_wal(const std::string& path);

/// Of the database, its WAL included.
std::uint64_t size_on_disk(const std::string& path);

}  // namespace hazgate::journal
