#include "gateway/control/callers.hpp"

#include <pwd.h>
#include <unistd.h>
#include <vector>

#include <sys/socket.h>

namespace hazgate::control {
namespace {

constexpr std::size_t kMostNames = 256;
constexpr std::size_t kNameBuffer = 16384;

}  // namespace

std::string user_name(unsigned uid) {
  std::vector<char> buffer(kNameBuffer);
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  if (error != 0 || found == nullptr || found->pw_name == nullptr || *found->pw_name == '\0') {
    return "uid " + std::to_string(uid);
  }
  return found->pw_name;
}

Caller Callers::at(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return {.user = "unknown", .uid = static_cast<unsigned>(-1), .pid = 0};
  }
  auto name = names_.find(peer.uid);
  if (name == names_.end()) {
    if (names_.size() >= kMostNames) names_.clear();
    name = names_.emplace(peer.uid, user_name(peer.uid)).first;
  }
  return {.user = name->second, .uid = peer.uid, .pid = peer.pid};
}

}  // namespace hazgate::control
