#include "gateway/uplink/uplink.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "gateway/uplink/lane_age.hpp"
#include "gateway/uplink/outbox.hpp"
#include "gateway/uplink/payload.hpp"
#include "gateway/uplink/publish_times.hpp"
#include "gateway/uplink/route.hpp"

namespace hazgate::uplink {
namespace {

using journal::Lane;

constexpr std::chrono::seconds kReadRetry{1};
constexpr std::size_t kMostReplies = 256;
constexpr std::uint64_t kReplyTicket =
    100;  ///< Ticket::seq of Ticket::Of::Other: not a retained one
/// Telemetry that is not on record: behind everything else, and so few at a time.
constexpr Ticket kUnjournaledSample{Ticket::Of::Sample, UINT64_MAX};
constexpr std::size_t kMostUnjournaledSamples = 12;

using Clock = std::chrono::steady_clock;

Tick tick_now() {
  return Tick{std::chrono::duration_cast<Duration>(Clock::now().time_since_epoch())};
}

WallTime wall_now() {
  return WallTime{std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch())};
}

bool is_unjournaled_sample(Ticket ticket) {
  return ticket.of == kUnjournaledSample.of && ticket.seq == kUnjournaledSample.seq;
}

std::uint64_t key_of(Ticket ticket) {
  return (static_cast<std::uint64_t>(ticket.of) << 60) | ticket.seq;
}

/// A retained message: only its newest text matters, and one of it is in flight at a time.
struct Retained {
  std::string topic;
  std::string payload;
  bool stale = false;  ///< the broker does not have this text
  bool in_flight = false;
};

struct Reply {
  std::string topic, json, correlation;
};

/// Somebody who may send commands must not make the gateway speak where it speaks for itself.
bool is_foreign_topic(const std::string& topic, const std::string& root) {
  return !topic.empty() && topic.front() != '$' &&
         topic.find_first_of(std::string_view("+#\0", 3)) == std::string::npos &&
         topic.rfind(root, 0) != 0;
}

Route::Settings route_settings(const Options& options) {
  return {options.brokers,
          options.fail_back,
          {options.client_id, options.username, options.password, options.tls, options.mqtt,
           options.silence},
          options.look_every,
          options.look_again};
}

/// The same brokers, as another client. With a primary host it is the host that says where to be.
sparkplug::Node::Options node_options(const Options& options) {
  sparkplug::Node::Options node{route_settings(options), *options.sparkplug, options.backfill};
  node.route.link.client_id += "-sparkplug";
  if (!options.sparkplug->primary_host.empty()) node.route.fail_back = {};
  return node;
}

enum RetainedPlace : std::size_t { kState, kDescribe, kAlarms, kRetainedCount };

}  // namespace

struct Uplink::State : std::enable_shared_from_this<Uplink::State> {
  State(boost::asio::io_context& core, Options its_options, Callbacks its_callbacks);
  Route::Handlers handlers();
  void make_node();
  std::uint64_t sent(Lane lane) const;

  void attach(journal::Journal* journal);
  void connected();
  void closed(const std::string& why);
  void acknowledged(Ticket ticket, Clock::time_point at);
  void refused(Ticket ticket, const std::string& why);
  void out_of_flight(Ticket ticket, Clock::time_point at);
  void tell_link(bool works, const std::string& why);

  void set_retained(RetainedPlace place, std::string payload);
  void pump();
  void nothing_in_flight();
  void pump_retained();
  void pump_replies();
  void send(const Outgoing& outgoing);
  void send_unjournaled(const journal::FrameLayout& layout, const journal::SampleRecord& record);
  void ask(const ReadRequest& request);
  template <class Record>
  std::function<void(std::vector<Record>)> answer();
  void retry_reads_later();
  void wake_for(Tick at);
  void keep_cursors();
  void look_at_ages();
  void learn_age(Lane lane, std::uint64_t after, std::optional<WallTime> t);
  const journal::FrameLayout& layout(std::uint32_t id);
  std::string topic_of(std::uint32_t layout_id);

