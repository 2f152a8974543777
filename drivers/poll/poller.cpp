#include "drivers/poll/poller.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <memory>
#include <tuple>
#include <utility>

#include "drivers/modbus/fault.hpp"
#include "drivers/poll/clock.hpp"
#include "drivers/poll/readings.hpp"

namespace hazgate::poll {

namespace {

constexpr int kMostRest = 16;
// A register that is refused by itself is asked again after this long.
constexpr Duration kAside = std::chrono::seconds{60};
// With danger in it sooner: a detector that starts may refuse what it gives a moment later.
constexpr Duration kAsideDanger = std::chrono::seconds{2};
// A lost device that may have been unheard is asked again at every so many of its probes.
constexpr int kUnheardEvery = 8;
// After so many answers a device's response time is known.
constexpr int kMeasured = 32;
// After so many refusals and not one success the device refuses everything: no use to go on.
constexpr std::size_t kHopeless = 14;

/// Buses do not all wake up at the same moment: each has its own place within its shortest period.
Tick anchor_of(const BusPlan& plan, Tick start) {
  Duration shortest = std::chrono::seconds{1};
  for (const PolledDevice& device : plan.devices) shortest = std::min(shortest, device.period);
  const auto part = static_cast<Duration::rep>(at(plan.index) * 618 % 1000);
  return start + shortest * part / 1000;
}

modbus::Request request_of(const PolledDevice& device, const PlannedRead& read) {
  auto request = modbus::read_request(device.unit, read.table, read.address, read.count);
  request.crc = device.crc;
  return request;
}

bool is_same_range(const PlannedRead& one, const PlannedRead& other) {
  const auto range = [](const PlannedRead& read) {
    return std::tie(read.table, read.address, read.count);
  };
  return range(one) == range(other);
}

}  // namespace

Poller::Poller(const BusPlan& plan, Link& link, RequestQueue& queue, Tally& tally,
               const BusWorker::Sink& sink, std::function<bool()> urgent, Tick start)
    : plan_(plan),
      link_(link),
      queue_(queue),
      tally_(tally),
      sink_(sink),
      urgent_(std::move(urgent)),
      schedule_(plan.devices, plan.response_timeout, start, anchor_of(plan, start)) {
  devices_.resize(plan.devices.size());
  for (std::size_t index = 0; index < devices_.size(); ++index) {
    devices_[index].plan = &plan.devices[index];
    devices_[index].interpreter.emplace(plan.devices[index]);
    devices_[index].vigil.emplace(plan.devices[index]);
    replan(index);
  }
}

void Poller::take_over(Poller& before, const std::vector<std::optional<std::size_t>>& places) {
  for (std::size_t index = 0; index < devices_.size(); ++index) {
    if (!places[index]) continue;
    Device& device = devices_[index];
    Device& old = before.devices_[*places[index]];
    device.reads = std::move(old.reads);
    for (LiveRead& live : device.reads) live.decoder = Decoder(*device.plan, live.read);
    device.answers = old.answers;
    device.plan_anew = old.plan_anew;
    device.interpreter = std::move(old.interpreter);
    device.interpreter->rebind(*device.plan);
    device.vigil->take_over(*old.vigil);
    device.draining = std::move(old.draining);
    schedule_.take_over(index, before.schedule_, *places[index]);
  }
}

void Poller::replan(std::size_t index) {
  Device& device = devices_[index];
  const auto cost = cost_on(plan_.line, device.plan->turnaround, tally_.response_time(index));
  const auto before = std::exchange(device.reads, {});
  for (auto& read : plan_reads(*device.plan, cost)) {
    const auto same = std::find_if(before.begin(), before.end(), [&](const LiveRead& live) {
      return is_same_range(live.read, read);
    });
    LiveRead& live = device.reads.emplace_back(*device.plan, std::move(read));
    if (same != before.end()) live.next = same->next;
  }
  device.plan_anew = false;
}

bool Poller::poll_due(Tick now) {
  const auto index = schedule_.due(now);
  if (!index) return false;
  const Tick clear = clear_at(*index);
  if (clear > now) {
    schedule_.postpone(*index, clear);
  } else {
    poll(*index);
  }
  return true;
}

/// When no late reply to the device's reads can come any more, and its last event is on record.
Tick Poller::clear_at(std::size_t index) const {
  const Device& device = devices_[index];
  Tick clear = device.draining.clear_at();
  for (const LiveRead& live : device.reads) {
    clear = std::max(clear, link_.clear_at(request_of(*device.plan, live.read), live.read.queue));
  }
  return clear;
}

void Poller::poll(std::size_t index) {
  Device& device = devices_[index];
  if (schedule_.misses(index) == 0) tally_.late_by(monotonic_now() - schedule_.next_of(index));
  schedule_.begin(index);
  auto& order = device.order;
  order.resize(device.reads.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (order.size() > 1)
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const auto rank = [](const LiveRead& live) {
        return std::tie(live.aside, live.misses, live.read.period);
      };
      return rank(device.reads[a]) < rank(device.reads[b]);
    });
  Poll poll{index};
  for (std::size_t i = 0; i < order.size(); ++i) {
    before_next(index);
    if (queue_.interrupted()) return;
    if (!ask(poll, device.reads[order[i]], i + 1 == order.size())) break;
  }
  // What was cut off by a stop or a change is no miss.
  if (poll.cut || (!poll.answered && queue_.interrupted())) return;
  finish(poll);
}

