#include "gateway/uplink/link.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "gateway/uplink/connector.hpp"
#include "gateway/uplink/inbox.hpp"
#include "gateway/uplink/packet_limit.hpp"
#include "gateway/uplink/paho_session.hpp"
#include "gateway/uplink/reason.hpp"

namespace hazgate::uplink {

namespace {

using Clock = std::chrono::steady_clock;

/// A message that the broker refuses for a reason that may pass is tried over so many connections.
constexpr int kMostTries = 3;
constexpr std::size_t kMostRefusals = 64;
/// After a connection broke with messages in flight, as many of the next one go one by one, and these
/// more: the retained ones that come first. When one of them is the cause, that shows which; and a
/// broker that refuses and hangs up is heard, because its word is not lost with unread messages.
constexpr std::size_t kCarefulMore = 8;
/// A topic that the broker does not let us write is not tried again for so long: some brokers end the
/// connection over it (mosquitto 2.0.11 does after its PUBACK), and would each time.
constexpr std::chrono::minutes kBarred{10};
constexpr int kMostUnanswered = 2;
/// Below Paho's limits: 64 in flight, and 100 that it has not written yet, of any QoS.
constexpr std::size_t kMostInFlight = 48;
constexpr std::chrono::hours kUnanswered{1};  ///< so long less is asked for, see asked_qos()

struct Barred {
  Clock::time_point until{};
  std::string why;
};

struct InFlight {
  Ticket ticket;
  std::string topic;
  std::size_t bytes = 0;
  Clock::time_point since{};
  bool forgotten = false;  ///< nobody asks for its end any more, but the broker still counts it
};

struct Waiting {
  Publication publication;
  Ticket ticket;
};

constexpr Ticket kLastWord{Ticket::Of::Other, UINT64_MAX};

bool is_of_a_lane(Ticket ticket) {
  return ticket.of != Ticket::Of::Other;
}

}  // namespace

struct Link::Impl : std::enable_shared_from_this<Link::Impl> {
  enum class Phase : std::uint8_t { Idle, Connecting, Diagnosing, Open, Leaving, Closing };

  Impl(boost::asio::io_context& core, Settings its_settings, Handlers its_handlers)
      : io(core),
        settings(std::move(its_settings)),
        handlers(std::move(its_handlers)),
        silence_timer(core) {}

  void begin() {
    inbox = std::make_shared<Inbox>([weak = weak_from_this(), &core = io] {
      boost::asio::post(core, [weak] {
        if (const auto self = weak.lock()) self->handle_notes();
      });
    });
    connector.emplace(settings, inbox);
  }

  void connect(const std::string& to, Will will);
  void close_with(const std::string& why);
  void handle_notes();
  void handle(Note&& note);
  void connected(const Note& note);
  void connect_failed(const Note& note);
  void diagnosed(const Note& note);
  void lost(const Note& note);
  void begin_to_listen() {
    if (in_flight.empty() && subscriptions.empty()) answered = Clock::now();
  }
  void listen_for_answers();
  void note_loss(int code);
  void publish_failed(const Note& note);
  void acknowledged(const Note& note);
  void subscribed(const Note& note);
  void subscribe_failed(const Note& note);
  void give_up(const std::string& why);
  void say_last_word();
  void hang_up();
  void subscribe_unanswered();
  int asked_qos(int qos) const;
  void publish(Publication publication, Ticket ticket);
  void send(Publication&& publication, Ticket ticket);
  void send_waiting();
  bool is_tried_enough(Ticket ticket);
  void refuse(Ticket ticket, const std::string& why);
  std::string why_not(const Publication& publication) const;
  std::string too_large(const Publication& publication) const;
  void close(std::chrono::milliseconds patience);

