#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/emergency/via.hpp"
#include "gateway/daemon/post.hpp"
#include "gateway/notify/channel_vigil.hpp"

namespace hazgate::daemon {

/// How long the channels may be unable until that is an alarm, and able until it is none.
struct ChannelTimes {
  Duration patience = std::chrono::minutes{1};
  Duration mail_patience = std::chrono::minutes{5};
  Duration steady = std::chrono::seconds{30};
};

/// Watches the channels that the site has: what they say of themselves becomes alarms of the gateway and lines
/// of `hazctl status`.
/// Thread  core
class ChannelWatch {
 public:
  /// Raises or ends the alarm of that id; called once for each change, and again after configure().
  using Report = std::function<void(const std::string& alarm, bool condition)>;

  ChannelWatch(boost::asio::io_context& io, std::function<Now()> now, Report report,
               ChannelTimes times = {});

  /// The channels as they are configured from now on. Of one that has changed nothing is known yet, and its
  /// alarm stays as it is until something is.
  void configure(const PostSettings& settings);
  void take(emergency::Via via, const notify::Health& health);

  /// {"channel","server","alarm","state","words","since","last_sent"}: state is ok, down or unknown; server
  /// only of a webhook; since and last_sent only when there is one.
  boost::json::array status() const;
  /// One line for each channel that is down: "sms: the modem has no SIM; put one in".
  std::vector<std::string> problems() const;
  /// Whether it is known that this way to that URL does not work now.
  bool is_down(emergency::Via via, const std::string& url) const;

 private:
  struct Watched {
    emergency::Via via = emergency::Via::Sms;
    std::string server;  ///< of a webhook
    std::string alarm;
    notify::ChannelVigil vigil;
  };

  void keep(std::vector<Watched>& next, emergency::Via via, const std::string& server, bool same);
  Watched* find(emergency::Via via, const std::string& server);
  void report();
  void arm();

  boost::asio::steady_timer timer_;
  std::function<Now()> now_;
  Report report_;
  ChannelTimes times_;
  PostSettings settings_;
  std::vector<Watched> watched_;
  std::map<std::string, bool> told_;  ///< by alarm
};

}  // namespace hazgate::daemon
