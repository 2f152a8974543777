#include "gateway/uplink/sparkplug/node.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>

#include "gateway/uplink/sample_lane.hpp"
#include "gateway/uplink/sparkplug/bd_seq.hpp"

namespace hazgate::uplink::sparkplug {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Records that are not confirmed: two seconds of 64 devices, on a line of a satellite's length. The
/// throttle holds the back-fill to less.
constexpr std::size_t kWindow = 128;
constexpr std::size_t kConfirmAtOnce = 12;  ///< records that are written and not asked for
constexpr Duration kConfirmEvery = 100ms;   ///< when they are fewer
constexpr std::size_t kMostQuestions = 16;  ///< confirmations asked for and not answered
constexpr Duration kRebirthAgain = 2s;      ///< asked for more often, it is done once
constexpr Duration kReadRetry = 1s;
/// Births, and what is not on record, keep their place among the data.
constexpr Ticket kUnnumbered{Ticket::Of::Sample, 0};

Tick tick_now() {
  return Tick{std::chrono::duration_cast<Duration>(Clock::now().time_since_epoch())};
}

WallTime wall_now() {
  return WallTime{std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch())};
}

}  // namespace

struct Node::State : std::enable_shared_from_this<Node::State> {
  State(boost::asio::io_context& core, Options its_options, Callbacks its_callbacks);
  Route::Handlers handlers();

  void attach(journal::Journal* its_journal);
  void connected();
  void closed(const std::string& why);
  void answered(const std::string& topic);
  void follow(Session::Wish wish);
  void give_births();
  void written(Ticket ticket);
  void pump();
  void send(const SampleLane::Outgoing& outgoing);
  bool may_ask() const { return !unconfirmed.empty() && asked.size() < kMostQuestions; }
  void confirm();
  void confirmed();
  void ask(const SampleLane::Request& request);
  void take(std::vector<journal::SampleRecord>&& records);
  void wake_for(Tick at);
  void plan_wake();
  void forget_handed();
  void send_unjournaled(const journal::FrameLayout& layout, const journal::SampleRecord& record);
  const journal::FrameLayout& layout(std::uint32_t id);
  void reserve();

  boost::asio::io_context& io;
  const Options options;
  Callbacks callbacks;
  Session session;
  SampleLane lane;
  BdSeq bd_seq;
  Route route;
  Link& link;
  boost::asio::steady_timer timer;
  std::optional<Tick> wakes_at;
  journal::Journal* journal = nullptr;
  std::uint64_t generation = 0;
  std::unordered_map<std::uint32_t, journal::FrameLayout> layouts;
  /// Records whose last message is not written yet, by its ticket: what is written of another journal's is nobody's.
  std::unordered_map<std::uint64_t, std::uint64_t> handed;
  std::uint64_t last_ticket = 0;
  std::vector<std::uint64_t> unconfirmed;  ///< written since the last confirmation was asked for
  std::deque<std::vector<std::uint64_t>> asked;  ///< covered by each that is not answered
  Tick asked_at{};
  std::vector<std::string> to_subscribe;  ///< not answered yet
  std::optional<Tick> waits_until, births_at, read_again_at;
  Tick born_at{};
  bool started = false;
  Counters counters;
};

Node::State::State(boost::asio::io_context& core, Options its_options, Callbacks its_callbacks)
    : io(core),
      options(std::move(its_options)),
      callbacks(std::move(its_callbacks)),
      session(options.identity),
      lane(options.backfill),
      bd_seq(static_cast<std::uint8_t>(unix_ms(wall_now()) / 1000)),
      route(core, options.route, handlers()),
      link(route.link()),
      timer(core) {}

/// The route is a member and dies with this: plain `this` is safe.
Route::Handlers Node::State::handlers() {
  Route::Handlers on;
  on.link.connected = [this] { connected(); };
  on.link.closed = [this](const std::string& why) { closed(why); };
  on.link.acknowledged = [this](Ticket ticket, Clock::time_point) { written(ticket); };
  on.link.refused = [this](Ticket ticket, const std::string& why) {
    counters.error = why;
    written(ticket);
  };
  on.link.message = [this](Inbound&& message) { follow(session.heard(message)); };
  on.link.subscribed = [this](const std::string& topic) { answered(topic); };
  // An answer, too; that commands do not arrive is the access list's wish (Sparkplug 3.0, chapter 7).
  on.link.subscribe_refused = [this](const std::string& topic, const std::string&) {
    answered(topic);
  };
  on.link.settled = [this] { pump(); };
  on.will = [this] {
    const Will will = session.will(bd_seq.take());
    reserve();
    return will;
  };
  on.farewell = [this] { return session.farewell(); };
  return on;
}

void Node::State::reserve() {
  const auto reserved = bd_seq.reserve();
  if (reserved && callbacks.keep_bd_seq) callbacks.keep_bd_seq(*reserved);
}