  boost::asio::io_context& io;
  const Settings settings;
  Handlers handlers;
  std::shared_ptr<Inbox> inbox;
  std::optional<Connector> connector;
  std::string broker;
  Phase phase = Phase::Idle;
  Clock::time_point began{};
  std::unordered_map<std::uint32_t, InFlight> in_flight;
  std::deque<Waiting> urgent, telemetry;  ///< beyond what may be in flight
  std::size_t receive_maximum = 0;
  std::size_t careful = 0;                    ///< so many are still sent one by one
  std::uint64_t accepted = 0;                 ///< messages over this connection
  std::map<std::string, PacketLimit> limits;  ///< by broker
  /// Messages of a lane that were refused: how often.
  std::map<std::pair<Ticket::Of, std::uint64_t>, int> refusals;
  std::map<std::pair<std::string, std::string>, Barred> barred;  ///< by broker and topic
  std::unordered_map<std::uint32_t, std::string> subscriptions;  ///< topic by number
  int unanswered_in_a_row = 0;                  ///< connections that ended instead of a SUBACK
  bool was_counted = false;                     ///< among them, this one
  std::optional<Clock::time_point> unanswered;  ///< kMostUnanswered in a row, the last time
  std::uint32_t last_number = 0;
  boost::asio::steady_timer silence_timer;
  Clock::time_point answered{};  ///< the last acknowledgement, or when nothing was in flight
  bool was_of_use = true;
};

void Link::Impl::connect(const std::string& to, Will will) {
  phase = Phase::Connecting;
  began = Clock::now();
  broker = to;
  was_of_use = true;
  was_counted = false;
  connector->connect(to, std::move(will));
}

void Link::Impl::close_with(const std::string& why) {
  phase = Phase::Idle;
  in_flight.clear();
  urgent.clear();
  telemetry.clear();
  subscriptions.clear();
  silence_timer.cancel();
  if (handlers.closed) handlers.closed(why);
}

void Link::Impl::handle_notes() {
  std::vector<Note> notes = inbox->take();
  for (Note& note : notes) handle(std::move(note));
  if (!notes.empty() && handlers.settled) handlers.settled();
}

void Link::Impl::handle(Note&& note) {
  switch (note.kind) {
    case Note::Kind::Connected:
      return connected(note);
    case Note::Kind::ConnectFailed:
      return connect_failed(note);
    case Note::Kind::Diagnosed:
      return diagnosed(note);
    case Note::Kind::Lost:
      return lost(note);
    case Note::Kind::PublishFailed:
      return publish_failed(note);
    case Note::Kind::Acknowledged:
      return acknowledged(note);
    case Note::Kind::Message:
      if (phase != Phase::Open && phase != Phase::Leaving) return;  // of a connection that is gone
      if (handlers.message) handlers.message(std::move(note.message));
      return;
    case Note::Kind::SubscribeFailed:
      return subscribe_failed(note);
    case Note::Kind::Subscribed:
      return subscribed(note);
    case Note::Kind::Disconnected:
      if (phase == Phase::Closing) phase = Phase::Idle;
      if (phase == Phase::Leaving) close_with("the gateway left this broker");
      return;
  }
}

void Link::Impl::connected(const Note& note) {
  if (phase != Phase::Connecting) return;
  phase = Phase::Open;
  accepted = 0;
  receive_maximum = std::clamp<std::size_t>(note.receive_maximum, 1, kMostInFlight);
  limits[broker].connected(note.packet_maximum);
  answered = Clock::now();
  listen_for_answers();
  if (handlers.connected) handlers.connected();
}

/// One timer for all messages: it looks when the oldest silence could be over.
void Link::Impl::listen_for_answers() {
  silence_timer.expires_at(answered + settings.silence);
  silence_timer.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled || self->phase != Phase::Open) return;
    self->begin_to_listen();
    if (Clock::now() - self->answered < self->settings.silence) return self->listen_for_answers();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(self->settings.silence);
    self->give_up("the broker answers, but has acknowledged nothing for " +
                  std::to_string(seconds.count()) + " s: look at its log and its disk");
  });
}