/// What goes before the next request of this device: first writes, then danger that has become due, in turn
/// with what of the writes is left.
void Poller::before_next(std::size_t index) {
  bool writes_wait = urgent_();
  for (const OnRecord& event : queue_.take_recorded()) recorded(event.device, event.ticket);
  if (schedule_.is_danger(index)) return;
  while (!queue_.interrupted()) {
    const auto danger = schedule_.danger_due(monotonic_now());
    if (!danger && !writes_wait) return;
    const Tick clear = danger ? clear_at(*danger) : Tick{};
    if (clear > monotonic_now()) {
      schedule_.postpone(*danger, clear);
    } else if (danger) {
      poll(*danger);
    }
    writes_wait = urgent_();
  }
}

/// Nothing was asked, because the worker is stopped or changed.
bool Poller::is_cut(const modbus::Fault& fault) const {
  return fault.kind == modbus::FaultKind::NotOpen && queue_.interrupted();
}

/// Whether this device was silent only because another one before it had left the connection dead. Then
/// the poll begins again, on the new one. Of a device that missed before that is doubtful: two dead ones in
/// a row look the same, and asking each twice would cost their neighbours what the back-off saves them. So
/// lost ones are asked again when there is no neighbour to suffer, and now and then.
bool Poller::was_unheard(Poll& poll) {
  if (!link_.take_unheard() || poll.answered) return false;
  const int misses = schedule_.misses(poll.index);
  bool all_lost = true;
  for (std::size_t i = 0; i < devices_.size(); ++i) all_lost = all_lost && schedule_.is_lost(i);
  poll.cut =
      misses == 0 || all_lost || (schedule_.is_lost(poll.index) && misses % kUnheardEvery == 0);
  return poll.cut;
}

