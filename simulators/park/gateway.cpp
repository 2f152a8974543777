#include "simulators/park/gateway.hpp"

#include <boost/json.hpp>
#include <type_traits>
#include <utility>

#include "gateway/uplink/payload.hpp"

namespace hazgate::sim {
namespace {

using Error = boost::system::error_code;
using uplink::Ticket;

constexpr const char* kVersion = "hazsim";
/// Ticket::seq of Ticket::Of::Other: not a retained message.
constexpr std::uint64_t kReplyTicket = 100;

Now now() {
  return {Tick{std::chrono::duration_cast<Duration>(
              std::chrono::steady_clock::now().time_since_epoch())},
          WallTime{std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())},
          true};
}

}  // namespace

LightGateway::LightGateway(boost::asio::io_context& io, Settings settings, Tally& tally)
    : settings_(std::move(settings)),
      root_(settings_.place.root()),
      tally_(tally),
      io_(io),
      site_(settings_.place, settings_.rates.devices, settings_.rates.alarms_per_minute,
            settings_.seed),
      record_(settings_.epoch, settings_.rates.keep),
      outbox_(settings_.rates.backfill),
      choice_(settings_.brokers.size(), {}, settings_.seed ^ 0x9E3779B9U),
      connect_timer_(io),
      change_timer_(io),
      pace_timer_(io) {
  outbox_.attach({}, 0, now().tick);
  for (std::size_t device = 0; device < settings_.rates.devices; ++device) {
    poll_timers_.push_back(std::make_unique<boost::asio::steady_timer>(io));
  }
}

LightGateway::~LightGateway() {
  if (session_) session_->forget();
}

void LightGateway::start(Duration after) {
  const auto begin = Clock::now() + after;
  const auto period = settings_.rates.period;
  for (std::size_t device = 0; device < poll_timers_.size(); ++device) {
    poll_at(device, begin + period * device / poll_timers_.size());
  }
  change_timer_.expires_at(begin);
  change_timer_.async_wait([this](const Error& cancelled) {
    if (!cancelled) change();
  });
  auto first = choice_.first();
  first.pause = std::chrono::duration_cast<std::chrono::milliseconds>(after);
  attempt(first);
}

void LightGateway::stop_recording() {
  for (const auto& timer : poll_timers_) timer->cancel();
  change_timer_.cancel();
}

void LightGateway::leave() {
  leaving_ = true;
  connect_timer_.cancel();
  if (!is_connected()) {
    if (session_) session_->forget();
    session_.reset();
    return;
  }
  session_->publish({root_ + "state", uplink::offline_payload(now().wall), 1, true, {}},
                    {Ticket::Of::Other, kState});
  session_->leave();
}

std::uint64_t LightGateway::lag() const {
  return outbox_.lag(journal::Lane::Event) + outbox_.lag(journal::Lane::Sample);
}

void LightGateway::attempt(uplink::BrokerChoice::Attempt attempt) {
  connect_timer_.expires_after(attempt.pause);
  connect_timer_.async_wait([this, broker = attempt.broker](const Error& cancelled) {
    if (!cancelled && !leaving_) open(broker);
  });
}

void LightGateway::open(std::size_t broker) {
  tally_.attempts.push_back(now().wall);
  mqtt::Connect connect;
  connect.client_id = settings_.place.client_id();
  connect.username = settings_.username;
  connect.password = settings_.password;
  connect.will = {root_ + "state", uplink::will_payload()};
  session_ = std::make_shared<Session>(io_, std::move(connect), handlers());
  session_->open(settings_.brokers[broker]);
}

/// The session is told to forget() before this ends: plain `this` is safe.
Session::Handlers LightGateway::handlers() {
  Session::Handlers on;
  on.connected = [this] { connected(); };
  on.closed = [this](const std::string& why) { closed(why); };
  on.acknowledged = [this](Ticket ticket, Duration took) { acknowledged(ticket, took); };
  on.message = [this](uplink::Inbound&& message) { take_command(message); };
  on.refused = [this](const std::string& why) { tally_.troubled_by(why); };
  return on;
}

void LightGateway::connected() {
  if (connections_++ > 0) {
    tally_.reconnects.push_back(now().wall);
  } else {
    ++tally_.connected_first;
  }
  choice_.connected(Clock::now());
  outbox_.connected(now().tick);
  retained_.fill({true, false});
  pump_retained();
  session_->subscribe(root_ + "command", command_qos_);
  pump();
}

void LightGateway::closed(const std::string& why) {
  if (session_->waits_for_suback()) command_qos_ = 0;
  session_.reset();
  outbox_.disconnected();
  if (leaving_) return;
  tally_.troubled_by(why);
  attempt(choice_.closed(Clock::now()));
}

