#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/uplink/broker_choice.hpp"
#include "gateway/uplink/certificates.hpp"
#include "gateway/uplink/link.hpp"
#include "gateway/uplink/scout.hpp"

namespace hazgate::uplink {

/// Keeps one connection, to the best broker there is: connects in order, backs off, goes back to a
/// better one when that has been reached twice, and makes the session anew when the certificates were
/// renewed. It leaves a broker only in order: what is in flight is waited for first, then the farewell.
/// Thread  core for every function and every handler
class Route {
 public:
  struct Settings {
    std::vector<std::string> brokers;  ///< the best first, one at least
    std::chrono::milliseconds fail_back = std::chrono::minutes{5};  ///< 0: never
    Link::Settings link;
    std::chrono::milliseconds look_every = std::chrono::minutes{1};  ///< at certificate files
    std::chrono::milliseconds look_again = std::chrono::seconds{2};  ///< at ones that have changed
  };

  struct Handlers {
    Link::Handlers
        link;  ///< `closed` with "" when a broker was left in order, for another connection
    std::function<Will()> will;             ///< of the connection that is to be made
    std::function<Publication()> farewell;  ///< the last message to a broker that is left
    std::function<void(const std::string&)> certificate;  ///< Certificates::Handlers::problem
  };

  Route(boost::asio::io_context& io, Settings settings, Handlers handlers);
  ~Route();
  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;

  void start();
  void stop();  ///< no further attempts; link().close() is the owner's
  /// Nothing new is to be sent: the present broker is being left.
  bool is_leaving() const { return leaving_ != Leaving::No; }
  bool is_returning() const { return returning_; }  ///< a fail-back did not work, back at once

  Link& link() { return link_; }
  const Link& link() const { return link_; }
  const Certificates& certificates() const { return certificates_; }
  const std::string& broker() const { return settings_.brokers[choice_.current()]; }

  static constexpr std::uint64_t kFarewellTicket = 102;  ///< of Ticket::Of::Other

 private:
  enum class Leaving : std::uint8_t { No, Draining, Farewell, Left };

  Link::Handlers on_link();
  void attempt(BrokerChoice::Attempt attempt);
  void connect();
  void connected();
  void closed(const std::string& why);
  void settled();
  void arm_probe();
  void probe();
  void leave();
  void go_on_leaving();
  void leave_at_last();
  std::function<void(const boost::system::error_code&)> later(void (Route::*what)());

  Settings settings_;
  Handlers handlers_;
  std::shared_ptr<Route*> alive_;
  BrokerChoice choice_;
  Scout scout_;
  Certificates certificates_;
  Link link_;
  boost::asio::steady_timer connect_timer_, probe_timer_, leave_timer_;
  bool started_ = false, probing_ = false, returning_ = false;
  const bool uses_tls_;
  Leaving leaving_ = Leaving::No;
};

}  // namespace hazgate::uplink