/// Whether the poll goes on.
bool Poller::ask(Poll& poll, LiveRead& live, bool last) {
  const PolledDevice& device = *devices_[poll.index].plan;
  if (poll.answered && live.rest > 0) {
    --live.rest;
    poll.whole = false;
    send(poll.index, DeviceAnswer::Answered, last, monotonic_now(),
         without_value(device, live.read, Quality::Comm));
    return true;
  }
  if (poll.answered && live.aside > monotonic_now()) {
    send(poll.index, DeviceAnswer::Answered, last, monotonic_now(),
         without_value(device, live.read, Quality::Exception));
    return true;
  }
  if (live.read.queue) return ask_queue(poll, live, last);
  // Half a period early is nearer to its time than half a period late.
  if (poll.answered && live.next > monotonic_now() + device.period / 2) {
    if (last) send(poll.index, DeviceAnswer::Answered, last, monotonic_now(), {});
    return true;
  }
  const bool trusted = schedule_.misses(poll.index) == 0 && live.misses == 0;
  auto reply = fetch(poll.index, live.read, trusted ? 1 + std::max(plan_.retries, 0) : 1);
  if (!reply && is_cut(reply.error())) {
    poll.cut = true;
    return false;
  }
  if (!reply && !modbus::is_answer(reply.error())) {
    if (was_unheard(poll)) return false;
    return miss(poll, live, last);
  }
  poll.answered = true;
  live.misses = 0;
  live.rest = 0;
  if (live.read.period > Duration{}) {
    live.next = std::max(live.next, monotonic_now() - device.period / 2) + live.read.period;
  }
  if (reply) {
    if (live.aside != Tick{}) devices_[poll.index].plan_anew = true;
    auto readings = confirmed(poll.index, live, *reply);
    send(poll.index, DeviceAnswer::Answered, last, reply->at, std::move(readings));
  } else if (modbus::is_refusal(reply.error()) && live.splittable) {
    split(poll, live, last);
    if (!live.splittable) set_aside(poll, live, reply.error());
  } else {
    if (modbus::is_refusal(reply.error())) set_aside(poll, live, reply.error());
    const bool broken = modbus::is_device_fault(reply.error());
    send(poll.index, DeviceAnswer::Answered, last, monotonic_now(),
         without_value(device, live.read, broken ? Quality::Fault : Quality::Exception));
  }
  return true;
}

/// Every read takes an event out, so it is tried once, and whatever else happens to its reply is a gap.
bool Poller::ask_queue(Poll& poll, LiveRead& live, bool last) {
  Device& device = devices_[poll.index];
  const Tick begin = monotonic_now();
  if (device.draining.clear_at() > begin) {  // since the poll began the journal is in time again
    poll.cut = true;
    return false;
  }
  auto reply = fetch(poll.index, live.read, 1);
  if (!reply && is_cut(reply.error())) {
    poll.cut = true;
    return false;
  }
  if (!reply && !modbus::is_answer(reply.error())) {
    if (reply.error().kind != modbus::FaultKind::NotOpen) device.draining.missed();
    if (was_unheard(poll)) return false;
    return miss(poll, live, last);
  }
  poll.answered = true;
  live.misses = 0;
  if (!reply) {
    if (modbus::is_refusal(reply.error())) set_aside(poll, live, reply.error());
    const bool broken = modbus::is_device_fault(reply.error());
    send(poll.index, DeviceAnswer::Answered, last, monotonic_now(),
         without_value(*device.plan, live.read, broken ? Quality::Fault : Quality::Exception));
    return true;
  }
  live.rest = 0;
  if (live.aside != Tick{}) device.plan_anew = true;
  poll.event =
      device.draining.take(device::read_event(*device.plan->queue, reply->data), begin, reply->at);
  tally_.same_event(poll.index, device.draining.sticks());
  send(poll.index, DeviceAnswer::Answered, last, reply->at, {});
  return true;
}

void Poller::recorded(DeviceIndex device, std::uint64_t ticket) {
  for (std::size_t index = 0; index < devices_.size(); ++index) {
    if (devices_[index].plan->index != device) continue;
    const auto next = devices_[index].draining.recorded(ticket, monotonic_now());
    if (next) schedule_.advance(index, *next);
  }
}

/// What the reply says, or the second reply to the same when the first went beyond a limit.
std::vector<PointReading> Poller::confirmed(std::size_t index, const LiveRead& live,
                                            modbus::Reply& reply) {
  const Device& device = devices_[index];
  auto readings = live.decoder.decode(reply.data);
  if (!device.vigil->wants_confirmation(readings)) return readings;
  before_next(index);
  auto again = fetch(index, live.read, 1);
  if (!again) return readings;
  reply = std::move(*again);
  readings = live.decoder.decode(reply.data);
  if (!device.vigil->wants_confirmation(readings)) tally_.unconfirmed(index);
  return readings;
}

