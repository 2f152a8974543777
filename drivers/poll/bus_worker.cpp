#include "drivers/poll/bus_worker.hpp"

#include <algorithm>
#include <pthread.h>
#include <thread>
#include <utility>

#include "drivers/poll/clock.hpp"
#include "drivers/poll/link.hpp"
#include "drivers/poll/poller.hpp"
#include "drivers/poll/request_queue.hpp"
#include "drivers/poll/tally.hpp"
#include "drivers/poll/writer.hpp"

namespace hazgate::poll {

struct BusWorker::Worker {
  Worker(BusPlan bus_plan, Sink bus_sink)
      : plan(std::move(bus_plan)), sink(std::move(bus_sink)), tally(plan) {}

  void run();

  const BusPlan plan;
  const Sink sink;
  RequestQueue queue;
  Tally tally;
  std::thread thread;
};

void BusWorker::Worker::run() {
  pthread_setname_np(pthread_self(), ("bus " + plan.id).substr(0, 15).c_str());
  Link link(plan, [this](BusChange&& change) { sink(std::move(change)); });
  Writer writer(plan, link, queue, tally, sink);
  Poller poller(
      plan, link, queue, tally, sink, [&writer] { writer.serve(); }, monotonic_now());
  while (!queue.stopping()) {
    link.open_if_due(monotonic_now());
    writer.serve();
    if (link.take_recovered()) poller.hurry(monotonic_now());
    tally.bus(link.is_open(), link.error(), link.reconnects());
    const bool read = writer.serve_read();
    const bool polled = poller.poll_due(monotonic_now());
    if (read || polled) continue;
    queue.wait(std::min({poller.next(), link.next_open(), queue.next_write()}), true);
  }
  writer.give_up();
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

BusCounters BusWorker::counters() const {
  return worker_->tally.snapshot();
}

}  // namespace hazgate::poll