  boost::asio::io_context& io;
  const Options options;
  Callbacks callbacks;
  Outbox outbox;
  Route route;
  Link& link;
  std::unique_ptr<sparkplug::Node> node;
  journal::Journal* journal = nullptr;
  std::string epoch;
  std::uint64_t generation = 0;  ///< of the journal: an answer of an earlier one is not for us
  std::unordered_map<std::uint32_t, journal::FrameLayout> layouts;
  std::array<Retained, kRetainedCount> retained;
  std::deque<Reply> replies;
  bool reply_in_flight = false;
  std::size_t unjournaled_samples = 0;  ///< in flight
  std::array<LaneAge, 2> ages;          ///< by Lane
  PublishTimes publish_times;
  bool keeps = false;  ///< cursors changed since they were handed to the journal

  bool started = false;
  boost::asio::steady_timer read_timer, pace_timer;
  bool read_timer_runs = false;
  std::optional<Tick> wakes_at;  ///< what pace_timer waits for
  std::uint64_t connections = 0;
  bool telemetry_refused = false;  ///< said, of this connection
  std::optional<bool> told;        ///< what callbacks.link last said
  Counters counters;
};

Uplink::State::State(boost::asio::io_context& core, Options its_options, Callbacks its_callbacks)
    : io(core),
      options(std::move(its_options)),
      callbacks(std::move(its_callbacks)),
      outbox(options.backfill),
      route(core, route_settings(options), handlers()),
      link(route.link()),
      read_timer(core),
      pace_timer(core) {
  if (options.sparkplug) make_node();
  retained[kState].topic = options.root + "state";
  retained[kDescribe].topic = options.root + "describe";
  retained[kAlarms].topic = options.root + "alarms";
}

/// A member as well.
void Uplink::State::make_node() {
  sparkplug::Node::Callbacks on;
  on.moved = [this] {
    keeps = true;
    keep_cursors();
  };
  on.keep_bd_seq = [this](std::uint8_t reserved) {
    if (callbacks.keep_bd_seq) callbacks.keep_bd_seq(reserved);
  };
  node = std::make_unique<sparkplug::Node>(io, node_options(options), std::move(on));
}

/// The route is a member and dies with this: plain `this` is safe.
Route::Handlers Uplink::State::handlers() {
  Route::Handlers on;
  on.link.connected = [this] { connected(); };
  on.link.closed = [this](const std::string& why) { closed(why); };
  on.link.acknowledged = [this](Ticket ticket, Clock::time_point at) { acknowledged(ticket, at); };
  on.link.refused = [this](Ticket ticket, const std::string& why) { refused(ticket, why); };
  on.link.message = [this](Inbound&& message) {
    // A retained command would be carried out at every reconnect.
    if (message.retained || message.topic != options.root + "command") return;
    if (callbacks.command) callbacks.command(message.payload, message.reply_to);
  };
  on.link.subscribe_refused = [this](const std::string&, const std::string& why) {
    counters.error = why + "; commands from the park do not arrive: check the access list";
  };
  on.link.settled = [this] {
    keep_cursors();
    pump();
  };
  on.will = [this] { return Will{options.root + "state", will_payload()}; };
  on.farewell = [this] {
    return Publication{options.root + "state", offline_payload(wall_now()), 1, true, {}};
  };
  on.certificate = [this](const std::string& problem) {
    if (callbacks.certificate) callbacks.certificate(problem);
  };
  return on;
}

void Uplink::State::attach(journal::Journal* its_journal) {
  ++generation;
  link.forget_in_flight();
  nothing_in_flight();
  layouts.clear();
  journal = its_journal;
  keeps = false;
  if (node != nullptr) node->attach(journal);
  if (journal == nullptr) {
    outbox.attach({}, 0, tick_now());
    ages = {};
    return;
  }
  epoch = journal->opened().epoch;
  journal::Ends ends = journal->ends();
  ages[1].attach(ends.last_sample, ends.sent_sample);
  if (node != nullptr) {  // the outbox has no samples
    ends.sent_sample = ends.last_sample;
    ends.ahead_sample = {};
  }
  outbox.attach(ends, journal->opened().last_event, tick_now());
  ages[0].attach(ends.last_event, ends.sent_event);
  look_at_ages();
  if (link.is_open()) set_retained(kState, online_payload(wall_now(), options.version, epoch));
  pump();
}

void Uplink::State::connected() {
  if (connections++ > 0) ++counters.reconnects;
  counters.connected = true;
  telemetry_refused = false;
  counters.error.clear();
  outbox.connected(tick_now());
  retained[kState].payload = online_payload(wall_now(), options.version, epoch);
  for (Retained& message : retained) message.stale = !message.payload.empty();
  pump_retained();
  link.subscribe({options.root + "command"});
  tell_link(true, "");
}