void Link::Impl::connect_failed(const Note& note) {
  if (phase != Phase::Connecting) return;
  if (!note.text.empty()) return close_with(note.text);
  if (std::string reason = connect_reason(note.code, settings.version); !reason.empty()) {
    return close_with(reason);
  }
  if (Clock::now() - began >= PahoSession::kConnectTimeout - std::chrono::seconds(1)) {
    return close_with("no answer within " + std::to_string(PahoSession::kConnectTimeout.count()) +
                      " s; the address may be wrong, or the broker hangs");
  }
  phase = Phase::Diagnosing;
  connector->diagnose(broker);
}

void Link::Impl::diagnosed(const Note& note) {
  if (phase != Phase::Diagnosing) return;
  if (!note.text.empty()) return close_with(note.text);
  close_with(
      settings.version == MqttVersion::V5
          ? "accepts the connection, but ends it without an answer to MQTT 5; a broker that "
            "knows only 3.1.1 does so: then write mqtt = \"3.1.1\" in [uplink]"
          : "accepts the connection, but ends it without an answer; see the broker's log, is "
            "it an MQTT broker?");
}

void Link::Impl::lost(const Note& note) {
  if (phase == Phase::Leaving) return close_with("the gateway left this broker");
  if (phase != Phase::Open) return;
  note_loss(note.code);
  std::string why = "the connection was lost";
  if (note.code >= 0x80) why = "the broker ended the connection: " + reason_text(note.code);
  if (!note.text.empty()) why += ": " + note.text;
  close_with(why);
}

void Link::Impl::give_up(const std::string& why) {
  was_of_use = false;
  note_loss(0);
  hang_up();
  close_with(why);
}

/// What the Will would say, which is not published after a disconnection in order. Not waited for.
void Link::Impl::say_last_word() {
  connector->session().forget_waiting();
  if (!handlers.last_word) return;
  connector->session().publish(handlers.last_word(), 0, PahoSession::Order::Now);
}

void Link::Impl::hang_up() {
  say_last_word();
  connector->session().disconnect();
}

/// Before what is in flight is forgotten.
void Link::Impl::note_loss(int code) {
  careful = in_flight.empty() ? 0 : in_flight.size() + kCarefulMore;
  PacketLimit::Loss loss{.alone = in_flight.size() == 1, .too_large = code == kPacketTooLarge};
  const InFlight* largest = nullptr;
  for (const auto& [number, message] : in_flight) {
    if (largest == nullptr || message.bytes > largest->bytes) largest = &message;
  }
  const auto now = Clock::now();
  if (largest != nullptr) {
    loss.largest = largest->bytes;
    loss.since_sent = now - largest->since;
  }
  limits[broker].lost(loss, now);
}

void Link::Impl::publish_failed(const Note& note) {
  const auto found = in_flight.find(note.number);
  if (found == in_flight.end() || phase != Phase::Open) return;
  if (note.code < 0x80) {  // Paho's own: the connection is broken, or about to be
    note_loss(0);
    hang_up();
    return close_with("the broker stopped answering, or refused a message (code " +
                      std::to_string(note.code) + (note.text.empty() ? "" : ", " + note.text) +
                      ")");
  }
  const InFlight message = std::move(found->second);
  in_flight.erase(found);
  const std::string why =
      note.text.empty()
          ? message.topic + ": the broker refuses the message: " + reason_text(note.code)
          : note.text;
  bool skip = verdict_on(note.code, accepted > 0) == Verdict::Skip;
  if (!skip && accepted > 0)
    skip = !is_of_a_lane(message.ticket) || is_tried_enough(message.ticket);
  if (!skip) {
    hang_up();
    return close_with(why);
  }
  const bool is_of_topic = note.code == kNotAuthorised || note.code == 0x90;
  if (is_of_topic && note.text.empty())
    barred[{broker, message.topic}] = {Clock::now() + kBarred, why};
  if (!message.forgotten) refuse(message.ticket, why);
  send_waiting();
}

bool Link::Impl::is_tried_enough(Ticket ticket) {
  if (refusals.size() >= kMostRefusals) refusals.clear();
  return ++refusals[{ticket.of, ticket.seq}] >= kMostTries;
}

