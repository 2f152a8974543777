#include "drivers/poll/link.hpp"

#include <algorithm>
#include <chrono>

#include "drivers/poll/clock.hpp"

namespace hazgate::poll {

namespace {

constexpr Duration kShortestWait = std::chrono::milliseconds{250};
constexpr Duration kLongestWait = std::chrono::seconds{5};

bool is_silence(const modbus::Fault& fault) {
  return fault.kind == modbus::FaultKind::Timeout;
}

// So many units that break every connection are enough to say that the server does.
constexpr std::size_t kMostBreakers = 4;

/// Hazgate closed the connection, not the peer: one bad device must not cost the others their bus.
bool is_own_doing(const modbus::Fault& fault) {
  return is_silence(fault) || fault.kind == modbus::FaultKind::OutOfStep;
}

}  // namespace

Link::Link(const BusPlan& plan, Changed changed)
    : bus_(plan.line, plan.response_timeout),
      index_(plan.index),
      changed_(std::move(changed)),
      wait_(kShortestWait),
      random_(static_cast<unsigned>(monotonic_now().time_since_epoch().count()) +
              static_cast<unsigned>(at(plan.index))) {
  take_plan(plan);
}

void Link::take_plan(const BusPlan& plan) {
  index_ = plan.index;
  units_ = std::max<std::size_t>(plan.devices.size(), 1);
}

void Link::open_if_due(Tick now) {
  if (!bus_.is_open() && now >= next_open_) open_now();
}

void Link::open_now() {
  if (auto opened = bus_.open(); !opened) {
    lose(std::move(opened.error()));
    return;
  }
  if (opened_before_) ++reconnects_;
  opened_before_ = true;
  answered_ = false;
  if (distrust_) return;
  wait_ = kShortestWait;
  recovered_ = true;
  report(true);
}

Link::Result Link::once(const modbus::Request& request, Duration turnaround) {
  const Tick begin = monotonic_now();
  auto reply = bus_.transact(request, turnaround);
  took(begin);
  return reply;
}

void Link::took(Tick begin) {
  ++transactions_;
  busy_ += monotonic_now() - begin + bus_.silence();
}

Link::Result Link::transact(const modbus::Request& request, Duration turnaround) {
  unheard_ = false;
  auto reply = once(request, turnaround);
  if (reply || reply.error().kind == modbus::FaultKind::Exception) {
    trust();
    return reply;
  }
  if (is_silence(reply.error())) {
    const auto before = std::exchange(silent_, request.unit);
    unheard_ = !bus_.is_open() && before && *before != request.unit;
  }
  if (bus_.is_open() || reply.error().kind == modbus::FaultKind::NotOpen) return reply;
  if (!reopen(reply.error(), request.unit) || is_silence(reply.error())) return reply;
  mended_ = reply.error();
  reply = once(request, turnaround);
  if (reply || reply.error().kind == modbus::FaultKind::Exception) {
    trust();
  } else if (!bus_.is_open()) {
    reopen(reply.error(), request.unit);
  }
  return reply;
}

Link::Result Link::probe(const modbus::Request& request, Duration patience, Duration turnaround) {
  const Tick begin = monotonic_now();
  auto reply = bus_.probe(request, patience, turnaround);
  took(begin);
  heed(request.unit, reply ? nullptr : &reply.error());
  return reply;
}

modbus::Bus::Answer Link::ask(std::uint8_t unit, std::span<const std::uint8_t> pdu,
                              Duration patience, Duration turnaround) {
  const Tick begin = monotonic_now();
  auto answer = bus_.ask(unit, pdu, patience, turnaround);
  took(begin);
  heed(unit, answer ? nullptr : &answer.error());
  return answer;
}

/// What a question of a scan says about the connection.
void Link::heed(std::uint8_t unit, const modbus::Fault* fault) {
  if (fault == nullptr || fault->kind == modbus::FaultKind::Exception) {
    trust();
  } else if (!bus_.is_open() && fault->kind != modbus::FaultKind::NotOpen) {
    reopen(*fault, unit);
  }
}

void Link::set_tap(modbus::Tap tap) {
  tap_ = tap;
  bus_.set_tap(std::move(tap));
}

void Link::lend(const std::function<void(const modbus::Tap& tap)>& work) {
  bus_.close();
  work(tap_);
  if (auto opened = bus_.open(); !opened) lose(std::move(opened.error()));
}

/// Whether it is no use to open the connection that this unit has broken at once: all others have, too.
bool Link::is_broken_for_all(std::uint8_t unit) {
  breakers_.insert(unit);
  return !answered_ && breakers_.size() >= std::min(units_, kMostBreakers);
}

/// The bus closed itself after `fault`. A connection that answered, or on which another unit may still
/// answer, or that was closed only because nobody answered on it or what came made no sense, is opened
/// again at once.
bool Link::reopen(const modbus::Fault& fault, std::uint8_t unit) {
  silent_.reset();
  if (!is_own_doing(fault) && is_broken_for_all(unit)) {
    distrust_ = true;
    lose(modbus::to_text(fault));
    return false;
  }
  if (auto opened = bus_.open(); !opened) {
    lose(std::move(opened.error()));
    return false;
  }
  ++reconnects_;
  answered_ = false;
  return true;
}

void Link::trust() {
  answered_ = true;
  breakers_.clear();
  silent_.reset();
  if (!distrust_) return;
  distrust_ = false;
  wait_ = kShortestWait;
  recovered_ = true;
  report(true);
}

void Link::lose(std::string error) {
  error_ = std::move(error);
  next_open_ = monotonic_now() + with_jitter(wait_);
  wait_ = std::min(wait_ * 2, kLongestWait);
  report(false);
}

void Link::report(bool open) {
  if (open) error_.clear();
  if (reported_ == open) return;
  reported_ = open;
  changed_(BusChange{index_, open, error_, monotonic_now(), utc_now()});
}

bool Link::take_recovered() {
  return std::exchange(recovered_, false);
}

Duration Link::with_jitter(Duration wait) {
  std::uniform_int_distribution<Duration::rep> quarter(-wait.count() / 4, wait.count() / 4);
  return std::min(wait + Duration{quarter(random_)}, kLongestWait);
}

}  // namespace hazgate::poll
