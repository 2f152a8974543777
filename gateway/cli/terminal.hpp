#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <termios.h>

#include "gateway/cli/screen.hpp"

namespace hazgate::cli {

/// The terminal while a screen is on it: alternate screen, no cursor, keys at once. Everything is
/// as it was when the object goes.
/// Thread  one
class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void show(const std::vector<std::string>& lines);
  /// Waits for a key, at most so long. Nothing: the time is over, a signal came, or the window has
  /// another size.
  std::optional<char> key(std::chrono::milliseconds patience);

 private:
  std::optional<termios> before_;
  bool has_keys_ = true;
};

bool is_terminal(int descriptor);
ScreenSize terminal_size();
/// Whether the terminal only has ASCII: it says so (TERM), or the locale has another character set.
bool is_plain_ascii();

}  // namespace hazgate::cli
