#pragma once

namespace hazgate::notify {

/// While it lives, a lookup of a name that ends with ".hangs" does not end: the gateway's DNS server
/// is away. The program's getaddrinfo() stands before the system's.
class HangingNames {
 public:
  HangingNames();
  ~HangingNames();  ///< the lookups end, without an address
  HangingNames(const HangingNames&) = delete;
  HangingNames& operator=(const HangingNames&) = delete;

  /// False: nobody has begun a lookup within ten seconds.
  bool wait_for_lookup();
};

}  // namespace hazgate::notify
