#pragma once

#include <chrono>
#include <string>
#include <tl/expected.hpp>

namespace hazgate::control {

/// A Unix socket that listens, and the file it is known by.
/// Thread  one
class Listener {
 public:
  /// Listens at `path`, mode 0660. The socket gets its name only when it is ready, so nobody finds
  /// it half made. The socket of a dead daemon is replaced. `patience`: how long to wait for another
  /// one that opens a socket in the same folder at this moment.
  /// Errors  a text: the folder is missing, no permission, too long, something else stands there,
  ///         a daemon answers there
  static tl::expected<Listener, std::string> open(
      const std::string& path, std::chrono::milliseconds patience = std::chrono::seconds{2});
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;
  ~Listener();  ///< closes, and removes the file if it is still this socket's

  /// The caller owns the descriptor from now on; the file stays this object's.
  int release();

 private:
  Listener(int fd, std::string path);

  int fd_;
  std::string path_;
  unsigned long device_ = 0;  ///< of the file, to know it again
  unsigned long inode_ = 0;
};

/// Whether a daemon that lives has this socket.
bool is_answered(const std::string& path);

}  // namespace hazgate::control