void LightGateway::acknowledged(Ticket ticket, Duration took) {
  if (ticket.of == Ticket::Of::Other) {
    if (ticket.seq >= retained_.size()) return;
    ++tally_.retained;
    retained_[ticket.seq].in_flight = false;
  } else {
    ++tally_.acknowledged;
    tally_.puback.add(took);
    if (outbox_.acknowledged(ticket, now().tick)) {
      record_.sent(outbox_.sent(journal::Lane::Event), outbox_.sent(journal::Lane::Sample));
    }
  }
  pump();
}

/// As hazgate's, a retained one is ignored.
void LightGateway::take_command(const uplink::Inbound& message) {
  if (message.retained) return;
  ++tally_.commands;
  Error broken;
  const boost::json::value command = boost::json::parse(message.payload, broken);
  boost::json::object reply{{"ok", false}, {"error", "a simulated gateway carries nothing out"}};
  if (!broken && command.is_object() && command.get_object().contains("id")) {
    reply["id"] = command.get_object().at("id");
  }
  if (!session_) return;
  session_->publish({root_ + "reply", boost::json::serialize(reply), 1, false, {}},
                    {Ticket::Of::Other, kReplyTicket});
}

void LightGateway::poll_at(std::size_t device, Clock::time_point at) {
  poll_timers_[device]->expires_at(at);
  poll_timers_[device]->async_wait([this, device](const Error& cancelled) {
    if (!cancelled) poll(device);
  });
}

void LightGateway::poll(std::size_t device) {
  const Now at = now();
  journal::Committed committed;
  committed.samples.push_back(
      record_.add_sample(at.wall, site_.layouts()[device].id, site_.frame(device, at)));
  outbox_.committed(std::move(committed), at.tick);
  poll_at(device, poll_timers_[device]->expiry() + settings_.rates.period);
  pump();
}

void LightGateway::change() {
  while (const auto change = site_.next_change(now())) add_change(*change);
  const auto at = site_.change_at();
  if (!at) return;  // no alarms were asked for
  change_timer_.expires_at(Clock::time_point{at->time_since_epoch()});
  change_timer_.async_wait([this](const Error& cancelled) {
    if (!cancelled) this->change();
  });
}

void LightGateway::add_change(const LightSite::Change& change) {
  journal::Committed committed;
  committed.events.push_back(record_.add_event(change.t, "alarm", change.body));
  outbox_.committed(std::move(committed), now().tick);
  retained_[kAlarms].stale = true;
  pump();
}

void LightGateway::pump() {
  if (!is_connected() || leaving_) return;
  pump_retained();
  while (true) {
    while (const auto outgoing = outbox_.next(now().tick)) send(*outgoing);
    const auto request = outbox_.wanted_read();
    if (!request) break;
    read(*request);
  }
  if (const auto at = outbox_.wake_at(now().tick)) wake_for(*at);
}

/// Only the newest text matters; one of each is in flight at a time.
void LightGateway::pump_retained() {
  static constexpr std::array<const char*, kRetainedCount> kNames{"state", "describe", "alarms"};
  const WallTime t = now().wall;
  for (std::size_t place = 0; place < retained_.size(); ++place) {
    Retained& message = retained_[place];
    if (!message.stale || message.in_flight) continue;
    message = {false, true};
    std::string payload = place == kState ? uplink::online_payload(t, kVersion, record_.epoch())
                          : place == kDescribe ? site_.describe(t)
                                               : site_.alarms(t);
    session_->publish({root_ + kNames.at(place), std::move(payload), 1, true, {}},
                      {Ticket::Of::Other, place});
  }
}

void LightGateway::send(const uplink::Outgoing& outgoing) {
  ++tally_.published;
  if (outgoing.late) ++tally_.late;
  const auto visitor = [&](const auto* record) {
    using Kept = std::decay_t<decltype(*record)>;
    if constexpr (std::is_same_v<Kept, journal::EventRecord>) {
      session_->publish(
          {root_ + record->kind, uplink::event_payload(*record, record_.epoch(), outgoing.late)},
          outgoing.ticket);
    } else if constexpr (std::is_same_v<Kept, journal::SampleRecord>) {
      const journal::FrameLayout& layout = site_.layouts()[record->layout - 1];
      uplink::Publication message{
          root_ + "telemetry/" + layout.device,
          uplink::telemetry_payload(layout, *record, record_.epoch(), outgoing.late)};
      outbox_.sized(outgoing.ticket, message.packet_bytes());
      session_->publish(message, outgoing.ticket);
    }
  };
  std::visit(visitor, outgoing.record);
}

void LightGateway::read(const uplink::ReadRequest& request) {
  if (request.lane == journal::Lane::Event) {
    outbox_.read_done(record_.events(request.after, request.limit));
  } else {
    outbox_.read_done(record_.samples(request.after, request.limit));
  }
}

void LightGateway::wake_for(Tick at) {
  if (wakes_at_ && *wakes_at_ <= at) return;
  wakes_at_ = at;
  pace_timer_.expires_at(Clock::time_point{at.time_since_epoch()});
  pace_timer_.async_wait([this](const Error& cancelled) {
    if (cancelled) return;
    wakes_at_.reset();
    pump();
  });
}

}  // namespace hazgate::sim