void Uplink::State::closed(const std::string& why) {
  counters.connected = false;
  counters.error = why;
  outbox.disconnected();
  nothing_in_flight();
  const bool goes_on_at_once = why.empty() || route.is_returning();
  if (started && !goes_on_at_once) tell_link(false, why);
}

void Uplink::State::tell_link(bool works, const std::string& why) {
  if (std::exchange(told, works) != works && callbacks.link) callbacks.link(works, why);
}

void Uplink::State::acknowledged(Ticket ticket, Clock::time_point at) {
  if (ticket.of != Ticket::Of::Other) ++counters.published;
  if (ticket.of == Ticket::Of::Event) tell_link(true, "");  // after one that was refused
  out_of_flight(ticket, at);
}

/// The lane goes on behind it: what the broker never takes must not hold up the next alarm. The
/// consumer sees a gap, the journal keeps the record, and the people here are told.
void Uplink::State::refused(Ticket ticket, const std::string& why) {
  ++counters.refused;
  counters.refused_why = why;
  out_of_flight(ticket, Clock::now());
  const bool is_telemetry = ticket.of == Ticket::Of::Sample;  // by the second: said once
  if (is_unjournaled_sample(ticket)) return;
  if (callbacks.refused && !(is_telemetry && std::exchange(telemetry_refused, true))) {
    callbacks.refused(ticket, why);
  }
  if (ticket.of == Ticket::Of::Event) tell_link(false, why);
}

void Uplink::State::out_of_flight(Ticket ticket, Clock::time_point at) {
  if (is_unjournaled_sample(ticket)) {
    if (unjournaled_samples > 0) --unjournaled_samples;
  } else if (ticket.of != Ticket::Of::Other) {
    publish_times.acknowledged(key_of(ticket), at);
    keeps |= outbox.acknowledged(ticket,
                                 Tick{std::chrono::duration_cast<Duration>(at.time_since_epoch())});
  } else if (ticket.seq == kReplyTicket) {
    reply_in_flight = false;
  } else if (ticket.seq < retained.size()) {
    retained[ticket.seq].in_flight = false;
  }
}

void Uplink::State::set_retained(RetainedPlace place, std::string payload) {
  retained[place].payload = std::move(payload);
  retained[place].stale = true;
  pump_retained();
}

void Uplink::State::nothing_in_flight() {
  for (Retained& message : retained) message.in_flight = false;
  reply_in_flight = false;
  unjournaled_samples = 0;
  publish_times.disconnected();
}

void Uplink::State::pump_retained() {
  if (!link.is_open() || route.is_leaving()) return;
  for (std::size_t place = 0; place < retained.size(); ++place) {
    Retained& message = retained[place];
    if (!message.stale || message.in_flight) continue;
    message.stale = false;
    message.in_flight = true;
    link.publish({message.topic, message.payload, 1, true, {}}, {Ticket::Of::Other, place});
  }
}

void Uplink::State::pump_replies() {
  if (!link.is_open() || route.is_leaving() || reply_in_flight || replies.empty()) return;
  reply_in_flight = true;
  Reply& reply = replies.front();
  link.publish({std::move(reply.topic), std::move(reply.json), 1, false, reply.correlation},
               {Ticket::Of::Other, kReplyTicket});
  replies.pop_front();
}

void Uplink::State::send_unjournaled(const journal::FrameLayout& layout,
                                     const journal::SampleRecord& record) {
  if (!link.is_open() || route.is_leaving()) return;
  if (unjournaled_samples >= kMostUnjournaledSamples) return;
  ++unjournaled_samples;
  link.publish({options.root + "telemetry/" + layout.device,
                unjournaled_telemetry_payload(layout, record),
                1,
                false,
                {}},
               kUnjournaledSample);
}

void Uplink::State::pump() {
  if (!link.is_open() || route.is_leaving()) return;
  pump_retained();
  pump_replies();
  while (const auto outgoing = outbox.next(tick_now())) send(*outgoing);
  if (const auto at = outbox.wake_at(tick_now())) wake_for(*at);
  if (journal == nullptr) return;
  while (const auto request = outbox.wanted_read()) ask(*request);
}