void Link::Impl::refuse(Ticket ticket, const std::string& why) {
  refusals.erase({ticket.of, ticket.seq});
  if (handlers.refused) handlers.refused(ticket, why);
}

void Link::Impl::acknowledged(const Note& note) {
  const auto found = in_flight.find(note.number);
  if (found == in_flight.end()) return;  // of an earlier connection
  const InFlight message = std::move(found->second);
  in_flight.erase(found);
  limits[broker].acknowledged(message.bytes);
  answered = Clock::now();
  ++accepted;
  if (careful > 0) --careful;
  if (!refusals.empty()) refusals.erase({message.ticket.of, message.ticket.seq});
  if (!message.forgotten && handlers.acknowledged) handlers.acknowledged(message.ticket, note.at);
  send_waiting();
}

void Link::Impl::subscribed(const Note& note) {
  const auto found = subscriptions.find(note.number);
  if (found == subscriptions.end()) return;
  const std::string topic = std::move(found->second);
  subscriptions.erase(found);
  answered = Clock::now();
  unanswered_in_a_row = 0;
  if (phase == Phase::Open && handlers.subscribed) handlers.subscribed(topic);
}

void Link::Impl::subscribe_failed(const Note& note) {
  const auto found = subscriptions.find(note.number);
  if (found == subscriptions.end()) return;
  // Paho's own code: the connection is broken, which it says next. It stays without an answer: see
  // listen_for_answers().
  if (note.code < 0x80) return subscribe_unanswered();
  const std::string topic = found->second;
  subscriptions.erase(found);
  answered = Clock::now();
  if (phase != Phase::Open || !handlers.subscribe_refused) return;
  handlers.subscribe_refused(
      topic, "the broker refuses the subscription of " + topic + ": " + reason_text(note.code));
}

void Link::Impl::subscribe_unanswered() {
  if (!std::exchange(was_counted, true)) ++unanswered_in_a_row;
  if (unanswered_in_a_row >= kMostUnanswered) unanswered = Clock::now();
}

/// RabbitMQ 3.10 keeps the queue of a QoS 1 subscriber on one node of a cluster and breaks the connection
/// on the same client's SUBSCRIBE at any other while that node is down; QoS 0 has a new queue each time.
int Link::Impl::asked_qos(int qos) const {
  return unanswered && Clock::now() - *unanswered < kUnanswered ? 0 : qos;
}

std::string Link::Impl::why_not(const Publication& publication) const {
  const auto found = barred.find({broker, publication.topic});
  if (found != barred.end() && Clock::now() < found->second.until) return found->second.why;
  return too_large(publication);
}

std::string Link::Impl::too_large(const Publication& publication) const {
  const auto now = Clock::now();
  const PacketLimit& limit = limits.at(broker);
  if (publication.packet_bytes() <= limit.most(now)) return {};
  std::string text = publication.topic + ": the message has " +
                     std::to_string(publication.packet_bytes()) + " bytes, the broker ";
  text += limit.is_learnt(now)
              ? "breaks the connection on messages of more than " + std::to_string(limit.most(now))
              : "takes no more than " + std::to_string(limit.most(now));
  return text + "; raise the broker's largest packet size (mosquitto: max_packet_size)";
}

void Link::Impl::publish(Publication publication, Ticket ticket) {
  if (phase != Phase::Open) return;
  (ticket.of == Ticket::Of::Sample ? telemetry : urgent)
      .push_back({std::move(publication), ticket});
  send_waiting();
}

void Link::Impl::send(Publication&& publication, Ticket ticket) {
  const std::uint32_t number = ++last_number;
  begin_to_listen();
  in_flight.emplace(
      number, InFlight{ticket, publication.topic, publication.packet_bytes(), Clock::now(), false});
  if (std::string text = why_not(publication); !text.empty()) {
    inbox->leave({Note::Kind::PublishFailed, number, kPacketTooLarge, std::move(text)});
    return;
  }
  const bool in_turn = ticket.of == Ticket::Of::Sample;
  connector->session().publish(std::move(publication), number,
                               in_turn ? PahoSession::Order::InTurn : PahoSession::Order::Now);
}

