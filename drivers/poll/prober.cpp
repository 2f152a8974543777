#include "drivers/poll/prober.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <utility>

#include "drivers/modbus/frame.hpp"
#include "drivers/poll/clock.hpp"

namespace hazgate::poll {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A question that was not answered leaves the line to be drained, a cut one to be waited out.
constexpr Duration kDrain = milliseconds{20};
constexpr Duration kReopen = milliseconds{20};
constexpr int kPatience = 4;                     // times what the last question took
constexpr Duration kMostStanding = seconds{10};  // no room, or no bus: the scan ends
constexpr Duration kLookAgain = milliseconds{100};
constexpr Duration kNoticeable = milliseconds{1};
constexpr std::size_t kMostFrame = 8 + 7;  // request and reply of a probe

constexpr modbus::Request probe_of(std::uint8_t unit) {
  return {unit, modbus::Function::ReadHoldingRegisters, 0, 1, {}};
}

}  // namespace

Prober::Prober(const BusPlan& plan, Link& link, RequestQueue& queue)
    : plan_(plan), link_(link), queue_(queue) {
  replan();
}

void Prober::replan() {
  watched_.clear();
  for (const PolledDevice& device : plan_.devices) {
    Watched& watched = watched_[device.index];
    watched.period = std::max<Duration>(device.period, milliseconds{1});
    watched.danger = is_danger(device);
  }
}

void Prober::polled(DeviceIndex device, Tick deadline, Tick now, bool answered) {
  const auto found = watched_.find(device);
  if (found == watched_.end()) return;
  Watched& watched = found->second;
  if (watched.held > kNoticeable && running_) ++running_->figures.polls_held;
  watched.held = {};
  if (running_) ++running_->figures.polls;
  // The next deadline on its grid, or the latest that has passed; one that does not answer backs off.
  watched.due = Tick::max();
  if (!answered || deadline == Tick::max()) return;
  const auto late = std::max<Duration::rep>((now - deadline) / watched.period, 1);
  watched.due = deadline + watched.period * late;
}

bool Prober::danger_waits(Tick now) const {
  return std::any_of(watched_.begin(), watched_.end(), [now](const auto& each) {
    return each.second.danger && each.second.due <= now;
  });
}

void Prober::count_held(Tick from, Tick until) {
  for (auto& [device, watched] : watched_) {
    if (watched.due >= until) continue;
    watched.held += until - std::max(from, watched.due);
    running_->figures.held_most = std::max(running_->figures.held_most, watched.held);
  }
}

Duration Prober::bound_of(const commission::Question& question) const {
  Duration bound = running_->scan.spec().timeout;
  const auto* serial = std::get_if<modbus::SerialLine>(&plan_.line);
  if (serial == nullptr) return bound;
  int baud = serial->baud;
  if (question.setting > 0) {
    baud = std::min(baud, running_->scan.spec().others[question.setting - 1].baud);
    bound += kReopen;
  }
  return bound + modbus::character_time(baud, kMostFrame) + kDrain;
}

Tick Prober::next() const {
  if (!running_) return Tick::max();
  const auto question = running_->scan.next();
  const Tick now = monotonic_now();
  if (!question || queue_.scan_cancelled()) return now;
  if (!link_.is_open()) return now + kLookAgain;
  return std::max(running_->waiting + running_->took * kPatience, now);
}

bool Prober::begin(Tick now) {
  auto request = queue_.take_scan();
  if (!request) return false;
  // A question about register 0 might take an event out of a panel that is polled for them.
  std::erase_if(request->spec.units, [this](std::uint8_t unit) {
    return std::any_of(plan_.devices.begin(), plan_.devices.end(),
                       [unit](const auto& device) { return device.queue && device.unit == unit; });
  });
  running_.emplace(std::move(*request));
  running_->started = now;
  running_->waiting = now;
  return true;
}

bool Prober::serve(Tick now, Tick next_poll) {
  if (!running_ && !begin(now)) return false;
  const auto question = running_->scan.next();
  if (!question || queue_.scan_cancelled()) {
    running_->figures.cancelled = question.has_value();
    end({});
    return false;
  }
  const Duration waited = now - running_->waiting;
  if (!link_.is_open()) {
    if (waited > kMostStanding) end(fmt::format("bus {} is not open: {}", plan_.id, link_.error()));
    return false;
  }
  if (queue_.urgent()) return false;
  if (next_poll < now + bound_of(*question)) {
    if (waited < running_->took * kPatience) return false;
    if (next_poll <= now && danger_waits(now)) {
      if (waited > kMostStanding) {
        end("the bus has no time for it: polls of danger points are due all the time; poll less "
            "often, or scan from another bus");
      }
      return false;
    }
  }
  auto found = ask(*question);
  const Tick done = monotonic_now();
  count_held(now, done);
  running_->waiting = done;
  running_->took = done - now;
  running_->figures.questions = running_->scan.questions();
  running_->tell({std::move(found), running_->scan.progress(done - running_->started), {}});
  return true;
}

std::optional<commission::FoundUnit> Prober::ask(const commission::Question& question) {
  if (question.setting == 0) return ask_here(question, nullptr);
  std::optional<commission::FoundUnit> found;
  const auto& setting = running_->scan.spec().others[question.setting - 1];
  modbus::SerialLine line = std::get<modbus::SerialLine>(plan_.line);
  line.baud = setting.baud;
  line.parity = setting.parity;
  line.stop_bits = setting.stop_bits;
  link_.lend([&](const modbus::Tap& tap) {
    modbus::Bus other(line, running_->scan.spec().timeout);
    other.set_tap(tap);
    // A rate that the port cannot do is nobody's answer.
    (void)other.open();
    found = ask_here(question, &other);
  });
  return found;
}

std::optional<commission::FoundUnit> Prober::ask_here(const commission::Question& question,
                                                      modbus::Bus* other) {
  commission::Scan& scan = running_->scan;
  const auto known =
      std::find_if(plan_.devices.begin(), plan_.devices.end(),
                   [&](const PolledDevice& device) { return device.unit == question.unit; });
  const Duration turnaround = known == plan_.devices.end() ? Duration{} : known->turnaround;
  const Duration timeout = scan.spec().timeout;
  if (question.object) {
    const auto pdu = commission::identification_pdu(*question.object);
    return scan.take_identification(other != nullptr
                                        ? other->ask(question.unit, pdu, timeout, turnaround)
                                        : link_.ask(question.unit, pdu, timeout, turnaround));
  }
  const auto request = probe_of(question.unit);
  const auto reply = other != nullptr ? other->probe(request, timeout, turnaround)
                                      : link_.probe(request, timeout, turnaround);
  if (!reply) return scan.take_probe(tl::unexpected(reply.error()));
  return scan.take_probe(modbus::register_at(reply->data, 0));
}

void Prober::end(std::string error) {
  ScanNews news{{}, running_->scan.progress(monotonic_now() - running_->started), {}};
  ScanEnd& figures = running_->figures;
  figures.error = std::move(error);
  figures.found = running_->scan.found();
  figures.took = monotonic_now() - running_->started;
  for (const auto& [device, watched] : watched_) {
    if (watched.held > kNoticeable) ++figures.polls_held;
  }
  news.end = std::move(figures);
  const auto tell = std::move(running_->tell);
  running_.reset();
  queue_.scan_ended();
  tell(std::move(news));
}

void Prober::give_up() {
  if (!running_ && !begin(monotonic_now())) return;
  end("the bus is being stopped");
}

}  // namespace hazgate::poll