/// The back-fill goes on after a rest without anything happening.
void Uplink::State::wake_for(Tick at) {
  if (wakes_at && *wakes_at <= at) return;
  wakes_at = at;
  pace_timer.expires_at(Clock::time_point{at.time_since_epoch()});
  pace_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled) return;
    self->wakes_at.reset();
    self->pump();
  });
}

void Uplink::State::send(const Outgoing& outgoing) {
  publish_times.sent(key_of(outgoing.ticket), PublishTimes::Clock::now());
  const auto visitor = [&](const auto* record) {
    using Record = std::decay_t<decltype(*record)>;
    if constexpr (std::is_same_v<Record, journal::EventRecord>) {
      link.publish({options.root + record->kind, event_payload(*record, epoch, outgoing.late)},
                   outgoing.ticket);
    } else if constexpr (std::is_same_v<Record, journal::SampleRecord>) {
      const journal::FrameLayout& points = layout(record->layout);
      Publication message{options.root + "telemetry/" + points.device,
                          telemetry_payload(points, *record, epoch, outgoing.late)};
      outbox.sized(outgoing.ticket, message.packet_bytes());
      link.publish(std::move(message), outgoing.ticket);
    } else {
      link.publish({options.root + record->kind, unjournaled_payload(record->body, outgoing.late)},
                   outgoing.ticket);
    }
  };
  std::visit(visitor, outgoing.record);
}

/// A layout that the journal does not know any more still has its place in the lane.
const journal::FrameLayout& Uplink::State::layout(std::uint32_t id) {
  const auto known = layouts.find(id);
  if (known != layouts.end()) return known->second;
  journal::FrameLayout found{id, "unknown", {}};
  if (auto points = journal->layout(id)) found = std::move(*points);
  return layouts.emplace(id, std::move(found)).first->second;
}

void Uplink::State::ask(const ReadRequest& request) {
  if (request.lane == Lane::Event) {
    journal->read_events(Lane::Event, request.after, request.limit, answer<journal::EventRecord>());
  } else {
    journal->read_samples(request.after, request.limit, answer<journal::SampleRecord>());
  }
}

/// From the journal's reader thread to the core.
template <class Record>
std::function<void(std::vector<Record>)> Uplink::State::answer() {
  return [weak = weak_from_this(), &core = io, asked = generation](std::vector<Record> records) {
    boost::asio::post(core, [weak, asked, records = std::move(records)]() mutable {
      const auto self = weak.lock();
      if (!self || self->generation != asked) return;
      if (records.empty()) self->retry_reads_later();
      self->outbox.read_done(std::move(records));
      self->pump();
    });
  };
}

void Uplink::State::retry_reads_later() {
  if (std::exchange(read_timer_runs, true)) return;
  read_timer.expires_after(kReadRetry);
  read_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled) return;
    self->read_timer_runs = false;
    self->outbox.retry();
    self->pump();
  });
}

std::uint64_t Uplink::State::sent(Lane lane) const {
  return node != nullptr && lane == Lane::Sample ? node->sent() : outbox.sent(lane);
}

void Uplink::State::keep_cursors() {
  if (journal == nullptr || !std::exchange(keeps, false)) return;
  journal->set_sent(Lane::Event, outbox.sent(Lane::Event));
  journal->set_sent(Lane::Sample, sent(Lane::Sample), node ? node->ahead() : outbox.ahead());
  for (const Lane lane : {Lane::Event, Lane::Sample}) {
    ages[static_cast<std::size_t>(lane)].sent(sent(lane));
  }
  look_at_ages();
}

/// Asks the journal when the oldest record was made of which only it knows.
void Uplink::State::look_at_ages() {
  const auto learn = [this](Lane lane, std::uint64_t after) {
    return [weak = weak_from_this(), &core = io, asked = generation, lane, after](auto records) {
      const auto t = records.empty() ? std::nullopt : std::optional(records.front().t);
      boost::asio::post(core, [weak, asked, lane, after, t] {
        const auto self = weak.lock();
        if (self && self->generation == asked) self->learn_age(lane, after, t);
      });
    };
  };
  if (const auto after = ages[0].asked_after()) {
    journal->read_events(Lane::Event, *after, 1, learn(Lane::Event, *after));
  }
  if (const auto after = ages[1].asked_after()) {
    journal->read_samples(*after, 1, learn(Lane::Sample, *after));
  }
}