void Link::Impl::send_waiting() {
  while (phase == Phase::Open && in_flight.size() < (careful > 0 ? 1 : receive_maximum)) {
    std::deque<Waiting>& queue = urgent.empty() ? telemetry : urgent;
    if (queue.empty()) return;
    Waiting next = std::move(queue.front());
    queue.pop_front();
    send(std::move(next.publication), next.ticket);
  }
}

void Link::Impl::close(std::chrono::milliseconds patience) {
  const Clock::time_point deadline = Clock::now() + patience;
  telemetry.clear();
  const auto drain = [&] {
    while (phase == Phase::Open && !in_flight.empty() && inbox->wait_until(deadline)) {
      for (Note& note : inbox->take()) handle(std::move(note));
    }
  };
  drain();
  if (phase == Phase::Open && in_flight.empty() && handlers.last_word) {
    publish(handlers.last_word(), kLastWord);
    drain();
  } else if (phase == Phase::Open) {
    say_last_word();
  }
  if (phase != Phase::Open && phase != Phase::Leaving)
    return;  // an attempt ends with the connector
  if (phase == Phase::Open) connector->session().disconnect();
  phase = Phase::Closing;
  while (phase == Phase::Closing && inbox->wait_until(deadline)) {
    for (Note& note : inbox->take()) handle(std::move(note));
  }
  phase = Phase::Idle;
}

Link::Link(boost::asio::io_context& io, Settings settings, Handlers handlers)
    : impl_(std::make_shared<Impl>(io, std::move(settings), std::move(handlers))) {
  impl_->begin();
}

Link::~Link() {
  impl_->inbox->close();
  impl_->handlers = {};
  impl_->connector.reset();
}

void Link::connect(const std::string& broker, Will will) {
  impl_->connect(broker, std::move(will));
}

bool Link::is_open() const {
  return impl_->phase == Impl::Phase::Open;
}

bool Link::is_idle() const {
  return impl_->in_flight.empty() && impl_->urgent.empty() && impl_->telemetry.empty();
}

bool Link::takes_at_once() const {
  return impl_->urgent.empty() && impl_->telemetry.empty();
}

std::size_t Link::largest_packet() const {
  const auto found = impl_->limits.find(impl_->broker);
  return found == impl_->limits.end() ? PacketLimit::kNone : found->second.most(Clock::now());
}

bool Link::was_of_use() const {
  return impl_->was_of_use;
}

void Link::give_up(const std::string& why) {
  if (is_open()) impl_->give_up(why);
}

void Link::subscribe(const std::vector<std::string>& topics, int qos) {
  if (!is_open()) return;
  for (const std::string& topic : topics) {
    const std::uint32_t number = ++impl_->last_number;
    impl_->begin_to_listen();
    impl_->subscriptions.emplace(number, topic);
    const std::string error =
        impl_->connector->session().subscribe(topic, impl_->asked_qos(qos), number);
    if (!error.empty()) impl_->inbox->leave({Note::Kind::SubscribeFailed, number, -1, error});
  }
}

void Link::publish(Publication publication, Ticket ticket) {
  impl_->publish(std::move(publication), ticket);
}

void Link::forget_in_flight() {
  if (is_open()) {
    for (const auto number : impl_->connector->session().forget_waiting()) {
      impl_->in_flight.erase(number);
    }
  }
  for (auto& [number, message] : impl_->in_flight) message.forgotten = true;
  impl_->urgent.clear();
  impl_->telemetry.clear();
}

void Link::leave() {
  if (!is_open()) return;
  if (!is_idle()) impl_->say_last_word();
  impl_->phase = Impl::Phase::Leaving;
  impl_->connector->session().disconnect();
}

void Link::close(std::chrono::milliseconds patience) {
  impl_->close(patience);
}

}  // namespace hazgate::uplink
