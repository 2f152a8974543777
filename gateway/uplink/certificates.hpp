#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/uplink/scout.hpp"

namespace hazgate::uplink {

/// The certificates of ssl:// brokers over the years: files that are renewed, and ends that come near.
/// Thread  core
class Certificates {
 public:
  struct Settings {
    TlsFiles files;
    std::chrono::milliseconds look_every = std::chrono::minutes{1};
    std::chrono::milliseconds look_again = std::chrono::seconds{2};
  };
  struct Handlers {
    std::function<void()> renewed;  ///< new files are there and in order
    /// Something is to be done, or (empty) nothing any more; on change only.
    std::function<void(const std::string& problem)> problem;
  };
  static constexpr std::chrono::days kWarnBefore{30};
  static constexpr std::chrono::hours kBrokerEvery{12};

  Certificates(boost::asio::io_context& io, Scout& scout, Settings settings, Handlers handlers);

  void connecting();
  void connected(const std::string& broker);
  void disconnected() { broker_.clear(); }
  void stop() { timer_.cancel(); }

  std::optional<WallTime> own_ends() const { return own_ends_; }
  std::optional<WallTime> broker_ends() const;  ///< of the broker in use, or used last
  const std::string& problem() const { return told_; }

 private:
  struct Seen {
    std::optional<WallTime> ends;
    std::chrono::steady_clock::time_point at{};
  };
  void look();
  void looked(const CredentialLook& look);
  void look_after(std::chrono::milliseconds pause);
  void visit_broker();
  void tell();

  Scout& scout_;
  const Settings settings_;
  Handlers handlers_;
  Renewal renewal_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  boost::asio::steady_timer timer_;
  bool looking_ = false;
  std::optional<WallTime> own_ends_;
  std::string broker_, last_broker_;
  std::map<std::string, Seen> seen_;
  std::string told_;
};

}  // namespace hazgate::uplink
