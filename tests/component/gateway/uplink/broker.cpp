#include "broker.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <spawn.h>
#include <tuple>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/wait.h>

extern char** environ;  // NOLINT

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kStopPatience{20};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::string mosquitto() {
  return ::access("/usr/sbin/mosquitto", X_OK) == 0 ? "/usr/sbin/mosquitto" : "mosquitto";
}

/// Runs it to its end.
void run(std::vector<std::string> command) {
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t id = -1;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int error = posix_spawnp(&id, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ASSERT_EQ(error, 0) << command[0];
  int status = 0;
  ::waitpid(id, &status, 0);
  EXPECT_EQ(status, 0) << command[0];
}

}  // namespace

void Process::start(std::vector<std::string> command, int output) {
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (output >= 0) {
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  }
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int error = posix_spawnp(&id_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ASSERT_EQ(error, 0) << command[0];
}

void Process::signal(int number) {
  if (id_ > 0) ::kill(id_, number);
}

void Process::stop() {
  if (id_ <= 0) return;
  ::kill(id_, SIGTERM);
  ::kill(id_, SIGCONT);
  const auto deadline = std::chrono::steady_clock::now() + kStopPatience;
  while (::waitpid(id_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      ADD_FAILURE() << "process " << id_ << " did not stop when asked to";
      kill();
      return;
    }
    std::this_thread::sleep_for(2ms);  // between two looks at a process that is ending
  }
  id_ = -1;
}

void Process::kill() {
  if (id_ <= 0) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
  id_ = -1;
}

std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);          // NOLINT
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);  // NOLINT
  ::close(probe);
  return ntohs(address.sin_port);
}

void make_certificate(const std::string& folder) {
  run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
       "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext",
       "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder + "/key.pem", "-out",
       folder + "/cert.pem"});
}

bool wait_for_port(std::uint16_t port) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  const sockaddr_in address = loopback(port);
  while (std::chrono::steady_clock::now() < deadline) {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int code =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);  // NOLINT
    ::close(probe);
    if (code == 0) return true;
    std::this_thread::sleep_for(5ms);  // between two looks at a process that is starting
  }
  return false;
}

Broker::Broker(std::string folder, const std::string& more_configuration)
    : folder_(std::move(folder)),
      port_(free_port()),
      allow_anonymous_(more_configuration.find("password_file") == std::string::npos) {
  std::ofstream configuration(folder_ + "/mosquitto.conf");
  configuration << "listener " << port_ << " 127.0.0.1\n"
                << "allow_anonymous " << (allow_anonymous_ ? "true" : "false") << "\n"
                << (::geteuid() == 0 ? "user root\n" : "") << "persistence true\n"
                << "persistence_location " << folder_ << "/\n"
                << "max_queued_messages 0\nmax_inflight_messages 1000\n"
                << more_configuration;
}

void Broker::start() {
  process_.start({mosquitto(), "-c", folder_ + "/mosquitto.conf"});
  ASSERT_TRUE(wait_for_port(port_)) << "mosquitto does not listen; is it installed?";
}

Subscriber::Subscriber(const Broker& broker, const std::string& topic) {
  std::vector<std::string> command{"mosquitto_sub",
                                   "-h",
                                   "127.0.0.1",
                                   "-p",
                                   std::to_string(broker.port()),
                                   "-t",
                                   topic,
                                   "-q",
                                   "1",
                                   "-v",
                                   "-c",
                                   "-i",
                                   "eye"};
  std::vector<std::string> once = command;  // the session is there when this ends
  once.emplace_back("-E");
  run(std::move(once));
  int pipe[2];
  EXPECT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  process_.start(std::move(command), pipe[1]);
  ::close(pipe[1]);
  thread_ = std::thread([this, end = pipe[0]] { read(end); });
}

Subscriber::~Subscriber() {
  // mosquitto_sub forgets a SIGTERM that comes while it handles what the broker sent.
  process_.kill();
  thread_.join();
}

void Subscriber::read(int pipe) {
  std::FILE* lines = ::fdopen(pipe, "r");
  char* line = nullptr;
  std::size_t size = 0;
  while (::getline(&line, &size, lines) > 0) {
    std::string text = line;
    text.erase(text.find_last_not_of('\n') + 1);
    const std::lock_guard lock(mutex_);
    const std::size_t space = text.find(' ');
    if (text.rfind("hazgate/", 0) == 0 || text.rfind("spBv1.0/", 0) == 0) {
      messages_.emplace_back(text.substr(0, space), text.substr(space + 1));
    }
    came_.notify_all();
  }
  std::free(line);
  std::fclose(lines);
}

