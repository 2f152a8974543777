#pragma once

#include <filesystem>
#include <string>
#include <system_error>

namespace hazgate::daemon {

/// Whether both paths are the same file, also when they are written differently. A file that is not
/// there is known by its path only.
inline bool is_same_file(const std::string& one, const std::string& other) {
  std::error_code absent;
  return one == other || std::filesystem::equivalent(one, other, absent);
}

}  // namespace hazgate::daemon
