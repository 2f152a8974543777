#include "drivers/poll/bus_worker.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <utility>

#include "drivers/poll/clock.hpp"
#include "drivers/poll/link.hpp"
#include "drivers/poll/poller.hpp"
#include "drivers/poll/prober.hpp"
#include "drivers/poll/renumbering.hpp"
#include "drivers/poll/request_queue.hpp"
#include "drivers/poll/tally.hpp"
#include "drivers/poll/writer.hpp"

namespace hazgate::poll {

struct BusWorker::Worker {
  Worker(BusPlan bus_plan, Sink bus_sink)
      : plan(std::move(bus_plan)), sink(std::move(bus_sink)), tally(plan) {}

  void run();
  void take_trace(Link& link);

  BusPlan plan;  ///< changed by its thread only
  Sink sink;
  RequestQueue queue;
  Tally tally;
  std::thread thread;
  std::atomic<bool> trace_changed = false;
  std::mutex trace_mutex;
  std::shared_ptr<FrameBuffer> trace;
};

namespace {

/// What works on one bus, on its thread.
class Crew {
 public:
  Crew(BusPlan& plan, BusWorker::Sink& sink, RequestQueue& queue, Tally& tally)
      : plan_(plan),
        sink_(sink),
        queue_(queue),
        tally_(tally),
        link_(plan, [this](BusChange&& change) { sink_(std::move(change)); }),
        writer_(plan, link_, queue, tally, sink),
        prober_(plan, link_, queue),
        watched_([this](Report&& report) { watch(std::move(report)); }),
        poller_(make_poller()) {}

  Link& link() { return link_; }
  void work();
  void end();

 private:
  std::unique_ptr<Poller> make_poller();
  void watch(Report&& report);
  void change();

  BusPlan& plan_;
  BusWorker::Sink& sink_;
  RequestQueue& queue_;
  Tally& tally_;
  Link link_;
  Writer writer_;
  Prober prober_;
  BusWorker::Sink watched_;  ///< tells the prober of polls
  std::unique_ptr<Poller> poller_;
  Tick deadline_{};  ///< of the poll that is under way
};

std::unique_ptr<Poller> Crew::make_poller() {
  return std::make_unique<Poller>(
      plan_, link_, queue_, tally_, watched_, [this] { return writer_.serve(); }, monotonic_now());
}

void Crew::watch(Report&& report) {
  const auto* poll = std::get_if<PollResult>(&report);
  if (poll != nullptr && poll->complete) {
    prober_.polled(poll->device, deadline_, monotonic_now(),
                   poll->answer == DeviceAnswer::Answered);
  }
  sink_(std::move(report));
}

void Crew::change() {
  auto change = queue_.take_change();
  if (!change) return;
  const BusPlan before = std::exchange(plan_, std::move(change->plan));
  sink_ = std::move(change->sink);
  const auto places = places_before(before, plan_);
  tally_.change(plan_, places);
  auto next = make_poller();
  next->take_over(*poller_, places);
  poller_ = std::move(next);
  link_.take_plan(plan_);
  prober_.replan();
  writer_.replan();
}

/// One turn: whatever is due, most urgent first; then waits for the next.
void Crew::work() {
  change();
  link_.open_if_due(monotonic_now());
  for (const Pace& pace : queue_.take_paces()) poller_->pace(pace.device, pace.fast);
  for (const OnRecord& event : queue_.take_recorded())
    poller_->recorded(event.device, event.ticket);
  const bool waiting = writer_.serve();
  if (link_.take_recovered()) poller_->hurry(monotonic_now());
  tally_.bus({.open = link_.is_open(),
              .error = link_.error(),
              .reconnects = link_.reconnects(),
              .late_replies = link_.late_replies(),
              .unasked = link_.unasked(),
              .transactions = link_.transactions(),
              .busy = link_.busy()},
             monotonic_now());
  const bool read = !waiting && writer_.serve_read();
  deadline_ = poller_->next();
  const bool polled = poller_->poll_due(monotonic_now());
  const bool asked = prober_.serve(monotonic_now(), std::min(poller_->next(), queue_.next_write()));
  if (waiting || read || polled || asked) return;
  const Tick until =
      std::min({poller_->next(), link_.next_open(), queue_.next_write(), prober_.next()});
  tally_.rests(until);
  queue_.wait(until, true);
}

void Crew::end() {
  change();
  writer_.give_up();
  prober_.give_up();
  link_.close();
}

}  // namespace

void BusWorker::Worker::take_trace(Link& link) {
  if (!trace_changed.exchange(false)) return;
  const std::lock_guard lock(trace_mutex);
  if (trace == nullptr) {
    link.set_tap(nullptr);
  } else {
    link.set_tap([buffer = trace](const modbus::Frame& frame) { buffer->push(frame); });
  }
}

void BusWorker::Worker::run() {
  pthread_setname_np(pthread_self(), ("bus " + plan.id).substr(0, 15).c_str());
  Crew crew(plan, sink, queue, tally);
  while (!queue.stopping()) {
    take_trace(crew.link());
    crew.work();
  }
  crew.end();
}

BusWorker::BusWorker(BusPlan plan, Sink sink)
    : worker_(std::make_unique<Worker>(std::move(plan), std::move(sink))) {}

BusWorker::~BusWorker() {
  stop();
}

void BusWorker::start() {
  worker_->thread = std::thread([worker = worker_.get()] { worker->run(); });
}

void BusWorker::stop() {
  worker_->queue.stop();
  if (worker_->thread.joinable()) worker_->thread.join();
}

void BusWorker::change(BusPlan plan, Sink sink, const Renumbering& renumbering) {
  worker_->queue.change({std::move(plan), std::move(sink)}, renumbering);
}

void BusWorker::write(WriteRequest request) {
  std::vector<WriteRequest> requests;
  requests.push_back(std::move(request));
  write_all(std::move(requests));
}

void BusWorker::write_all(std::vector<WriteRequest> requests) {
  worker_->queue.push(std::move(requests));
}

void BusWorker::read(RawRead request) {
  worker_->queue.push(request);
}

void BusWorker::pace(DeviceIndex device, bool fast) {
  worker_->queue.push(Pace{device, fast});
}

void BusWorker::recorded(DeviceIndex device, std::uint64_t ticket) {
  worker_->queue.push(OnRecord{device, ticket});
}

bool BusWorker::scan(ScanRequest request) {
  return worker_->queue.push(std::move(request));
}

void BusWorker::cancel_scan() {
  worker_->queue.cancel_scan();
}

void BusWorker::trace(std::shared_ptr<FrameBuffer> buffer) {
  const std::lock_guard lock(worker_->trace_mutex);
  worker_->trace = std::move(buffer);
  worker_->trace_changed = true;
}

BusCounters BusWorker::counters() const {
  return worker_->tally.snapshot();
}

}  // namespace hazgate::poll
