#include "gateway/daemon/inbox.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace hazgate::daemon {

Inbox::Inbox(boost::asio::io_context& core, Take take)
    : core_(core), take_(std::move(take)), timer_(core) {}

void Inbox::make_room() {
  if (waiting_.size() < kMost) return;
  const auto oldest = std::find_if(waiting_.begin(), waiting_.end(), [](const auto& waiting) {
    return std::holds_alternative<poll::PollResult>(waiting);
  });
  if (oldest == waiting_.end()) return;
  waiting_.erase(oldest);
  ++dropped_;
}

void Inbox::push(poll::Report&& report, bool urgent) {
  const Wake wanted = urgent ? Wake::Now : Wake::Soon;
  {
    const std::lock_guard lock(mutex_);
    make_room();
    waiting_.push_back(std::move(report));
    if (wake_ >= wanted) return;
    wake_ = wanted;
  }
  if (urgent) {
    boost::asio::post(core_, [this] { drain(); });
    return;
  }
  boost::asio::post(core_, [this] {
    timer_.expires_after(kPatience);
    timer_.async_wait([this](boost::system::error_code cancelled) {
      if (!cancelled) drain();
    });
  });
}

void Inbox::drain() {
  std::deque<poll::Report> reports;
  {
    const std::lock_guard lock(mutex_);
    reports.swap(waiting_);
    wake_ = Wake::None;
  }
  for (poll::Report& report : reports) take_(std::move(report));
}

std::uint64_t Inbox::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace hazgate::daemon
