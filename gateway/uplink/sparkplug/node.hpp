#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/journal/journal.hpp"
#include "gateway/uplink/route.hpp"
#include "gateway/uplink/sparkplug/session.hpp"

namespace hazgate::uplink::sparkplug {

struct Counters {
  bool born = false;            ///< births are out, telemetry goes
  bool waits_for_host = false;  ///< connected, and the primary host is away
  std::string broker, error;    ///< the one in use or tried last; why not connected
  std::uint64_t births = 0;     ///< NBIRTHs
  std::uint64_t left_out = 0;   ///< records, see Session::data()
  std::string left_out_why;     ///< of the newest
  std::uint64_t refused_commands = 0;
  std::string refused_command;  ///< the newest
};

/// Telemetry as a Sparkplug edge node, over a connection of its own: a connection has one Will, and a primary
/// host that is away ends only this one. The sample lane's cursor moves although Sparkplug's messages are QoS 0:
/// behind what was written to the connection the subscription of NCMD is made again, and the broker's
/// answer shows that it has taken all before it. What was not so confirmed at a loss goes again, as historical.
/// Thread  core (the io_context's) for every function and every callback
class Node {
 public:
  struct Options {
    Route::Settings route;
    Session::Identity identity;
    std::uint32_t backfill = 0;  ///< as uplink::Options
    /// Of several brokers, how long the primary host is waited for on one.
    std::chrono::milliseconds host_patience = std::chrono::seconds{30};
  };
  struct Callbacks {
    std::function<void()> moved;  ///< sent() or ahead() changed
    /// To be on record: numbers up to this may be used. See BdSeq.
    std::function<void(std::uint8_t reserved)> keep_bd_seq;
  };

  Node(boost::asio::io_context& io, Options options, Callbacks callbacks);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  void attach(journal::Journal* journal);  ///< null: none
  void restore_bd_seq(std::optional<std::uint8_t> reserved);
  void set_catalog(Catalog catalog);
  void start();
  /// NDEATH goes before the end; waits at most `patience` for it.
  void stop(std::chrono::milliseconds patience);
  void committed(std::vector<journal::SampleRecord>&& records);
  /// While the journal is broken: as live data, when the line takes it now.
  void send_unjournaled(const journal::FrameLayout& layout, const journal::SampleRecord& record);

  std::uint64_t sent() const;
  const journal::Spans& ahead() const;
  std::uint64_t lag() const;
  std::size_t in_flight() const;
  Counters counters() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace hazgate::uplink::sparkplug
