#include "gateway/uplink/scout.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace hazgate::uplink {

Scout::Scout(boost::asio::io_context& io, TlsFiles files)
    : io_(io), files_(std::move(files)), thread_([this] { run(); }) {}

Scout::~Scout() {
  alive_.reset();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Scout::probe(const std::string& broker,
                  std::function<void(const tl::expected<Reached, std::string>&)> answer) {
  add([this, broker, answer = std::move(answer), alive = std::weak_ptr(alive_)] {
    auto found = uplink::probe(broker, files_, Probe::Reach, stopping_);
    boost::asio::post(io_, [found = std::move(found), answer, alive] {
      if (!alive.expired()) answer(found);
    });
  });
}

void Scout::look(std::function<void(const CredentialLook&)> answer) {
  add([this, answer = std::move(answer), alive = std::weak_ptr(alive_)] {
    const WallTime now{std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch())};
    // The stamp first: what is written in between shows in the next look.
    std::string stamp = stamp_of(files_);
    boost::asio::post(io_, [look = CredentialLook{std::move(stamp), read_credentials(files_, now)},
                            answer, alive] {
      if (!alive.expired()) answer(look);
    });
  });
}

void Scout::add(std::function<void()> errand) {
  {
    const std::lock_guard lock(mutex_);
    errands_.push_back(std::move(errand));
  }
  wake_.notify_one();
}

void Scout::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !errands_.empty(); });
    if (stopping_) return;
    const std::function<void()> errand = std::move(errands_.front());
    errands_.pop_front();
    lock.unlock();
    errand();
    lock.lock();
  }
}

}  // namespace hazgate::uplink
