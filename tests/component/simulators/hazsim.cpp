#include "tests/component/simulators/hazsim.hpp"

#include <array>
#include <boost/json.hpp>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include <sys/wait.h>

namespace hazgate::test {
namespace {

using std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds{20};

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return ends;
}

}  // namespace

Program::Program(std::vector<std::string> words) : errors_(std::tmpfile()) {
  const auto in = make_pipe(), out = make_pipe();
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ::fileno(errors_), STDERR_FILENO);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int error = ::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  in_ = in[1];
  out_ = out[0];
  if (error != 0) throw std::runtime_error("cannot start " + words[0]);
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  close_input();
  ::close(out_);
  std::fclose(errors_);
}

std::optional<std::string> Program::read_line() {
  const auto deadline = steady_clock::now() + kPatience;
  while (true) {
    if (const auto end = unread_.find('\n'); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    pollfd readable{.fd = out_, .events = POLLIN, .revents = 0};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) return {};
    std::array<char, 4096> chunk;
    const ssize_t count = ::read(out_, chunk.data(), chunk.size());
    if (count <= 0) return {};
    unread_.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

void Program::send(const std::string& line) {
  const std::string all = line + "\n";
  if (::write(in_, all.data(), all.size()) != static_cast<ssize_t>(all.size())) {
    throw std::runtime_error("cannot send");
  }
}

void Program::close_input() {
  if (in_ >= 0) ::close(in_);
  in_ = -1;
}

void Program::signal(int number) {
  ::kill(pid_, number);
}

int Program::end() {
  const auto deadline = steady_clock::now() + kPatience;
  int status = 0;
  while (::waitpid(pid_, &status, WNOHANG) == 0) {
    if (steady_clock::now() > deadline) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string Program::errors() const {
  std::string text;
  std::array<char, 4096> chunk;
  off_t at = 0;
  ssize_t count = 0;
  while ((count = ::pread(::fileno(errors_), chunk.data(), chunk.size(), at)) > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(count));
    at += count;
  }
  return text;
}

std::filesystem::path HazsimTest::write(const std::string& name, const std::string& text) const {
  auto file = folder_ / name;
  std::ofstream(file) << text;
  return file;
}

std::string HazsimTest::listen(const std::string& kind) const {
  const std::string listen = "[[listen]]\nid = \"line\"\n";
  if (kind == "tcp") return listen + "type = \"tcp\"\n";
  return listen + "type = \"rtu\"\nbaud = 115200\nlink = \"" + line() +
         "\"\npaced = " + (kind == "paced" ? "true" : "false") + "\n";
}

Hazsim::Hazsim(std::vector<std::string> arguments)
    : program_([&] {
        arguments.insert(arguments.begin(), HAZSIM);
        return arguments;
      }()) {
  while (auto line = program_.read_line()) {
    const auto event = boost::json::parse(*line).as_object();
    if (const auto* port = event.if_contains("port")) port_ = port->to_number<int>();
    if (event.at("event") == "ready") {
      ready_ = true;
      return;
    }
  }
}

std::optional<Hazsim::Event> Hazsim::wait_for(const std::function<bool(const Event&)>& fits) {
  while (auto line = program_.read_line()) {
    auto event = boost::json::parse(*line).as_object();
    if (fits(event)) return event;
  }
  return std::nullopt;
}

std::optional<Hazsim::Event> Hazsim::wait_for(std::string_view kind) {
  return wait_for(
      [&](const Event& event) { return std::string_view(event.at("event").as_string()) == kind; });
}

int Hazsim::stop() {
  program_.signal(SIGTERM);
  return program_.end();
}

}  // namespace hazgate::test
