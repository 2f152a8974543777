#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace hazgate::notify {

/// The serial port of a modem, beside the library that talks over it: says in time and in plain words
/// when there is nothing to talk to, and gets a write that hangs out of the way.
/// Thread  open() and the destructor: one; flush(): any
class ModemPort {
 public:
  /// Opens the port and says AT until something answers OK, for some four seconds.
  /// `go_on` is asked every 100 ms.
  /// Errors  a text for a field engineer: no such port (and which there are), no permission, in use, no
  ///         answer, something that is no modem
  static tl::expected<std::unique_ptr<ModemPort>, std::string> open(
      const std::string& device, unsigned baud, const std::function<bool()>& go_on);

  explicit ModemPort(int descriptor) : descriptor_(descriptor) {}
  ~ModemPort();
  ModemPort(const ModemPort&) = delete;
  ModemPort& operator=(const ModemPort&) = delete;

  /// Throws away what waits to be sent or read.
  void flush() const;
  /// The port has gone: unplugged.
  bool gone() const;

 private:
  int descriptor_;
};

/// The baud of "at115200".
/// Errors  0: not spelt so, or not a speed that a serial port has
unsigned baud_of(const std::string& connection);

}  // namespace hazgate::notify
