#include "gateway/notify/watchdog.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::notify {
namespace {

constexpr std::chrono::milliseconds kBetweenBites{100};

}  // namespace

Watchdog::Watchdog() : thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Watchdog::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

bool Watchdog::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

void Watchdog::alive() {
  const std::lock_guard lock(mutex_);
  deadline_ = std::min(std::chrono::steady_clock::now() + silence_, latest_);
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (!bite_) {
      changed_.wait(lock);
    } else if (stopped_ || std::chrono::steady_clock::now() >= deadline_) {
      bite_();
      changed_.wait_for(lock, kBetweenBites);
    } else {
      changed_.wait_until(lock, deadline_);
    }
  }
}

Watchdog::Watch::Watch(Watchdog& dog, std::chrono::milliseconds silence,
                       std::chrono::milliseconds longest, std::function<void()> bite)
    : dog_(dog) {
  {
    const std::lock_guard lock(dog_.mutex_);
    dog_.bite_ = std::move(bite);
    dog_.silence_ = silence;
    dog_.latest_ = std::chrono::steady_clock::now() + longest;
    dog_.deadline_ = std::chrono::steady_clock::now() + std::min(silence, longest);
  }
  dog_.changed_.notify_all();
}

Watchdog::Watch::~Watch() {
  const std::lock_guard lock(dog_.mutex_);
  dog_.bite_ = nullptr;
}

}  // namespace hazgate::notify