Subscriber::Messages Subscriber::messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

bool Subscriber::wait_for(const std::function<bool(const Messages&)>& condition,
                          std::chrono::seconds patience) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, patience, [&] { return condition(messages_); });
}

void publish(const Broker& broker, const std::string& topic, const std::string& payload,
             bool retained) {
  std::vector<std::string> command{
      "mosquitto_pub", "-h", "127.0.0.1", "-p", std::to_string(broker.port()), "-t", topic, "-m",
      payload,         "-q", "1"};
  if (retained) command.emplace_back("-r");
  run(std::move(command));
}

void publish_5(const Broker& broker, const std::string& topic, const std::string& payload,
               const std::string& response_topic, const std::string& correlation) {
  run({"mosquitto_pub",
       "-V",
       "5",
       "-h",
       "127.0.0.1",
       "-p",
       std::to_string(broker.port()),
       "-t",
       topic,
       "-m",
       payload,
       "-q",
       "1",
       "-D",
       "publish",
       "response-topic",
       response_topic,
       "-D",
       "publish",
       "correlation-data",
       correlation});
}

/// A listening socket on a port of the system's choice.
static std::pair<int, std::uint16_t> listen_on_loopback() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);  // NOLINT
  ::listen(socket, 16);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);  // NOLINT
  return {socket, ntohs(address.sin_port)};
}

HangingUp::HangingUp(std::string answer) : answer_(std::move(answer)) {
  std::tie(socket_, port_) = listen_on_loopback();
  thread_ = std::thread([this] { run(); });
}

HangingUp::~HangingUp() {
  stopping_ = true;
  ::shutdown(socket_, SHUT_RDWR);
  thread_.join();
  ::close(socket_);
}

void HangingUp::run() {
  while (!stopping_) {
    const int peer = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) continue;
    char bytes[1024];
    const ssize_t count = ::recv(peer, bytes, sizeof bytes, 0);
    if (count > 0 && !answer_.empty()) ::send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    ::close(peer);
  }
}

Mute::Mute() {
  std::tie(socket_, port_) = listen_on_loopback();
  thread_ = std::thread([this] { run(); });
}

Mute::~Mute() {
  stopping_ = true;
  ::shutdown(socket_, SHUT_RDWR);
  if (const int peer = peer_; peer >= 0) ::shutdown(peer, SHUT_RDWR);
  thread_.join();
  ::close(socket_);
}

void Mute::run() {
  while (!stopping_) {
    const int peer = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) continue;
    peer_ = peer;
    if (!stopping_) serve(peer);
    peer_ = -1;
    ::close(peer);
  }
}

/// Source  MQTT 3.1.1 and 5.0, sections 2.1 (fixed header), 3.1.2.2, 3.2, 3.9, 3.13
void Mute::serve(int peer) {
  const auto read = [peer](std::string& bytes, std::size_t count) {
    bytes.resize(count);
    return count == 0 ||
           ::recv(peer, bytes.data(), count, MSG_WAITALL) == static_cast<ssize_t>(count);
  };
  bool is_5 = false;
  std::string one, body;
  while (read(one, 1)) {
    const int type = static_cast<unsigned char>(one[0]) >> 4;
    std::size_t size = 0;
    for (int shift = 0;; shift += 7) {
      if (!read(one, 1)) return;
      size |= static_cast<std::size_t>(one[0] & 0x7F) << shift;
      if ((one[0] & 0x80) == 0) break;
    }
    if (!read(body, size)) return;
    std::string answer;
    if (type == 1) {
      is_5 = body.at(6) == 5;
      answer = is_5 ? std::string("\x20\x03\0\0\0", 5) : std::string("\x20\x02\0\0", 4);
    } else if (type == 3) {
      ++published_;
    } else if (type == 8) {
      answer = is_5 ? std::string("\x90\x04", 2) + body.substr(0, 2) + std::string("\0\1", 2)
                    : std::string("\x90\x03", 2) + body.substr(0, 2) + "\1";
    } else if (type == 12) {
      answer = std::string("\xD0\0", 2);
    }
    if (!answer.empty()) ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
  }
}

}  // namespace hazgate::uplink
