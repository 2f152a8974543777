#include "simulators/park/park.hpp"

#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <cstdio>
#include <fmt/core.h>
#include <fstream>
#include <random>

#include <sys/resource.h>

#include "simulators/park/report.hpp"

namespace hazgate::sim {
namespace {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr int kDone = 0, kLeftOver = 1, kUnreachable = 3;
constexpr std::chrono::milliseconds kLook{100};
constexpr std::chrono::seconds kFarewell{5};

/// A socket for each gateway is more than most shells allow.
void allow_sockets() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// The running park: the time it has, signals, lines of progress.
class Park {
 public:
  Park(const ParkArguments& arguments, const std::vector<tcp::endpoint>& brokers)
      : arguments_(arguments), timer_(io_), signals_(io_, SIGINT, SIGTERM) {
    for (auto& settings : settings_of(arguments, brokers)) {
      gateways_.push_back(std::make_unique<LightGateway>(io_, std::move(settings), tally_));
    }
  }

  int run() {
    begin_ = phase_begin_ = Clock::now();
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
      gateways_[i]->start(std::chrono::duration_cast<Duration>(
          std::chrono::duration<double>(static_cast<double>(i) / arguments_.per_second)));
    }
    await_signal();
    tick();
    io_.run();
    fmt::print("{}", table_text(gateways_, tally_, recorded_s_));
    return write_report() ? (is_drained() ? kDone : kLeftOver) : kUnreachable;
  }

 private:
  enum class Phase : std::uint8_t { Recording, Draining, Leaving };

  void await_signal() {
    signals_.async_wait([this](Error cancelled, int) {
      if (cancelled) return;
      if (phase_ == Phase::Recording) {
        go_on();
      } else {
        io_.stop();
      }
      await_signal();
    });
  }

  void tick() {
    const double now = seconds_since(begin_);
    if (!arguments_.quiet && now >= next_line_s_) {
      next_line_s_ = now + 1;
      fmt::print("{}", progress_line(gateways_, tally_, now));
      std::fflush(stdout);
    }
    if (is_over()) go_on();
    if (phase_ == Phase::Leaving && (all_gone() || Clock::now() - phase_begin_ > kFarewell)) {
      return io_.stop();
    }
    timer_.expires_after(kLook);
    timer_.async_wait([this](Error cancelled) {
      if (!cancelled) tick();
    });
  }

  bool is_over() const {
    const double here = seconds_since(phase_begin_);
    if (phase_ == Phase::Recording) return here >= arguments_.seconds;
    if (phase_ == Phase::Draining) return is_drained() || here >= arguments_.drain;
    return false;
  }

  void go_on() {
    phase_begin_ = Clock::now();
    if (phase_ == Phase::Recording) {
      phase_ = Phase::Draining;
      recorded_s_ = seconds_since(begin_);
      for (const auto& gateway : gateways_) gateway->stop_recording();
    } else {
      phase_ = Phase::Leaving;
      for (const auto& gateway : gateways_) gateway->leave();
    }
  }

  bool is_drained() const {
    return std::all_of(gateways_.begin(), gateways_.end(),
                       [](const auto& gateway) { return gateway->lag() == 0; });
  }
  bool all_gone() const {
    return std::all_of(gateways_.begin(), gateways_.end(),
                       [](const auto& gateway) { return gateway->is_gone(); });
  }

  bool write_report() const {
    if (arguments_.report.empty()) return true;
    std::ofstream file(arguments_.report);
    file << boost::json::serialize(report_object(gateways_, tally_, recorded_s_)) << '\n';
    file.close();
    if (file) return true;
    fmt::print(stderr, "hazsim: cannot write {}; name a file that may be written\n",
               arguments_.report);
    return false;
  }

  const ParkArguments& arguments_;
  boost::asio::io_context io_{1};
  Tally tally_;
  LightGateways gateways_;
  boost::asio::steady_timer timer_;
  boost::asio::signal_set signals_;
  Phase phase_ = Phase::Recording;
  Clock::time_point begin_, phase_begin_;
  double recorded_s_ = 0, next_line_s_ = 0;
};

}  // namespace

std::vector<LightGateway::Settings> settings_of(const ParkArguments& arguments,
                                                const std::vector<tcp::endpoint>& brokers) {
  std::random_device chance;
  std::vector<LightGateway::Settings> all;
  for (std::size_t i = 0; i < arguments.gateways; ++i) {
    LightGateway::Settings one;
    one.place = {arguments.park, fmt::format("e-{:03}", i / arguments.per_enterprise + 1),
                 fmt::format("gw-{:05}", i + 1)};
    one.epoch = fmt::format("{:08x}{:08x}", chance(), chance());
    one.username = one.place.fill(arguments.username);
    one.password = one.place.fill(arguments.password);
    one.brokers = brokers;
    std::rotate(one.brokers.begin(),
                one.brokers.begin() + static_cast<std::ptrdiff_t>(i % brokers.size()),
                one.brokers.end());
    one.rates = arguments.rates;
    one.seed = arguments.seed + static_cast<std::uint32_t>(i) * 2654435761U;
    all.push_back(std::move(one));
  }
  return all;
}

int run_park(const ParkArguments& arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  allow_sockets();
  boost::asio::io_context io;
  std::vector<tcp::endpoint> brokers;
  for (const std::string& url : arguments.brokers) {
    const auto address = broker_address(url);
    Error error;
    const auto found = tcp::resolver(io).resolve(address->host, address->port, error);
    if (error || found.empty()) {
      fmt::print(stderr, "hazsim: {}: {}; check the name\n", url, error.message());
      return kUnreachable;
    }
    brokers.push_back(found.begin()->endpoint());
  }
  return Park(arguments, brokers).run();
}

}  // namespace hazgate::sim
