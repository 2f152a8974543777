#include "gateway/cli/terminal.hpp"

#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <string_view>
#include <unistd.h>

#include <sys/ioctl.h>

namespace hazgate::cli {
namespace {

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
    if (n < 0 && errno != EINTR && errno != EAGAIN) return;
    if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

Terminal::Terminal() {
  termios settings{};
  if (::tcgetattr(STDIN_FILENO, &settings) == 0) {
    before_ = settings;
    settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    settings.c_cc[VMIN] = 0;
    settings.c_cc[VTIME] = 0;
    settings.c_cc[VSUSP] = _POSIX_VDISABLE;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &settings);
  } else {
    has_keys_ = false;
  }
  write_all("\x1b[?1049h\x1b[?25l\x1b[2J");
}

Terminal::~Terminal() {
  write_all("\x1b[?25h\x1b[?1049l");
  if (before_) ::tcsetattr(STDIN_FILENO, TCSANOW, &*before_);
}

void Terminal::show(const std::vector<std::string>& lines) {
  std::string all = "\x1b[H";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) all += "\r\n";
    all += lines[i] + "\x1b[K";
  }
  write_all(all);
}

std::optional<char> Terminal::key(std::chrono::milliseconds patience) {
  pollfd keys{.fd = has_keys_ ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0};
  if (::poll(&keys, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
  char key = 0;
  if (::read(STDIN_FILENO, &key, 1) == 1) return key;
  has_keys_ = false;
  return std::nullopt;
}

bool is_terminal(int descriptor) {
  return ::isatty(descriptor) == 1;
}

ScreenSize terminal_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {.columns = size.ws_col, .rows = size.ws_row};
}

bool is_plain_ascii() {
  const std::string_view terminal = environment("TERM");
  if (terminal == "dumb" || terminal.substr(0, 2) == "vt") return true;
  std::string_view locale = environment("LC_ALL");
  if (locale.empty()) locale = environment("LC_CTYPE");
  if (locale.empty()) locale = environment("LANG");
  const auto dot = locale.find('.');
  if (dot == std::string_view::npos) return false;  // C, POSIX and none say nothing of the terminal
  const std::string_view charset = locale.substr(dot + 1);
  return charset != "UTF-8" && charset != "utf8" && charset != "utf-8";
}

}  // namespace hazgate::cli
