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
#include "drivers/poll/request_queue.hpp"
#include "drivers/poll/tally.hpp"
#include "drivers/poll/writer.hpp"

namespace hazgate::poll {

struct BusWorker::Worker {
  Worker(BusPlan bus_plan, Sink bus_sink)
      : plan(std::move(bus_plan)), sink(std::move(bus_sink)), tally(plan) {}

  void run();
  void take_trace(Link& link);

  const BusPlan plan;
  const Sink sink;
  RequestQueue queue;
  Tally tally;
  std::thread thread;
  std::atomic<bool> trace_changed = false;
  std::mutex trace_mutex;
  std::shared_ptr<FrameBuffer> trace;
};

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
  Link link(plan, [this](BusChange&& change) { sink(std::move(change)); });
  Writer writer(plan, link, queue, tally, sink);
  Prober prober(plan, link, queue);
  Tick deadline{};
  const Sink watched = [this, &prober, &deadline](Report&& report) {
    const auto* poll = std::get_if<PollResult>(&report);
    if (poll != nullptr && poll->complete) {
      prober.polled(poll->device, deadline, monotonic_now(),
                    poll->answer == DeviceAnswer::Answered);
    }
    sink(std::move(report));
  };
  Poller poller(
      plan, link, queue, tally, watched, [&writer] { writer.serve(); }, monotonic_now());
  while (!queue.stopping()) {
    take_trace(link);
    link.open_if_due(monotonic_now());
    for (const Pace& pace : queue.take_paces()) poller.pace(pace.device, pace.fast);
    writer.serve();
    if (link.take_recovered()) poller.hurry(monotonic_now());
    tally.bus(link.is_open(), link.error(), link.reconnects());
    const bool read = writer.serve_read();
    deadline = poller.next();
    const bool polled = poller.poll_due(monotonic_now());
    const bool asked = prober.serve(monotonic_now(), std::min(poller.next(), queue.next_write()));
    if (read || polled || asked) continue;
    queue.wait(std::min({poller.next(), link.next_open(), queue.next_write(), prober.next()}),
               true);
  }
  writer.give_up();
  prober.give_up();
  link.close();
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

void BusWorker::write(WriteRequest request) {
  worker_->queue.push(std::move(request));
}

void BusWorker::read(RawRead request) {
  worker_->queue.push(request);
}

void BusWorker::pace(DeviceIndex device, bool fast) {
  worker_->queue.push(Pace{device, fast});
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