bool Poller::miss(Poll& poll, LiveRead& live, bool last) {
  const PolledDevice& device = *devices_[poll.index].plan;
  poll.whole = false;
  ++live.misses;
  if (!poll.answered) return false;
  std::vector<PointReading> readings;
  const int beyond = live.misses - device.comm_after;
  if (beyond >= 0) {
    live.rest = std::min(1 << std::min(beyond + 1, 8), kMostRest) - 1;
    readings = without_value(device, live.read, Quality::Comm);
  }
  send(poll.index, DeviceAnswer::Answered, last, monotonic_now(), std::move(readings));
  return true;
}

/// It is no use to ask for this with every poll.
void Poller::set_aside(const Poll& poll, LiveRead& live, const modbus::Fault& fault) {
  live.aside = monotonic_now() + (live.read.danger ? kAsideDanger : kAside);
  const bool fresh = live.refusal.empty();
  live.refusal = fmt::format("{} {}{}: {}", codec::to_text(live.read.table), live.read.address,
                             live.read.count > 1
                                 ? fmt::format(" to {}", live.read.address + live.read.count - 1)
                                 : std::string(),
                             modbus::to_text(fault));
  if (fresh) name_refused(poll.index);
}

void Poller::name_refused(std::size_t index) {
  std::vector<std::string> refused;
  for (const LiveRead& live : devices_[index].reads) {
    if (!live.refusal.empty()) refused.push_back(live.refusal);
  }
  tally_.refused(index, std::move(refused));
}

/// Finds out which registers of a refused read the device refuses, and reports on the way.
void Poller::split(Poll& poll, LiveRead& live, bool last) {
  const PolledDevice& device = *devices_[poll.index].plan;
  const auto halves = plan_halves(device, live.read);
  std::deque<PlannedRead> open(halves.begin(), halves.end());
  std::vector<PlannedRead> pieces;
  std::vector<bool> refused;
  std::size_t refusals = halves.size() < 2 ? kHopeless : 0;
  bool any_good = false;
  while (!open.empty() && (any_good || refusals < kHopeless)) {
    before_next(poll.index);
    if (queue_.interrupted()) return;
    PlannedRead piece = std::move(open.front());
    open.pop_front();
    const auto reply = fetch(poll.index, piece, 1);
    if (!reply && is_cut(reply.error())) return;  // the poll ends before its next request
    if (!reply && modbus::is_refusal(reply.error())) {
      ++refusals;
      auto parts = plan_halves(device, piece);
      if (parts.size() > 1) {
        open.insert(open.end(), parts.begin(), parts.end());
        continue;
      }
    }
    const bool no_answer = !reply && !modbus::is_answer(reply.error());
    any_good = any_good || reply.has_value();
    if (no_answer) {  // not now: the whole is tried again with the next poll
      poll.whole = false;
      send(poll.index, DeviceAnswer::Answered, last, monotonic_now(), {});
      return;
    }
    send(poll.index, DeviceAnswer::Answered, last && open.empty(), monotonic_now(),
         reply ? Decoder(device, piece).decode(reply->data)
               : without_value(device, piece, Quality::Exception));
    refused.push_back(!reply && modbus::is_refusal(reply.error()));
    pieces.push_back(std::move(piece));
  }
  if (open.empty() && any_good) {
    live.instead = plan_around(device, pieces, refused);
    return;
  }
  live.splittable = false;
  send(poll.index, DeviceAnswer::Answered, last, monotonic_now(),
       without_value(device, live.read, Quality::Exception));
}

void Poller::finish(const Poll& poll) {
  Device& device = devices_[poll.index];
  const Tick now = monotonic_now();
  const bool answered = poll.answered || device.reads.empty();
  schedule_.end(poll.index, answered, now);
  if (poll.event) schedule_.advance(poll.index, device.draining.again_at());
  tally_.polled(poll.index, schedule_.deadlines(poll.index), answered, answered && poll.whole);
  set_pace(poll.index);
  if (answered) {
    settle(poll.index);
    return;
  }
  if (!schedule_.is_lost(poll.index)) {
    send(poll.index, DeviceAnswer::Missed, true, now, {});
    return;
  }
  if (device.plan->queue) device.draining.missed();
  // Back again, it shows all of its points at once, also those that are read once an hour.
  for (LiveRead& live : device.reads) live.next = {};
  send(poll.index, DeviceAnswer::Lost, true, now, without_value(*device.plan, Quality::Comm));
}