void Node::State::attach(journal::Journal* its_journal) {
  ++generation;
  forget_handed();  // the messages go out all the same: without them a seq would be missing
  for (auto& covered : asked) covered.clear();  // the answers are to come
  layouts.clear();
  session.forget_layouts();
  read_again_at.reset();
  journal = its_journal;
  if (journal == nullptr) {
    lane.attach(0, 0, {});
    return;
  }
  const journal::Ends ends = journal->ends();
  lane.attach(ends.last_sample, ends.sent_sample, ends.ahead_sample);
  if (session.is_born()) lane.connected(tick_now());
  pump();
}

void Node::State::connected() {
  counters.error.clear();
  to_subscribe = session.subscriptions();
  link.subscribe(to_subscribe);
}

void Node::State::closed(const std::string& why) {
  counters.error = why;
  counters.born = counters.waits_for_host = false;
  session.disconnected();
  lane.disconnected();
  forget_handed();
  asked.clear();
  to_subscribe.clear();
  waits_until.reset();
  births_at.reset();
}

void Node::State::forget_handed() {
  handed.clear();
  unconfirmed.clear();
}

void Node::State::answered(const std::string& topic) {
  const auto waiting = std::find(to_subscribe.begin(), to_subscribe.end(), topic);
  if (waiting == to_subscribe.end()) {
    if (topic == session.node_commands()) confirmed();
    return;
  }
  to_subscribe.erase(waiting);
  if (!to_subscribe.empty()) return;
  follow(session.subscribed(link.largest_packet()));
  counters.waits_for_host = session.waits_for_host();
  if (session.waits_for_host()) waits_until = tick_now() + options.host_patience;
}

void Node::State::follow(Session::Wish wish) {
  if (!link.is_open() || route.is_leaving()) return;
  if (wish == Session::Wish::Leave) {
    return link.give_up("the primary host " + options.identity.primary_host + " is away");
  }
  if (wish != Session::Wish::Births) return;
  if (session.is_born() && tick_now() < born_at + kRebirthAgain) {
    births_at = born_at + kRebirthAgain;
    return plan_wake();
  }
  give_births();
}

void Node::State::give_births() {
  const bool again = session.is_born();
  births_at.reset();
  waits_until.reset();
  born_at = tick_now();
  counters.waits_for_host = false;
  counters.born = true;
  ++counters.births;
  for (Publication& birth : session.births(wall_now())) link.publish(std::move(birth), kUnnumbered);
  if (!again) lane.connected(tick_now());
  pump();
}

void Node::State::written(Ticket ticket) {
  if (ticket.of != Ticket::Of::Sample) return;
  const auto found = handed.find(ticket.seq);
  if (found == handed.end()) return;
  unconfirmed.push_back(found->second);
  handed.erase(found);
}

void Node::State::pump() {
  if (!link.is_open() || route.is_leaving()) return;
  const Tick now = tick_now();
  if (births_at && *births_at <= now) return give_births();
  if (session.waits_for_host() && waits_until && *waits_until <= now) {
    waits_until.reset();
    if (options.route.brokers.size() > 1) {
      return link.give_up("the primary host " + options.identity.primary_host + " is not there");
    }
  }
  if (session.is_born()) confirm();
  if (session.is_born() && !births_at) {  // what was asked for births comes first
    while (lane.in_flight() < kWindow) {
      const auto outgoing = lane.next(now);
      if (!outgoing) break;
      send(*outgoing);
    }
    if (read_again_at && *read_again_at <= now) {
      read_again_at.reset();
      lane.retry();
    }
    while (journal != nullptr) {
      const auto request = lane.wanted_read();
      if (!request) break;
      ask(*request);
    }
  }
  plan_wake();
}

void Node::State::send(const SampleLane::Outgoing& outgoing) {
  const std::uint64_t seq = outgoing.record->seq;
  auto messages = session.data(*outgoing.record, layout(outgoing.record->layout), outgoing.late,
                               lane.is_behind(), wall_now());
  if (messages.empty()) {
    lane.skip(seq);
    if (callbacks.moved) callbacks.moved();
    return;
  }
  std::size_t bytes = 0;
  for (const Publication& message : messages) bytes += message.packet_bytes();
  lane.sized(seq, bytes);
  handed[++last_ticket] = seq;
  Publication last = std::move(messages.back());
  messages.pop_back();
  for (Publication& message : messages) link.publish(std::move(message), kUnnumbered);
  link.publish(std::move(last), {Ticket::Of::Sample, last_ticket});
}

/// No more than one at a time waits for the line: the next is newer.
void Node::State::send_unjournaled(const journal::FrameLayout& layout,
                                   const journal::SampleRecord& record) {
  session.learn(record, layout);
  if (!session.is_born() || births_at || !link.is_open() || route.is_leaving()) return;
  if (!link.takes_at_once()) return;
  for (Publication& message : session.data(record, layout, false, false, wall_now())) {
    link.publish(std::move(message), kUnnumbered);
  }
}

