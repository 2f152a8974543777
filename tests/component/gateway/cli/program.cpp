#include "tests/component/gateway/cli/program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <thread>
#include <unistd.h>

#include <sys/wait.h>

namespace hazgate::cli {
namespace {

using std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds{20};

/// In the child, before exec: only what is safe after a fork.
[[noreturn]] void become(const std::vector<std::string>& words, const Environment& environment) {
  std::vector<char*> argv, envp;
  std::vector<std::string> variables{"PATH=/usr/bin:/bin", "TZ=UTC", "TERM=xterm-256color"};
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  for (const char* kept : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "HAZGATE_MODELS"}) {
    if (const char* value = std::getenv(kept)) variables.push_back(std::string(kept) + "=" + value);
  }
  std::string program = HAZCTL;
  argv.push_back(program.data());
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  for (auto& variable : variables) envp.push_back(variable.data());
  envp.push_back(nullptr);
  ::execve(HAZCTL, argv.data(), envp.data());
  ::_exit(127);
}

int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int wait_for_end(pid_t pid) {
  const auto deadline = steady_clock::now() + kPatience;
  int status = 0;
  while (::waitpid(pid, &status, WNOHANG) == 0) {
    if (steady_clock::now() > deadline) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, &status, 0);
      return -1;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return exit_code(status);
}

std::string drain(int fd) {
  std::string all;
  std::array<char, 4096> chunk;
  ssize_t n = 0;
  while ((n = ::read(fd, chunk.data(), chunk.size())) > 0) {
    all.append(chunk.data(), static_cast<std::size_t>(n));
  }
  ::close(fd);
  return all;
}

}  // namespace

Ran hazctl(const std::vector<std::string>& words, const Environment& environment) {
  std::array<int, 2> out{}, error{};
  if (::pipe(out.data()) != 0 || ::pipe(error.data()) != 0) std::abort();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(error[1], STDERR_FILENO);
    for (const int fd : {out[0], out[1], error[0], error[1]}) ::close(fd);
    become(words, environment);
  }
  ::close(out[1]);
  ::close(error[1]);
  Ran ran;
  std::thread reader([&] { ran.out = drain(out[0]); });
  std::thread error_reader([&] { ran.error = drain(error[0]); });
  ran.code = wait_for_end(pid);
  reader.join();
  error_reader.join();
  return ran;
}

RunningProgram::RunningProgram(const std::vector<std::string>& words,
                               const Environment& environment, bool terminal) {
  if (terminal) {
    winsize size{.ws_row = 24, .ws_col = 80};
    pid_ = ::forkpty(&fd_, nullptr, nullptr, &size);
    if (pid_ == 0) become(words, environment);
    return;
  }
  std::array<int, 2> out{};
  if (::pipe(out.data()) != 0) std::abort();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(out[1], STDERR_FILENO);
    ::close(out[0]);
    ::close(out[1]);
    become(words, environment);
  }
  ::close(out[1]);
  fd_ = out[0];
}

RunningProgram::~RunningProgram() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (fd_ >= 0) ::close(fd_);
}

bool RunningProgram::read_some(steady_clock::time_point deadline) {
  pollfd readable{.fd = fd_, .events = POLLIN, .revents = 0};
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
  if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) return false;
  std::array<char, 65536> chunk;
  const ssize_t n = ::read(fd_, chunk.data(), chunk.size());
  if (n <= 0) return false;
  seen_.append(chunk.data(), static_cast<std::size_t>(n));
  return true;
}

bool RunningProgram::wait_for(const std::string& text) {
  const auto deadline = steady_clock::now() + kPatience;
  while (true) {
    const auto at = seen_.find(text, looked_);
    if (at != std::string::npos) {
      looked_ = at + text.size();
      return true;
    }
    if (!read_some(deadline)) return false;
  }
}

void RunningProgram::type(const std::string& keys) {
  if (::write(fd_, keys.data(), keys.size()) < 0) std::abort();
}

void RunningProgram::signal(int number) {
  ::kill(pid_, number);
}

int RunningProgram::end() {
  const auto deadline = steady_clock::now() + kPatience;
  while (read_some(deadline)) {
  }
  const int code = wait_for_end(pid_);
  pid_ = -1;
  return code;
}

}  // namespace hazgate::cli
