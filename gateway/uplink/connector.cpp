#include "gateway/uplink/connector.hpp"

#include <exception>
#include <utility>

#include "gateway/uplink/broker_probe.hpp"

namespace hazgate::uplink {

Connector::Connector(const Link::Settings& settings, std::shared_ptr<Inbox> inbox)
    : settings_(settings), inbox_(std::move(inbox)), thread_([this] { run(); }) {}

Connector::~Connector() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Connector::connect(const std::string& broker, Will will) {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = {broker, std::move(will)};
  }
  wake_.notify_one();
}

void Connector::diagnose(const std::string& broker) {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = {broker, std::nullopt};
  }
  wake_.notify_one();
}

void Connector::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || wanted_; });
    if (stopping_) break;
    const Wish wish = *std::exchange(wanted_, std::nullopt);
    lock.unlock();
    session_.reset();
    carry_out(wish);
    lock.lock();
  }
  session_.reset();
}

void Connector::carry_out(const Wish& wish) {
  if (!wish.will) {
    const auto found = probe(wish.broker, settings_.tls, Probe::AndListen, stopping_);
    inbox_->leave({Note::Kind::Diagnosed, 0, 0, found ? std::string() : found.error()});
    return;
  }
  std::string error;
  try {
    session_ = std::make_unique<PahoSession>(settings_, wish.broker, inbox_);
    error = session_->connect(wish.broker, *wish.will);
  } catch (const std::exception& failure) {
    error = failure.what();
  }
  if (!error.empty()) inbox_->leave({Note::Kind::ConnectFailed, 0, 0, error});
}

}  // namespace hazgate::uplink
