#include "gateway/cli/watch.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>

#include "gateway/cli/screen.hpp"
#include "gateway/cli/terminal.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/control/client.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;
using control::Client;
using std::chrono::steady_clock;

constexpr auto kPeriod = std::chrono::seconds{1};
constexpr auto kPatience = std::chrono::seconds{3};
constexpr char kCtrlC = 3;

volatile std::sig_atomic_t stopped = 0;  // NOLINT: a signal handler has nowhere else to write

void on_signal(int /*signal*/) {
  stopped = 1;
}

void on_resize(int /*signal*/) {}

void take_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  action.sa_handler = on_resize;  // interrupts the wait for a key
  ::sigaction(SIGWINCH, &action, nullptr);
}

/// Asks the daemon for all that the screen shows.
class Source {
 public:
  Source(std::string socket, std::string pattern)
      : socket_(std::move(socket)), pattern_(std::move(pattern)) {}

  tl::expected<void, CallError> refresh(Snapshot& snapshot) {
    if (!client_) {
      auto connected = Client::connect(socket_);
      if (!connected) return tl::unexpected(connected.error());
      client_ = std::move(*connected);
    }
    auto refreshed = ask(snapshot);
    if (!refreshed) client_.reset();
    return refreshed;
  }

 private:
  tl::expected<Items, CallError> items(std::string_view op, const Item& args) {
    Items items;
    auto called = client_->call(
        op, args,
        [&](Item&& item) {
          items.push_back(std::move(item));
          return true;
        },
        kPatience);
    if (!called) return tl::unexpected(called.error());
    return items;
  }

  tl::expected<void, CallError> ask(Snapshot& snapshot) {
    auto points = items("points", {{"pattern", pattern_}});
    if (!points) return tl::unexpected(points.error());
    auto alarms = items("alarms", {{"all", true}});
    if (!alarms) return tl::unexpected(alarms.error());
    auto incidents = items("incident-list", Item{});
    if (!incidents) return tl::unexpected(incidents.error());
    auto status = items("status", Item{});
    if (!status) return tl::unexpected(status.error());
    Items incident;
    if (!incidents->empty()) {
      // It may have been closed meanwhile, or the journal be away: the list's item will do.
      auto shown =
          items("incident-show", {{"id", text_of(incidents->back(), "id")}, {"timeline", false}});
      if (!shown && shown.error().code == 3 && client_->descriptor() < 0) {
        return tl::unexpected(shown.error());
      }
      incident = shown && !shown->empty() ? std::move(*shown) : Items{incidents->back()};
    }
    snapshot.points = std::move(*points);
    snapshot.alarms = std::move(*alarms);
    snapshot.incident = std::move(incident);
    snapshot.status = status->empty() ? Item{} : std::move(status->front());
    return {};
  }

  std::string socket_;
  std::string pattern_;
  std::optional<Client> client_;
};

/// Whether the person wants to go on, after waiting for the next second.
bool wait_for_next(Terminal& terminal, steady_clock::time_point next, ScreenSize size) {
  while (stopped == 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(next - steady_clock::now());
    if (left.count() <= 0) return true;
    const auto key = terminal.key(left);
    if (key && (*key == 'q' || *key == 'Q' || *key == kCtrlC)) return false;
    const ScreenSize now = terminal_size();
    if (now.columns != size.columns || now.rows != size.rows) return true;
  }
  return false;
}

}  // namespace

int watch_screen(const std::string& socket, const std::string& pattern, const Look& look,
                 std::string& error) {
  Source source(socket, pattern);
  Snapshot snapshot;
  if (const auto first = source.refresh(snapshot); !first) {
    error = first.error().text;
    return first.error().code;
  }
  take_signals();
  const bool plain = is_plain_ascii();
  Terminal terminal;
  while (true) {
    snapshot.now_ms = now_ms();
    const ScreenSize size = terminal_size();
    terminal.show(screen(snapshot, size, look, plain));
    if (!wait_for_next(terminal, steady_clock::now() + kPeriod, size)) return 0;
    const auto refreshed = source.refresh(snapshot);
    snapshot.error = refreshed ? std::string() : refreshed.error().text;
  }
}

}  // namespace hazgate::cli
