#include "gateway/control/listener.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace hazgate::control {
namespace {

constexpr int kBacklog = 64;
constexpr char kUnfinished[] = ".new";
constexpr auto kLockStep = std::chrono::milliseconds{20};

std::string reason(int error) {
  return std::generic_category().message(error);
}

tl::unexpected<std::string> cannot(const std::string& path, const std::string& why) {
  return tl::unexpected("cannot open the control socket " + path + ": " + why);
}

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

/// Two daemons that start at once must not both take the name: the folder is locked meanwhile.
std::string lock_folder(const Descriptor& folder, std::chrono::milliseconds patience) {
  for (auto waited = std::chrono::milliseconds{0}; waited <= patience; waited += kLockStep) {
    if (::flock(folder.get(), LOCK_EX | LOCK_NB) == 0) return {};
    if (errno != EWOULDBLOCK && errno != EINTR) return reason(errno);
    if (waited + kLockStep <= patience) std::this_thread::sleep_for(kLockStep);
  }
  return "another program holds its folder locked; end it and start again";
}

/// 0: somebody answers there; else the errno of nobody doing so.
int knock(const std::string& path) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (probe.get() < 0) return errno;
  const auto address = address_of(path);
  if (!address) return ENAMETOOLONG;
  const auto* raw = reinterpret_cast<const sockaddr*>(&*address);
  if (::connect(probe.get(), raw, sizeof *address) == 0) return 0;
  return errno == EAGAIN || errno == EINPROGRESS ? 0 : errno;
}

/// Why the name is not free; empty when nothing or a dead daemon's socket has it.
std::string taken_by(const std::string& path) {
  struct stat file {};
  if (::lstat(path.c_str(), &file) != 0) return errno == ENOENT ? "" : reason(errno);
  if (!S_ISSOCK(file.st_mode)) {
    return "a file that is not a socket has this name; remove it or set another [control] socket";
  }
  const int why = knock(path);
  if (why == ECONNREFUSED || why == ENOENT) return "";
  if (why == 0) return "another hazgated answers there; stop it or set another [control] socket";
  return reason(why);
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

tl::expected<Listener, std::string> Listener::open(const std::string& path,
                                                   std::chrono::milliseconds patience) {
  const std::string unfinished = path + kUnfinished;
  const auto address = address_of(unfinished);
  if (path.empty() || !address) {
    return cannot(path, "the path is empty or longer than " +
                            std::to_string(sizeof(sockaddr_un::sun_path) - sizeof kUnfinished) +
                            " bytes; set a shorter [control] socket");
  }
  const std::string folder_path = folder_of(path);
  const Descriptor folder(::open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) {
    const std::string what = reason(errno) + "; make the folder " + folder_path;
    return cannot(path, what + " and let this user write in it");
  }
  if (const std::string why = lock_folder(folder, patience); !why.empty()) return cannot(path, why);
  if (const std::string why = taken_by(path); !why.empty()) return cannot(path, why);

  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return cannot(path, reason(errno));
  ::unlink(unfinished.c_str());  // of one that died right here
  const auto* raw = reinterpret_cast<const sockaddr*>(&*address);
  if (::bind(socket.get(), raw, sizeof *address) != 0) {
    return cannot(path, reason(errno) + "; let this user write in " + folder_path);
  }
  const bool ready = ::chmod(unfinished.c_str(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) == 0 &&
                     ::listen(socket.get(), kBacklog) == 0 &&
                     ::rename(unfinished.c_str(), path.c_str()) == 0;
  if (!ready) {
    const int error = errno;
    ::unlink(unfinished.c_str());
    return cannot(path, reason(error));
  }
  return Listener(socket.release(), path);
}

Listener::Listener(int fd, std::string path) : fd_(fd), path_(std::move(path)) {
  struct stat file {};
  if (::lstat(path_.c_str(), &file) != 0) return;
  device_ = file.st_dev;
  inode_ = file.st_ino;
}

Listener::Listener(Listener&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::exchange(other.path_, {})),
      device_(other.device_),
      inode_(other.inode_) {}

Listener::~Listener() {
  if (fd_ >= 0) ::close(fd_);
  if (path_.empty()) return;
  struct stat file {};
  const bool mine =
      ::lstat(path_.c_str(), &file) == 0 && file.st_dev == device_ && file.st_ino == inode_;
  if (mine) ::unlink(path_.c_str());
}

bool is_answered(const std::string& path) {
  return knock(path) == 0;
}

int Listener::release() {
  return std::exchange(fd_, -1);
}

}  // namespace hazgate::control
