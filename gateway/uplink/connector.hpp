#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "gateway/uplink/inbox.hpp"
#include "gateway/uplink/link.hpp"
#include "gateway/uplink/paho_session.hpp"

namespace hazgate::uplink {

/// Makes, connects and ends Paho's clients, one after the other, on a thread of its own: each of
/// these may take some hundred milliseconds. Every attempt has a fresh client, because Paho keeps
/// what it had not yet sent over a broken connection and would send it first over the next one,
/// ahead of what was lost before it. So the certificates are read anew each time, too.
/// Thread  any; session() only between a Connected note and the next connect()
class Connector {
 public:
  Connector(const Link::Settings& settings, std::shared_ptr<Inbox> inbox);
  ~Connector();
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  void connect(const std::string& broker, Will will);  ///< Connected or ConnectFailed follows
  /// Looks why a broker could not be reached: Diagnosed follows.
  void diagnose(const std::string& broker);
  PahoSession& session() { return *session_; }

 private:
  struct Wish {
    std::string broker;
    std::optional<Will> will;  ///< none: diagnose
  };
  void run();
  void carry_out(const Wish& wish);

  const Link::Settings& settings_;
  std::shared_ptr<Inbox> inbox_;
  std::unique_ptr<PahoSession> session_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<Wish> wanted_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace hazgate::uplink
