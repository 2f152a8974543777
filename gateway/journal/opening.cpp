#include "gateway/journal/opening.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace hazgate::journal {

struct Opening::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<Result> result;
  bool is_done = false;
  bool is_abandoned = false;
  std::function<void()> done;
};

Opening::Opening(Options options, Journal::Sink sink, std::function<void()> done)
    : shared_(std::make_shared<Shared>()) {
  shared_->done = std::move(done);
  // Detached: a thread that hangs in the disk cannot be joined.
  std::thread([shared = shared_, options = std::move(options), sink = std::move(sink)]() mutable {
    Result result = Journal::open(options, std::move(sink));
    const std::unique_lock lock(shared->mutex);
    if (shared->is_abandoned) return;  // the result is closed behind the lock
    shared->result = std::move(result);
    shared->is_done = true;
    shared->changed.notify_all();
    shared->done();
  }).detach();
}

Opening::~Opening() {
  std::optional<Result> unclaimed;
  const std::lock_guard lock(shared_->mutex);
  shared_->is_abandoned = true;
  shared_->done = {};
  unclaimed = std::move(shared_->result);
}

std::optional<Opening::Result> Opening::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(shared_->mutex);
  shared_->changed.wait_for(lock, patience, [this] { return shared_->is_done; });
  return std::exchange(shared_->result, std::nullopt);
}

bool Opening::is_done() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->is_done;
}

}  // namespace hazgate::journal
