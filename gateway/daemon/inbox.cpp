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
    const auto* poll = std::get_if<poll::PollResult>(&waiting.report);
    const bool event =
        poll != nullptr && poll->queue != nullptr && (poll->queue->event || poll->queue->gap);
    return poll != nullptr && !event;
  });
  if (oldest == waiting_.end()) return;
  waiting_.erase(oldest);
  ++dropped_;
}

void Inbox::push(Letter&& letter, bool urgent) {
  const Wake wanted = urgent ? Wake::Now : Wake::Soon;
  {
    const std::lock_guard lock(mutex_);
    make_room();
    waiting_.push_back(std::move(letter));
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
  std::deque<Letter> letters;
  {
    const std::lock_guard lock(mutex_);
    letters.swap(waiting_);
    wake_ = Wake::None;
  }
  for (Letter& letter : letters) {
    take_(std::move(letter));
    ++taken_;
  }
}

std::size_t Inbox::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

std::uint64_t Inbox::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace hazgate::daemon
