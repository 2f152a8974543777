#include "gateway/uplink/link.hpp"

#include <boost/asio/post.hpp>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>

#include "gateway/uplink/inbox.hpp"
#include "gateway/uplink/paho_session.hpp"

namespace hazgate::uplink {

namespace {

using Clock = std::chrono::steady_clock;

/// Makes, connects and ends Paho's clients, one after the other, on a thread of its own: each of
/// these may take some hundred milliseconds. Every attempt has a fresh client, because Paho keeps
/// what it had not yet sent over a broken connection and would send it first over the next one,
/// ahead of what was lost before it.
/// Thread  any; session() only between a Connected note and the next connect()
class Connector {
 public:
  Connector(const Link::Settings& settings, std::shared_ptr<Inbox> inbox)
      : settings_(settings), inbox_(std::move(inbox)), thread_([this] { run(); }) {}
  ~Connector() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  void connect(const std::string& broker) {
    {
      const std::lock_guard lock(mutex_);
      wanted_ = broker;
    }
    wake_.notify_one();
  }
  PahoSession& session() { return *session_; }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return stopping_ || wanted_; });
      if (stopping_) break;
      const std::string broker = *std::exchange(wanted_, std::nullopt);
      lock.unlock();
      session_.reset();
      std::string error;
      try {
        session_ = std::make_unique<PahoSession>(settings_, broker, inbox_);
        error = session_->connect(broker);
      } catch (const std::exception& failure) {
        error = failure.what();
      }
      if (!error.empty()) inbox_->leave({Note::Kind::ConnectFailed, 0, 0, error});
      lock.lock();
    }
    session_.reset();
  }

  const Link::Settings& settings_;
  std::shared_ptr<Inbox> inbox_;
  std::unique_ptr<PahoSession> session_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<std::string> wanted_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

struct Link::Impl : std::enable_shared_from_this<Link::Impl> {
  enum class Phase : std::uint8_t { Idle, Connecting, Open, Closing };

  Impl(boost::asio::io_context& core, Settings its_settings, Handlers its_handlers)
      : io(core), settings(std::move(its_settings)), handlers(std::move(its_handlers)) {}

  void begin() {
    inbox = std::make_shared<Inbox>([weak = weak_from_this(), &core = io] {
      boost::asio::post(core, [weak] {
        if (const auto self = weak.lock()) self->handle_notes();
      });
    });
    connector.emplace(settings, inbox);
  }

  void connect(const std::string& to);
  void close_with(const std::string& why);
  void handle_notes();
  void handle(Note&& note);
  void publish(const std::string& topic, std::string payload, bool retained, Ticket ticket);
  void close(std::chrono::milliseconds patience);

  boost::asio::io_context& io;
  const Settings settings;
  Handlers handlers;
  std::shared_ptr<Inbox> inbox;
  std::optional<Connector> connector;
  std::string broker;
  Phase phase = Phase::Idle;
  Clock::time_point began{};
  std::unordered_map<std::uint32_t, Ticket> in_flight;
  std::uint32_t last_number = 0;
};

void Link::Impl::connect(const std::string& to) {
  phase = Phase::Connecting;
  began = Clock::now();
  broker = to;
  connector->connect(to);
}

void Link::Impl::close_with(const std::string& why) {
  phase = Phase::Idle;
  in_flight.clear();
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
      if (phase != Phase::Connecting) return;
      phase = Phase::Open;
      if (handlers.connected) handlers.connected();
      return;
    case Note::Kind::ConnectFailed:
      if (phase != Phase::Connecting) return;
      close_with(note.text.empty()
                     ? connect_error(note.code, Clock::now() - began, PahoSession::is_tls(broker))
                     : note.text);
      return;
    case Note::Kind::Lost:
      if (phase != Phase::Open) return;
      close_with("the connection was lost" + (note.text.empty() ? "" : ": " + note.text));
      return;
    case Note::Kind::PublishFailed:
      if (in_flight.erase(note.number) == 0 || phase != Phase::Open) return;
      connector->session().disconnect();
      close_with("the broker stopped answering, or refused a message (code " +
                 std::to_string(note.code) + ")");
      return;
    case Note::Kind::Acknowledged: {
      const auto found = in_flight.find(note.number);
      if (found == in_flight.end()) return;  // of an earlier connection
      const Ticket ticket = found->second;
      in_flight.erase(found);
      if (handlers.acknowledged) handlers.acknowledged(ticket);
      return;
    }
    case Note::Kind::Message:
      if (handlers.message) handlers.message(std::move(note.text));
      return;
    case Note::Kind::SubscribeFailed:
      if (phase == Phase::Open && handlers.subscribe_refused) {
        handlers.subscribe_refused("the broker refuses the subscription (code " +
                                   std::to_string(note.code) + ")");
      }
      return;
    case Note::Kind::Subscribed:
      return;
    case Note::Kind::Disconnected:
      if (phase == Phase::Closing) phase = Phase::Idle;
      return;
  }
}

void Link::Impl::publish(const std::string& topic, std::string payload, bool retained,
                         Ticket ticket) {
  if (phase != Phase::Open) return;
  const std::uint32_t number = ++last_number;
  in_flight.emplace(number, ticket);
  const std::string error =
      connector->session().publish(topic, std::move(payload), retained, number);
  if (!error.empty()) inbox->leave({Note::Kind::PublishFailed, number, 0, error});
}

void Link::Impl::close(std::chrono::milliseconds patience) {
  const Clock::time_point deadline = Clock::now() + patience;
  while (phase == Phase::Open && !in_flight.empty() && inbox->wait_until(deadline)) {
    for (Note& note : inbox->take()) handle(std::move(note));
  }
  if (phase != Phase::Open) return;  // an attempt ends with the connector
  phase = Phase::Closing;
  connector->session().disconnect();
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

void Link::connect(const std::string& broker) {
  impl_->connect(broker);
}

bool Link::is_open() const {
  return impl_->phase == Impl::Phase::Open;
}

void Link::subscribe(const std::string& topic) {
  if (!is_open()) return;
  const std::string error = impl_->connector->session().subscribe(topic);
  if (!error.empty()) impl_->inbox->leave({Note::Kind::SubscribeFailed, 0, 0, error});
}

void Link::publish(const std::string& topic, std::string payload, bool retained, Ticket ticket) {
  impl_->publish(topic, std::move(payload), retained, ticket);
}

void Link::forget_in_flight() {
  impl_->in_flight.clear();
}

void Link::close(std::chrono::milliseconds patience) {
  impl_->close(patience);
}

}  // namespace hazgate::uplink
