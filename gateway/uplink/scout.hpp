#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "gateway/uplink/broker_probe.hpp"
#include "gateway/uplink/renewal.hpp"
#include "gateway/uplink/tls_files.hpp"

namespace hazgate::uplink {

/// Looks ahead on a thread of its own, so that the core waits for no network and no disk: knocks at
/// brokers, reads certificate files.
/// Thread  core for every function and every answer. None comes after the end of this
class Scout {
 public:
  Scout(boost::asio::io_context& io, TlsFiles files);
  ~Scout();  ///< waits for a look that is going on: a tenth of a second, or a name lookup
  Scout(const Scout&) = delete;
  Scout& operator=(const Scout&) = delete;

  void probe(const std::string& broker,
             std::function<void(const tl::expected<Reached, std::string>&)> answer);
  void look(std::function<void(const CredentialLook&)> answer);

 private:
  void add(std::function<void()> errand);
  void run();

  boost::asio::io_context& io_;
  const TlsFiles files_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> errands_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace hazgate::uplink
