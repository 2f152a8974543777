#include "simulators/modem/session.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

#include <sys/signalfd.h>

#include "simulators/modem/modem.hpp"
#include "simulators/program/arguments.hpp"

namespace hazgate::sim {
namespace {

using std::chrono::milliseconds;
constexpr std::size_t kMostLine = 64 * 1024;

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return number_; }

 private:
  int number_;
};

int stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  return ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

class Session {
 public:
  Session(Pty& pty, EventLog& log)
      : log_(log),
        line_(pty.master),
        input_(::open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)),
        signals_(stop_signals()) {
    ::fcntl(line_, F_SETFL, ::fcntl(line_, F_GETFL) | O_NONBLOCK);
  }

  void apply(const Control& control) { modem_.apply(control, moment()); }

  int play() {
    bool input_open = input_ >= 0;
    while (true) {
      modem_.pass(moment());
      unsent_ += modem_.take_output(moment().since_start);
      for (const auto& event : modem_.take_events()) log_(event);
      write_out();
      std::array<pollfd, 3> waiting{
          {{signals_, POLLIN, 0},
           {line_, static_cast<short>(unsent_.empty() ? POLLIN : POLLIN | POLLOUT), 0},
           {input_open ? static_cast<int>(input_) : -1, POLLIN, 0}}};
      if (::poll(waiting.data(), waiting.size(), timeout()) < 0 && errno != EINTR)
        return kUnreachable;
      if (waiting[0].revents != 0) return kDone;
      if ((waiting[1].revents & POLLIN) != 0) read_line();
      if (waiting[2].revents != 0) input_open = read_input();
    }
  }

 private:
  Modem::Moment moment() const {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(steady_clock::now() - start_),
            floor<seconds>(system_clock::now())};
  }

  int timeout() const {
    const auto due = modem_.next_due();
    if (!due) return -1;
    return static_cast<int>(std::max<milliseconds::rep>(0, (*due - moment().since_start).count()));
  }

  void read_line() {
    std::array<char, 4096> bytes{};
    const auto count = ::read(line_, bytes.data(), bytes.size());
    if (count > 0) modem_.receive({bytes.data(), static_cast<std::size_t>(count)}, moment());
  }

  void write_out() {
    if (unsent_.empty()) return;
    const auto count = ::write(line_, unsent_.data(), unsent_.size());
    if (count > 0) unsent_.erase(0, static_cast<std::size_t>(count));
  }

  /// False at the end of standard input.
  bool read_input() {
    std::array<char, 4096> bytes{};
    const auto count = ::read(input_, bytes.data(), bytes.size());
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return false;
    typed_.append(bytes.data(), static_cast<std::size_t>(count));
    for (auto end = typed_.find('\n'); end != std::string::npos; end = typed_.find('\n')) {
      const auto control = read_control(typed_.substr(0, end));
      typed_.erase(0, end + 1);
      if (control) {
        apply(*control);
        log_({{"event", "controlled"}});
      } else {
        fmt::print(stderr, "hazmodem: {}\n", control.error());
      }
    }
    return typed_.size() < kMostLine;
  }

  EventLog& log_;
  Descriptor line_;
  Descriptor input_;
  Descriptor signals_;
  Modem modem_;
  std::string unsent_;
  std::string typed_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

int play_modem(Pty& pty, const ModemArguments& arguments, EventLog& log) {
  Session session(pty, log);
  for (const auto& control : arguments.first) session.apply(control);
  log({{"event", "listening"}, {"device", pty.name}, {"link", pty.link}});
  log({{"event", "ready"}});
  return session.play();
}

}  // namespace hazgate::sim
