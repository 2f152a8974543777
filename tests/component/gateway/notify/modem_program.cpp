#include "modem_program.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <unistd.h>

#include <sys/wait.h>

extern char** environ;  // NOLINT

namespace hazgate::notify {
namespace {

bool is(const ModemProgram::Event& event, const std::string& kind,
        const ModemProgram::Matches& matches) {
  return event.at("event") == boost::json::value(kind) && (!matches || matches(event));
}

}  // namespace

ModemProgram::ModemProgram(std::string link, const std::vector<std::string>& first) {
  std::vector<std::string> words{HAZMODEM, "--link", std::move(link)};
  for (const auto& line : first) words.insert(words.end(), {"--first", line});
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int in[2], out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) return;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  const int error = ::posix_spawn(&id_, HAZMODEM, &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  input_ = in[1];
  EXPECT_EQ(error, 0) << HAZMODEM;
  listener_ = std::thread([this, output = out[0]] { listen(output); });
  EXPECT_TRUE(wait_for("ready").has_value());
}

ModemProgram::~ModemProgram() {
  if (id_ > 0) {
    ::kill(id_, SIGTERM);
    int status = 0;
    ::waitpid(id_, &status, 0);
  }
  if (listener_.joinable()) listener_.join();
  ::close(input_);
}

void ModemProgram::listen(int output) {
  std::FILE* lines = ::fdopen(output, "r");
  char* line = nullptr;
  std::size_t room = 0;
  while (::getline(&line, &room, lines) > 0) {
    boost::system::error_code error;
    auto value = boost::json::parse(line, error);
    if (error || !value.is_object()) continue;
    {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(value.get_object()));
    }
    changed_.notify_all();
  }
  std::free(line);  // NOLINT
  std::fclose(lines);
}

void ModemProgram::say(const std::string& line) {
  const auto done = all("controlled").size();
  const std::string whole = line + "\n";
  EXPECT_EQ(::write(input_, whole.data(), whole.size()), static_cast<ssize_t>(whole.size()));
  EXPECT_TRUE(wait_for_count(done + 1, "controlled")) << line;
}

std::optional<ModemProgram::Event> ModemProgram::wait_for(const std::string& kind,
                                                          const Matches& matches,
                                                          std::chrono::seconds patience) {
  std::optional<Event> found;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] {
    const auto at = std::find_if(events_.begin(), events_.end(),
                                 [&](const Event& event) { return is(event, kind, matches); });
    if (at != events_.end()) found = *at;
    return found.has_value();
  });
  return found;
}

bool ModemProgram::wait_for_count(std::size_t count, const std::string& kind,
                                  const Matches& matches, std::chrono::seconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] {
    const auto found = std::count_if(events_.begin(), events_.end(),
                                     [&](const Event& event) { return is(event, kind, matches); });
    return static_cast<std::size_t>(found) >= count;
  });
}

std::vector<ModemProgram::Event> ModemProgram::all(const std::string& kind) {
  std::vector<Event> found;
  const std::lock_guard lock(mutex_);
  std::copy_if(events_.begin(), events_.end(), std::back_inserter(found),
               [&](const Event& event) { return is(event, kind, nullptr); });
  return found;
}

}  // namespace hazgate::notify
