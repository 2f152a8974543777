#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace hazgate::sim {

/// A pty and the link to it. The link goes at the end, when it is still ours.
struct Pty {
  /// Errors  a text: no pty, the link cannot be made
  static tl::expected<std::unique_ptr<Pty>, std::string> open(const std::string& link);

  Pty(int master_end, int slave_end, std::string pty_name, std::string link_path);
  ~Pty();
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  int master;  ///< our end; who takes it closes it
  int slave;   ///< the master's end, kept open so that the line outlives the master's closing
  std::string name;
  std::string link;
};

}  // namespace hazgate::sim
