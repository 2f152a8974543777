#include "gateway/cli/pdf_printer.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <spawn.h>
#include <unistd.h>
#include <vector>

#include <sys/syscall.h>
#include <sys/wait.h>

namespace hazgate::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kPatienceMs = 60'000;
constexpr std::size_t kMostSaid = 400;

std::string failure(const std::string& what, int error) {
  return what + ": " + std::generic_category().message(error);
}

/// A folder that goes away with it.
class Scratch {
 public:
  Scratch() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "hazctl-XXXXXX").string();
    if (!error && ::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  bool exists() const { return !path_.empty(); }
  std::string at(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The root of a machine has no sandbox to put itself into.
std::vector<std::string> words_of(const std::string& browser, const Scratch& scratch) {
  std::vector<std::string> words{browser,
                                 "--headless",
                                 "--disable-gpu",
                                 "--disable-dev-shm-usage",
                                 "--disable-extensions",
                                 "--disable-background-networking",
                                 "--disable-sync",
                                 "--no-first-run",
                                 "--host-resolver-rules=MAP * ~NOTFOUND",
                                 "--user-data-dir=" + scratch.at("profile"),
                                 "--no-pdf-header-footer",
                                 "--print-to-pdf=" + scratch.at("report.pdf"),
                                 "file://" + scratch.at("report.html")};
  if (::geteuid() == 0) words.insert(words.begin() + 1, "--no-sandbox");
  return words;
}

tl::expected<pid_t, std::string> spawn(std::vector<std::string> words, const std::string& said) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, said.c_str(), O_WRONLY | O_CREAT, 0600);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // its children end with it
  ::posix_spawnattr_setpgroup(&attributes, 0);
  pid_t child = 0;
  const int error =
      ::posix_spawn(&child, arguments[0], &files, &attributes, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) return tl::unexpected(failure("cannot start " + words.front(), error));
  return child;
}

/// Whether it ended by itself in time. Where the kernel cannot wait with a limit it is waited for.
bool ends_in_time(pid_t child) {
  // The header of glibc 2.36 for pidfd_open is not fit for C++.
  const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  if (descriptor < 0) return true;
  pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
  int ready = 0;
  do {
    ready = ::poll(&waiting, 1, kPatienceMs);
  } while (ready < 0 && errno == EINTR);
  ::close(descriptor);
  return ready > 0;
}

}  // namespace

std::optional<std::string> find_browser(std::string_view path) {
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    for (std::string_view rest = path; !rest.empty();) {
      const std::string_view folder = rest.substr(0, rest.find(':'));
      rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
      if (folder.empty() || folder.front() != '/') continue;
      const std::string file = (fs::path(folder) / name).string();
      std::error_code error;
      if (fs::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0) return file;
    }
  }
  return std::nullopt;
}

tl::expected<std::string, std::string> print_pdf(const std::string& html, std::string_view path) {
  const auto browser = find_browser(path);
  if (!browser) {
    return tl::unexpected(std::string(
        "a PDF is printed by Chromium, and neither chromium, chromium-browser nor google-chrome is "
        "in PATH; install the package chromium (Debian: apt install chromium), or take --html and "
        "print it elsewhere"));
  }
  const Scratch scratch;
  if (!scratch.exists()) return tl::unexpected(failure("no temporary folder", errno));
  std::ofstream page(scratch.at("report.html"), std::ios::binary);
  page << html;
  page.close();
  if (!page) return tl::unexpected("cannot write " + scratch.at("report.html"));
  const std::string said = scratch.at("said");
  const auto child = spawn(words_of(*browser, scratch), said);
  if (!child) return tl::unexpected(child.error());
  const bool in_time = ends_in_time(*child);
  if (!in_time) ::kill(-*child, SIGKILL);
  int status = 0;
  while (::waitpid(*child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) return tl::unexpected(*browser + " was not done within a minute and was ended");
  std::string pdf = contents(scratch.at("report.pdf"));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || pdf.rfind("%PDF-", 0) != 0) {
    std::string why = contents(said);
    if (why.size() > kMostSaid) why.erase(0, why.size() - kMostSaid);
    return tl::unexpected(*browser +
                          " printed no PDF; it said: " + (why.empty() ? "nothing" : why));
  }
  return pdf;
}

}  // namespace hazgate::cli
