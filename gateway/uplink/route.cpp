#include "gateway/uplink/route.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <utility>

namespace hazgate::uplink {
namespace {

using Clock = std::chrono::steady_clock;

/// What is not acknowledged by then is sent again over the next connection.
constexpr std::chrono::seconds kDrain{10};

bool is_tls(const std::string& broker) {
  return broker.rfind("ssl://", 0) == 0;
}

}  // namespace

Route::Route(boost::asio::io_context& io, Settings settings, Handlers handlers)
    : settings_(std::move(settings)),
      handlers_(std::move(handlers)),
      alive_(std::make_shared<Route*>(this)),
      choice_(std::max<std::size_t>(settings_.brokers.size(), 1), settings_.fail_back,
              std::random_device{}()),
      scout_(io, settings_.link.tls),
      certificates_(io, scout_, {settings_.link.tls, settings_.look_every, settings_.look_again},
                    {[this] { leave(); },
                     [this](const std::string& problem) {
                       if (handlers_.certificate) handlers_.certificate(problem);
                     }}),
      link_(io, settings_.link, on_link()),
      connect_timer_(io),
      probe_timer_(io),
      leave_timer_(io),
      uses_tls_(std::any_of(settings_.brokers.begin(), settings_.brokers.end(), is_tls)) {}

Route::~Route() = default;

/// The link is a member and dies with this: plain `this` is safe.
Link::Handlers Route::on_link() {
  Link::Handlers on = handlers_.link;
  on.connected = [this] { connected(); };
  on.closed = [this](const std::string& why) { closed(why); };
  on.settled = [this] { settled(); };
  on.last_word = handlers_.farewell;
  return on;
}

void Route::start() {
  if (settings_.brokers.empty() || std::exchange(started_, true)) return;
  attempt(choice_.first());
}

void Route::stop() {
  started_ = false;
  connect_timer_.cancel();
  probe_timer_.cancel();
  leave_timer_.cancel();
  certificates_.stop();
}

void Route::attempt(BrokerChoice::Attempt attempt) {
  connect_timer_.expires_after(attempt.pause);
  connect_timer_.async_wait(later(&Route::connect));
}

void Route::connect() {
  if (uses_tls_) certificates_.connecting();
  link_.connect(broker(), handlers_.will ? handlers_.will() : Will{});
}

void Route::connected() {
  returning_ = false;
  choice_.connected(Clock::now());
  if (uses_tls_) certificates_.connected(broker());
  arm_probe();
  if (handlers_.link.connected) handlers_.link.connected();
}

void Route::closed(const std::string& why) {
  probe_timer_.cancel();
  leave_timer_.cancel();
  certificates_.disconnected();
  const bool in_order = std::exchange(leaving_, Leaving::No) == Leaving::Left;
  const std::size_t before = choice_.current();
  const BrokerChoice::Attempt next =
      in_order ? choice_.left() : choice_.closed(Clock::now(), link_.was_of_use());
  returning_ = !in_order && choice_.is_returning();
  const std::string text = settings_.brokers[before] + ": " + why;
  if (handlers_.link.closed) handlers_.link.closed(in_order ? std::string() : text);
  if (started_) attempt(next);
}

void Route::settled() {
  if (handlers_.link.settled) handlers_.link.settled();
  go_on_leaving();
}

void Route::arm_probe() {
  const auto at = choice_.probe_at();
  if (!at || probing_) return;
  probe_timer_.expires_at(*at);
  probe_timer_.async_wait(later(&Route::probe));
}

void Route::probe() {
  if (std::exchange(probing_, true)) return;
  scout_.probe(settings_.brokers[choice_.probe_target()],
               [this](const tl::expected<Reached, std::string>& found) {
                 probing_ = false;
                 if (!started_ || !link_.is_open()) return;
                 if (choice_.probed(found.has_value(), Clock::now())) return leave();
                 arm_probe();
               });
}

void Route::leave() {
  if (!started_ || !link_.is_open() || is_leaving()) return;
  leaving_ = Leaving::Draining;
  leave_timer_.expires_after(kDrain);
  leave_timer_.async_wait(later(&Route::leave_at_last));
  go_on_leaving();
}

void Route::go_on_leaving() {
  if (!link_.is_open() || !link_.is_idle()) return;
  if (leaving_ == Leaving::Draining && handlers_.farewell) {
    leaving_ = Leaving::Farewell;
    link_.publish(handlers_.farewell(), {Ticket::Of::Other, kFarewellTicket});
  } else if (leaving_ == Leaving::Draining || leaving_ == Leaving::Farewell) {
    leave_at_last();
  }
}

/// In order, or because the patience is at its end.
void Route::leave_at_last() {
  if (leaving_ == Leaving::Left) return closed({});  // not even the goodbye comes through
  leaving_ = Leaving::Left;
  leave_timer_.expires_after(kDrain);
  leave_timer_.async_wait(later(&Route::leave_at_last));
  link_.leave();
}

std::function<void(const boost::system::error_code&)> Route::later(void (Route::*what)()) {
  return [weak = std::weak_ptr(alive_), what](const boost::system::error_code& cancelled) {
    const auto alive = weak.lock();
    if (alive && !cancelled && (*alive)->started_) ((*alive)->*what)();
  };
}

}  // namespace hazgate::uplink
