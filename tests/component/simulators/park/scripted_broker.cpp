#include "tests/component/simulators/park/scripted_broker.hpp"

#include <boost/asio/write.hpp>
#include <boost/json.hpp>

namespace hazgate::test {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;
using sim::mqtt::Kind;

boost::json::object ScriptedBroker::Seen::json() const {
  return boost::json::parse(payload).as_object();
}

ScriptedBroker::ScriptedBroker(boost::asio::io_context& io)
    : acceptor_(io, {boost::asio::ip::make_address("127.0.0.1"), 0}) {
  accept();
}

void ScriptedBroker::accept() {
  auto socket = std::make_shared<tcp::socket>(acceptor_.get_executor());
  acceptor_.async_accept(*socket, [this, socket](Error error) {
    if (error) return;
    ++connections;
    socket->set_option(tcp::no_delay(true));
    client_ = socket;
    reader_ = {};
    read(socket);
    accept();
  });
}

void ScriptedBroker::read(std::shared_ptr<tcp::socket> socket) {
  socket->async_read_some(boost::asio::buffer(chunk_),
                          [this, socket](Error error, std::size_t size) {
                            if (error || socket != client_) return;
                            reader_.feed({chunk_.data(), size});
                            while (true) {
                              auto packet = reader_.next();
                              if (!packet || !*packet) break;
                              take(**packet);
                              if (socket != client_) return;
                            }
                            if (socket == client_) read(socket);
                          });
}

void ScriptedBroker::take(const sim::mqtt::Packet& packet) {
  if (packet.kind == Kind::Connect) {
    connect = packet.body;
    return send({'\x20', 2, 0, answer});
  }
  Seen one{connections, packet.kind, {}, {}, false, 0};
  if (packet.kind == Kind::Publish) {
    const auto received = sim::mqtt::read_publish(packet);
    one.topic = received->message.topic;
    one.payload = received->message.payload;
    one.retained = received->message.retained;
    one.qos = received->qos;
    if (acknowledges && one.qos > 0) send(sim::mqtt::publish_ack_packet(received->id));
  } else if (packet.kind == Kind::Subscribe) {
    one.topic = packet.body.substr(4, packet.body.size() - 5);
    one.qos = packet.body.back();
    if (drops_qos1_subscribers && one.qos == 1) {
      seen.push_back(std::move(one));
      return drop();
    }
    send({'\x90', 3, packet.body[0], packet.body[1], 1});
  }
  seen.push_back(std::move(one));
}

void ScriptedBroker::send(const std::string& packet) {
  Error ignored;
  boost::asio::write(*client_, boost::asio::buffer(packet), ignored);
}

void ScriptedBroker::drop() {
  Error ignored;
  client_->close(ignored);
  client_.reset();
}

}  // namespace hazgate::test
