#pragma once

#include <map>
#include <string>

#include "gateway/control/desk.hpp"

namespace hazgate::control {

/// Who is at the other end of a Unix socket, as the kernel says. Names are looked up once per user.
/// Thread  one
class Callers {
 public:
  Caller at(int fd);

 private:
  std::map<unsigned, std::string> names_;
};

/// The login name of a user, or "uid 1234".
std::string user_name(unsigned uid);

}  // namespace hazgate::control
