#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "gateway/uplink/link.hpp"
#include "tests/component/simulators/park/scripted_broker.hpp"

namespace hazgate::test {

/// A link, and a broker that does as it is told, on one io_context.
class LinkTest : public ::testing::Test {
 protected:
  uplink::Link::Handlers handlers() {
    uplink::Link::Handlers on;
    on.connected = [this] { link.subscribe({"command"}); };
    on.closed = [this](const std::string&) { ++closed; };
    on.acknowledged = [this](uplink::Ticket ticket, auto) { acknowledged.push_back(ticket.seq); };
    on.subscribe_refused = [this](const std::string&, const std::string&) { ++refused; };
    on.last_word = [] { return uplink::Publication{"state", "bye", 1, true, {}}; };
    return on;
  }
  void connect() {
    link.connect("tcp://127.0.0.1:" + std::to_string(broker.endpoint().port()), {"state", "{}"});
  }
  template <class Condition>
  bool run_until(Condition&& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      io.run_one_for(std::chrono::milliseconds(10));
    }
    return condition();
  }
  bool open() {
    connect();
    return run_until([this] { return seen(sim::mqtt::Kind::Subscribe) == 1; });
  }
  std::size_t seen(sim::mqtt::Kind kind) const {
    std::size_t count = 0;
    for (const auto& one : broker.seen) count += one.kind == kind ? 1 : 0;
    return count;
  }

  boost::asio::io_context io;
  ScriptedBroker broker{io};
  int closed = 0, refused = 0;
  std::vector<std::uint64_t> acknowledged;
  uplink::Link::Settings settings{
      "gateway", {}, {}, {}, uplink::MqttVersion::V3_1_1, std::chrono::seconds(1)};
  uplink::Link link{io, settings, handlers()};
};

}  // namespace hazgate::test