/// A read that gave nothing is tried again when something has been acknowledged.
void Uplink::State::learn_age(Lane lane, std::uint64_t after, std::optional<WallTime> t) {
  LaneAge& age = ages[static_cast<std::size_t>(lane)];
  if (t) {
    age.found(after, *t);
  } else {
    age.not_found();
  }
}

Uplink::Uplink(boost::asio::io_context& io, Options options, Callbacks callbacks)
    : state_(std::make_shared<State>(io, std::move(options), std::move(callbacks))) {}

Uplink::~Uplink() {
  state_->started = false;
  state_->callbacks = {};
  state_->node.reset();
}

void Uplink::attach(journal::Journal* journal) {
  state_->attach(journal);
}

void Uplink::start() {
  if (state_->options.brokers.empty() || std::exchange(state_->started, true)) return;
  state_->route.start();
  if (state_->node != nullptr) state_->node->start();
}

void Uplink::stop(std::chrono::milliseconds patience) {
  if (!std::exchange(state_->started, false)) return;
  state_->callbacks = {};
  state_->route.stop();
  if (state_->node != nullptr) state_->node->stop(patience);
  state_->link.close(patience);
  state_->counters.connected = false;
  state_->keep_cursors();
}

void Uplink::committed(journal::Committed&& committed) {
  if (state_->journal == nullptr) return;
  for (const auto& record : committed.events) state_->ages[0].committed(record.seq, record.t);
  for (const auto& record : committed.samples) state_->ages[1].committed(record.seq, record.t);
  if (state_->node != nullptr) {
    state_->node->committed(std::exchange(committed.samples, {}));
  }
  state_->outbox.committed(std::move(committed), tick_now());
  state_->pump();
}

void Uplink::send_unjournaled(const std::string& kind, const std::string& body) {
  state_->outbox.send_unjournaled(kind, body, tick_now());
  state_->pump();
}

void Uplink::send_unjournaled(const journal::FrameLayout& layout,
                              const journal::SampleRecord& record) {
  if (state_->node != nullptr) {
    state_->node->send_unjournaled(layout, record);
  } else {
    state_->send_unjournaled(layout, record);
  }
}

void Uplink::set_catalog(sparkplug::Catalog catalog) {
  if (state_->node != nullptr) state_->node->set_catalog(std::move(catalog));
}

void Uplink::restore_bd_seq(std::optional<std::uint8_t> reserved) {
  if (state_->node != nullptr) state_->node->restore_bd_seq(reserved);
}

void Uplink::set_describe(std::string json) {
  state_->set_retained(kDescribe, std::move(json));
}

void Uplink::set_alarms(std::string json) {
  state_->set_retained(kAlarms, std::move(json));
}

void Uplink::reply(const std::string& json, const ReplyTo& to) {
  if (!state_->link.is_open()) return;  // who asked has lost the connection too
  const std::string& root = state_->options.root;
  state_->replies.push_back({root + "reply", json, to.correlation});
  if (is_foreign_topic(to.topic, root)) {
    state_->replies.push_back({to.topic, json, to.correlation});
  }
  while (state_->replies.size() > kMostReplies) state_->replies.pop_front();
  state_->pump_replies();
}

Counters Uplink::counters() const {
  Counters counters = state_->counters;
  if (!state_->options.brokers.empty()) counters.broker = state_->route.broker();
  counters.certificate_ends = state_->route.certificates().own_ends();
  counters.broker_certificate_ends = state_->route.certificates().broker_ends();
  counters.certificate = state_->route.certificates().problem();
  counters.sent_event = state_->outbox.sent(Lane::Event);
  counters.sent_sample = state_->sent(Lane::Sample);
  counters.lag_event = state_->outbox.lag(Lane::Event);
  const sparkplug::Node* node = state_->node.get();
  counters.lag_sample = node != nullptr ? node->lag() : state_->outbox.lag(Lane::Sample);
  counters.oldest_event = state_->ages[0].oldest();
  counters.oldest_sample = state_->ages[1].oldest();
  counters.in_flight = state_->publish_times.in_flight();
  counters.publish = state_->publish_times.figures();
  if (node != nullptr) {
    counters.sparkplug = node->counters();
    counters.in_flight += node->in_flight();
  }
  return counters;
}

}  // namespace hazgate::uplink
