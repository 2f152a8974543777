#pragma once

#include <string>

namespace hazgate::uplink {

/// PEM files; an empty name: none. Without `ca` the system's authorities are asked.
struct TlsFiles {
  std::string ca, cert, key;
};

}  // namespace hazgate::uplink
