#include "simulators/park/session.hpp"

#include <boost/asio/write.hpp>
#include <utility>

namespace hazgate::sim {

Session::Session(boost::asio::io_context& io, mqtt::Connect connect, Handlers handlers)
    : socket_(io), timer_(io), connect_(std::move(connect)), handlers_(std::move(handlers)) {}

void Session::open(const boost::asio::ip::tcp::endpoint& broker) {
  watch(kConnectTimeout);
  socket_.async_connect(
      broker, [self = shared_from_this()](const Error& error) { self->connected(error); });
}

void Session::connected(const Error& error) {
  if (closed_) return;
  if (error) return close("no connection: " + error.message());
  Error ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  send(mqtt::connect_packet(connect_));
  read();
}

void Session::send(const std::string& packet) {
  waiting_ += packet;
  sent_ = Clock::now();
  if (writing_.empty()) flush();
}

void Session::flush() {
  if (waiting_.empty() || closed_) return;
  writing_.swap(waiting_);
  const auto written = [self = shared_from_this()](const Error& error, std::size_t) {
    self->writing_.clear();
    if (self->closed_) return;
    if (error) return self->close("the connection broke: " + error.message());
    if (self->leaving_ && self->waiting_.empty()) return self->close("");
    self->flush();
  };
  boost::asio::async_write(socket_, boost::asio::buffer(writing_), written);
}

void Session::read() {
  const auto came = [self = shared_from_this()](const Error& error, std::size_t size) {
    if (self->closed_) return;
    if (error) return self->close("the connection broke: " + error.message());
    self->reader_.feed({self->chunk_.data(), size});
    while (!self->closed_) {
      const auto packet = self->reader_.next();
      if (!packet) return self->close(packet.error());
      if (!*packet) break;
      self->take(**packet);
    }
    if (!self->closed_) self->read();
  };
  socket_.async_read_some(boost::asio::buffer(chunk_), came);
}

void Session::take(const mqtt::Packet& packet) {
  switch (packet.kind) {
    case mqtt::Kind::ConnectAck:
      return take_connect_ack(packet);
    case mqtt::Kind::PublishAck:
      return take_ack(packet);
    case mqtt::Kind::Publish:
      return take_publish(packet);
    case mqtt::Kind::PingAck:
      ping_is_out_ = false;
      return;
    case mqtt::Kind::SubscribeAck:
      waits_for_suback_ = false;
      if (packet.body.size() < 3 || static_cast<std::uint8_t>(packet.body[2]) > 2) {
        if (handlers_.refused)
          handlers_.refused(
              "the broker refuses the subscription of commands: check the access list");
      }
      return;
    case mqtt::Kind::Connect:
    case mqtt::Kind::Subscribe:
    case mqtt::Kind::Ping:
    case mqtt::Kind::Disconnect:
      break;
  }
  close("the broker sent a packet that no broker sends");
}

void Session::take_connect_ack(const mqtt::Packet& packet) {
  if (packet.body.size() < 2) return close("the broker's answer to CONNECT is cut short");
  const auto code = static_cast<std::uint8_t>(packet.body[1]);
  if (code != 0) return close("the broker refuses: " + std::string(mqtt::refusal_words(code)));
  open_ = true;
  watch(connect_.keep_alive / 2);
  if (handlers_.connected) handlers_.connected();
}

void Session::take_ack(const mqtt::Packet& packet) {
  const auto id = mqtt::id_of(packet);
  const auto found = id ? in_flight_.find(*id) : in_flight_.end();
  if (found == in_flight_.end()) return;
  const InFlight message = found->second;
  in_flight_.erase(found);
  if (!handlers_.acknowledged) return;
  handlers_.acknowledged(message.ticket,
                         std::chrono::duration_cast<Duration>(Clock::now() - message.sent));
}

void Session::take_publish(const mqtt::Packet& packet) {
  auto received = mqtt::read_publish(packet);
  if (!received) return close("a message from the broker is cut short");
  if (received->qos > 0) send(mqtt::publish_ack_packet(received->id));
  if (handlers_.message) handlers_.message(std::move(received->message));
}

std::uint16_t Session::next_id() {
  do {
    last_id_ = last_id_ == 0xFFFF ? 1 : static_cast<std::uint16_t>(last_id_ + 1);
  } while (in_flight_.contains(last_id_));
  return last_id_;
}

void Session::publish(const uplink::Publication& publication, uplink::Ticket ticket) {
  if (!open_ || leaving_) return;
  const std::uint16_t id = next_id();
  in_flight_[id] = {ticket, Clock::now()};
  send(mqtt::publish_packet(publication, id));
}

void Session::subscribe(const std::string& topic, int qos) {
  if (!open_ || leaving_) return;
  waits_for_suback_ = true;
  send(mqtt::subscribe_packet(topic, qos, next_id()));
}

void Session::watch(Clock::duration after) {
  timer_.expires_after(after);
  timer_.async_wait([self = shared_from_this()](const Error& cancelled) {
    if (!cancelled && !self->closed_) self->look_at_clock();
  });
}

/// A broker that is silent for a keep-alive after a PINGREQ is gone.
void Session::look_at_clock() {
  if (!open_ || leaving_) return close("the broker does not answer");
  const auto now = Clock::now();
  if (ping_is_out_ && now - pinged_ >= connect_.keep_alive) {
    return close("the broker stopped answering");
  }
  if (!ping_is_out_ && now - sent_ >= connect_.keep_alive / 2) {
    ping_is_out_ = true;
    pinged_ = now;
    send(mqtt::ping_packet());
  }
  watch(connect_.keep_alive / 2);
}

void Session::leave() {
  if (!open_ || leaving_) return;
  leaving_ = true;
  watch(std::chrono::seconds{2});
  send(mqtt::disconnect_packet());
}

void Session::close(const std::string& why) {
  if (std::exchange(closed_, true)) return;
  open_ = false;
  timer_.cancel();
  Error ignored;
  socket_.close(ignored);
  const Handlers handlers = std::exchange(handlers_, {});
  if (handlers.closed) handlers.closed(why);
}

void Session::forget() {
  handlers_ = {};
  close("");
}

}  // namespace hazgate::sim