void Node::State::confirm() {
  if (!may_ask()) return;
  const bool is_soon = tick_now() < asked_at + kConfirmEvery;
  const bool hurries = lane.is_behind() && asked.empty() && handed.empty();
  if (is_soon && unconfirmed.size() < kConfirmAtOnce && !hurries) return;
  asked_at = tick_now();
  asked.push_back(std::exchange(unconfirmed, {}));
  link.subscribe({session.node_commands()});
}

/// In the order of the questions, or at least not before: a later answer, too, is behind all of the first.
void Node::State::confirmed() {
  if (asked.empty()) return;
  const auto covered = std::move(asked.front());
  asked.pop_front();
  for (const std::uint64_t seq : covered) lane.acknowledged(seq, tick_now());
  if (callbacks.moved) callbacks.moved();
}

const journal::FrameLayout& Node::State::layout(std::uint32_t id) {
  const auto known = layouts.find(id);
  if (known != layouts.end()) return known->second;
  journal::FrameLayout found{id, "", {}};
  if (journal != nullptr) {
    if (auto points = journal->layout(id)) found = std::move(*points);
  }
  return layouts.emplace(id, std::move(found)).first->second;
}

/// The answer comes from the journal's reader thread to the core.
void Node::State::ask(const SampleLane::Request& request) {
  journal->read_samples(request.after, request.limit,
                        [weak = weak_from_this(), &core = io,
                         asked = generation](std::vector<journal::SampleRecord> records) {
                          boost::asio::post(core,
                                            [weak, asked, records = std::move(records)]() mutable {
                                              const auto self = weak.lock();
                                              if (self && self->generation == asked)
                                                self->take(std::move(records));
                                            });
                        });
}

void Node::State::take(std::vector<journal::SampleRecord>&& records) {
  if (records.empty()) read_again_at = tick_now() + kReadRetry;
  lane.read_done(std::move(records));
  if (callbacks.moved) callbacks.moved();
  pump();
}

void Node::State::plan_wake() {
  std::optional<Tick> at;
  const auto consider = [&](std::optional<Tick> other) {
    if (other && (!at || *other < *at)) at = other;
  };
  consider(births_at);
  if (session.waits_for_host()) consider(waits_until);
  if (session.is_born() && may_ask()) consider(asked_at + kConfirmEvery);
  if (session.is_born() && !births_at) {
    consider(read_again_at);
    if (lane.in_flight() < kWindow) consider(lane.wake_at(tick_now()));
  }
  if (at) wake_for(*at);
}

void Node::State::wake_for(Tick at) {
  if (wakes_at && *wakes_at <= at) return;
  wakes_at = at;
  timer.expires_at(Clock::time_point{at.time_since_epoch()});
  timer.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled) return;
    self->wakes_at.reset();
    self->pump();
  });
}

Node::Node(boost::asio::io_context& io, Options options, Callbacks callbacks)
    : state_(std::make_shared<State>(io, std::move(options), std::move(callbacks))) {}

Node::~Node() {
  state_->started = false;
  state_->callbacks = {};
}

void Node::attach(journal::Journal* journal) {
  state_->attach(journal);
}

void Node::restore_bd_seq(std::optional<std::uint8_t> reserved) {
  state_->bd_seq.restore(reserved);
  state_->reserve();
}

void Node::set_catalog(Catalog catalog) {
  if (!state_->session.set_catalog(std::move(catalog)) || !state_->session.is_born()) return;
  state_->follow(Session::Wish::Births);
}

void Node::start() {
  if (std::exchange(state_->started, true)) return;
  state_->route.start();
}

void Node::stop(std::chrono::milliseconds patience) {
  if (!std::exchange(state_->started, false)) return;
  state_->callbacks = {};
  state_->route.stop();
  state_->link.close(patience);
}

void Node::committed(std::vector<journal::SampleRecord>&& records) {
  if (state_->journal == nullptr) return;
  for (auto& record : records) {
    state_->session.learn(record, state_->layout(record.layout));
    state_->lane.committed(std::move(record), tick_now());
  }
  state_->pump();
}

void Node::send_unjournaled(const journal::FrameLayout& layout,
                            const journal::SampleRecord& record) {
  state_->send_unjournaled(layout, record);
}

std::uint64_t Node::sent() const {
  return state_->lane.sent();
}

const journal::Spans& Node::ahead() const {
  return state_->lane.ahead();
}

std::uint64_t Node::lag() const {
  return state_->lane.lag();
}

std::size_t Node::in_flight() const {
  return state_->lane.in_flight();
}

Counters Node::counters() const {
  Counters counters = state_->counters;
  counters.broker = state_->route.broker();
  counters.left_out = state_->session.left_out();
  counters.left_out_why = state_->session.left_out_why();
  counters.refused_commands = state_->session.refused_commands();
  counters.refused_command = state_->session.refused_command();
  return counters;
}

}  // namespace hazgate::uplink::sparkplug
