#include "peer.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>
#include <utility>

namespace hazgate::notify {
namespace {

constexpr std::chrono::seconds kPatience{20};

}  // namespace

Peer::Peer(const std::string& script, std::vector<std::string> arguments) {
  const std::string path = std::string(HAZGATE_SOURCE) + "/tests/support/" + script;
  std::vector<std::string> command{"/usr/bin/python3", "-B", path};
  command.insert(command.end(), arguments.begin(), arguments.end());
  int pipe[2];
  EXPECT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  process_.start(std::move(command), pipe[1]);
  ::close(pipe[1]);
  thread_ = std::thread([this, end = pipe[0]] { read(end); });
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(came_.wait_for(lock, kPatience, [&] { return port_ != 0; }))
      << script << " does not start; is python3-aiosmtpd installed?";
}

Peer::~Peer() {
  process_.kill();
  if (thread_.joinable()) thread_.join();
}

Peer::Events Peer::everything(const std::string& kind) {
  process_.kill();
  if (thread_.joinable()) thread_.join();
  return events(kind);
}

void Peer::read(int pipe) {
  std::FILE* lines = ::fdopen(pipe, "r");
  char* line = nullptr;
  std::size_t size = 0;
  while (::getline(&line, &size, lines) > 0) {
    const boost::json::object event = boost::json::parse(line).as_object();
    const std::lock_guard lock(mutex_);
    if (event.contains("port")) port_ = static_cast<std::uint16_t>(event.at("port").as_int64());
    events_.push_back(event);
    came_.notify_all();
  }
  std::free(line);
  std::fclose(lines);
}

Peer::Events Peer::events(const std::string& kind) const {
  const std::lock_guard lock(mutex_);
  Events found;
  std::copy_if(events_.begin(), events_.end(), std::back_inserter(found), [&](const auto& event) {
    return event.contains("event") && event.at("event").as_string() == kind;
  });
  return found;
}

bool Peer::wait_for(const std::string& kind, std::size_t count) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, kPatience, [&] {
    return static_cast<std::size_t>(
               std::count_if(events_.begin(), events_.end(), [&](const auto& event) {
                 return event.contains("event") && event.at("event").as_string() == kind;
               })) >= count;
  });
}

Channel::OnReceipt Receipts::sink() {
  return [this](Receipt receipt) {
    const std::lock_guard lock(mutex_);
    receipts_.push_back(std::move(receipt));
    came_.notify_all();
  };
}

Receipt Receipts::of(std::uint64_t ticket, std::chrono::seconds patience) {
  std::unique_lock lock(mutex_);
  auto found = receipts_.end();
  const bool came = came_.wait_for(lock, patience, [&] {
    found = std::find_if(receipts_.begin(), receipts_.end(),
                         [&](const Receipt& receipt) { return receipt.ticket == ticket; });
    return found != receipts_.end();
  });
  EXPECT_TRUE(came) << "no receipt for letter " << ticket;
  return came ? *found : Receipt{};
}

bool Receipts::has(std::uint64_t ticket) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(receipts_.begin(), receipts_.end(),
                     [&](const Receipt& receipt) { return receipt.ticket == ticket; });
}

std::size_t Receipts::count() const {
  const std::lock_guard lock(mutex_);
  return receipts_.size();
}

}  // namespace hazgate::notify
