#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hazgate::crash {

/// What a program asks of a disk, for the choice of what is to fail.
enum class Call : std::uint8_t {
  Open,
  Read,
  Write,
  Sync,  ///< of a file or of a folder
  Truncate,
  Delete,
  Rename,
  Size,  ///< fstat, stat
  Lock,  ///< fcntl
  Map,   ///< mmap
};

/// One change of the watched folder, in the order in which the program made it.
struct Operation {
  enum class Kind : std::uint8_t { Create, Write, Truncate, Remove, Rename, Sync, SyncFolder };
  Kind kind = Kind::Write;
  int file = -1;             ///< which file, whatever its name is; -1 for what concerns names only
  std::string name, to;      ///< Create, Remove, Rename
  std::uint64_t offset = 0;  ///< [bytes] Write: where; Truncate: the new size
  std::string bytes;         ///< Write
  bool failed = false;       ///< Sync, SyncFolder: the program was told that it failed
};

/// What a folder held at first, all of it durable, and everything done to it since.
struct Recording {
  struct File {
    int file = -1;
    std::string content;
  };
  std::map<std::string, File> before;  ///< by name
  std::vector<Operation> operations;
};

/// Calls of this kind fail from the `first` on (counted from 1) to the `last`.
struct Fault {
  Call call = Call::Write;
  std::uint64_t first = 1, last = 1;
  int error = 0;  ///< errno
};

/// Syncs that a bad program would leave out: they succeed and are not recorded.
enum class Lie : std::uint8_t { None, WalSync, FolderSync };

/// The disk under this process, as its C library calls see it: the test program's own open, pwrite,
/// fdatasync, … stand before the C library's (disk_calls.cpp), so that SQLite and the journal run
/// as they are, and their changes of one folder are recorded, or fail as told. Syncs are recorded
/// and not carried out. What only lives as long as the process (-shm, .lock) is not recorded.
/// Thread  every function from any thread
class Disk {
 public:
  static Disk& under_this_process();

  void watch(const std::string& folder);
  Recording stop();
  /// How many changes there are by now.
  std::size_t position() const;

  void fail(const Fault& fault);
  void mend();          ///< from now on nothing fails
  bool struck() const;  ///< a call has failed since fail()
  void lie(Lie lie);

  // For disk_calls.cpp.
  std::optional<std::string> name_of(const char* path) const;  ///< none: not of the watched folder
  bool is_folder(const char* path) const;
  /// The errno with which this call is to fail; 0: it may go on.
  int verdict(Call call, int descriptor);
  int verdict(Call call, const char* path);
  void opened(int descriptor, const std::string& name, bool is_new, bool emptied);
  void opened_folder(int descriptor);
  void closed(int descriptor);
  void wrote(int descriptor, std::uint64_t offset, const void* bytes, std::size_t size);
  void truncated(int descriptor, std::uint64_t size);
  /// False: the descriptor is not of the watched folder.
  bool synced(int descriptor, bool failed);
  void removed(const char* path);
  void renamed(const char* from, const char* to);

 private:
  struct Handle {
    std::string name;  ///< as opened; empty: the folder
    int file = -1;     ///< -1: not recorded
  };
  int judge(Call call);
  const Handle* handle(int descriptor) const;

  mutable std::mutex mutex_;
  std::string folder_;
  Recording recording_;
  std::map<std::string, int> names_;
  std::map<int, Handle> handles_;
  int files_ = 0;
  std::optional<Fault> fault_;
  std::uint64_t calls_ = 0;
  bool struck_ = false;
  Lie lie_ = Lie::None;
};

/// Does what the names say with the C library's own calls, unrecorded.
std::map<std::string, std::string> read_folder(const std::string& folder);
void write_folder(const std::string& folder, const std::map<std::string, std::string>& files);

}  // namespace hazgate::crash