void Poller::pace(DeviceIndex device, bool fast) {
  for (std::size_t index = 0; index < devices_.size(); ++index) {
    if (devices_[index].plan->index != device) continue;
    devices_[index].called = fast;
    set_pace(index);
  }
}

/// As often as the limits of the device and of its neighbours ask for.
void Poller::set_pace(std::size_t index) {
  Device& device = devices_[index];
  const bool near = device.vigil->is_near();
  if (near != device.near) {
    device.near = near;
    if (!device.plan->neighbours.empty()) sink_(NearLimit{device.plan->index, near});
  }
  if (device.plan->fast <= Duration{}) return;
  const bool fast = device.near || device.called;
  schedule_.set_period(index, fast ? device.plan->fast : device.plan->period, monotonic_now());
  tally_.pace(index, fast);
}

/// What this poll has taught about the plan.
void Poller::settle(std::size_t index) {
  Device& device = devices_[index];
  bool split = false;
  bool refused = false;
  for (const LiveRead& live : device.reads) {
    split = split || !live.instead.empty();
    refused = refused || !live.refusal.empty();
  }
  if (device.plan_anew) {
    replan(index);
    name_refused(index);
    return;
  }
  if (split) {
    std::vector<LiveRead> reads;
    for (LiveRead& live : device.reads) {
      if (live.instead.empty()) reads.push_back(std::move(live));
      for (auto& read : live.instead) {
        reads.emplace_back(*device.plan, std::move(read));
      }
    }
    device.reads = std::move(reads);
    device.answers = kMeasured;  // what is known about its registers goes before what is measured
    return;
  }
  if (refused || device.answers >= kMeasured || ++device.answers < kMeasured) return;
  replan(index);
}

Link::Result Poller::fetch(std::size_t index, const PlannedRead& read, int tries) {
  const PolledDevice& device = *devices_[index].plan;
  const auto request = request_of(device, read);
  for (;;) {
    if (!wait_until_clear(device, request, read.queue)) return tl::unexpected(modbus::Fault{});
    auto reply = link_.transact(request, device.turnaround);
    if (const auto mended = link_.take_mended()) {
      tally_.failed(index, *mended);
      if (read.queue) devices_[index].draining.missed();
    }
    if (reply) {
      tally_.answered(index, reply->at - link_.sent());
      return reply;
    }
    const modbus::Fault fault = reply.error();
    tally_.failed(index, fault);
    const bool final =
        fault.kind == modbus::FaultKind::Exception || fault.kind == modbus::FaultKind::NotOpen;
    if (final || --tries <= 0 || queue_.interrupted()) return reply;
    before_next(index);
  }
}

/// A late reply to an earlier read of the same size must not be taken for this one's, and the line must
/// be silent; a write that comes meanwhile goes first.
/// False when the worker is stopped or changed meanwhile: then nothing may be asked.
bool Poller::wait_until_clear(const PolledDevice& device, const modbus::Request& request,
                              bool strict) {
  while (!queue_.interrupted()) {
    const Tick clear = std::max(link_.clear_at(request, strict), link_.quiet_at(device.turnaround));
    if (clear <= monotonic_now()) return true;
    queue_.wait(clear, false);
    urgent_();
  }
  return false;
}

void Poller::send(std::size_t index, DeviceAnswer answer, bool complete, Tick at,
                  std::vector<PointReading> readings) {
  if (answer != DeviceAnswer::Missed) {
    readings = devices_[index].interpreter->interpret(std::move(readings), at);
    devices_[index].vigil->take(readings);
  }
  PollResult result{devices_[index].plan->index, answer, complete, at, utc_now(),
                    std::move(readings)};
  if (devices_[index].plan->queue) {
    result.queue = std::make_shared<QueueNews>(devices_[index].draining.take_news());
  }
  sink_(std::move(result));
}

}  // namespace hazgate::poll
