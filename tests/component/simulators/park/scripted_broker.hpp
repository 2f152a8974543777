#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <vector>

#include "simulators/park/mqtt_packet.hpp"

namespace hazgate::test {

/// A broker that does as it is told, for one client at a time; on the io_context of the test.
class ScriptedBroker {
 public:
  /// One message as it came, or a packet of another kind.
  struct Seen {
    int connection = 0;  ///< from 1
    sim::mqtt::Kind kind = sim::mqtt::Kind::Publish;
    std::string topic, payload;
    bool retained = false;
    int qos = 0;  ///< of a PUBLISH, or asked for by a SUBSCRIBE

    boost::json::object json() const;
  };

  explicit ScriptedBroker(boost::asio::io_context& io);

  boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  void send(const std::string& packet);
  void drop();  ///< the connection breaks

  bool drops_qos1_subscribers = false;
  bool acknowledges = true;  ///< PUBACKs
  char answer = 0;           ///< to CONNECT
  int connections = 0;
  std::string connect;     ///< the last CONNECT, behind its header
  std::vector<Seen> seen;  ///< all but CONNECT, in order

 private:
  void accept();
  void read(std::shared_ptr<boost::asio::ip::tcp::socket> socket);
  void take(const sim::mqtt::Packet& packet);

  boost::asio::ip::tcp::acceptor acceptor_;
  std::shared_ptr<boost::asio::ip::tcp::socket> client_;
  sim::mqtt::PacketReader reader_;
  std::array<char, 4096> chunk_{};
};

}  // namespace hazgate::test
