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
#include "gateway/uplink/message.hpp"
#include "gateway/uplink/outbox.hpp"
#include "gateway/uplink/publish_times.hpp"
#include "gateway/uplink/sparkplug/node.hpp"
#include "gateway/uplink/tls_files.hpp"

namespace hazgate::uplink {

struct Options {
  std::vector<std::string> brokers;  ///< "tcp://127.0.0.1:1883"; tried in order
  std::string client_id;             ///< "hazgate-{park}-{enterprise}-{gateway}"
  std::string root;                  ///< "hazgate/v1/{park}/{enterprise}/{gateway}/"
  std::string version;
  std::string username, password;
  TlsFiles tls;
  MqttVersion mqtt = MqttVersion::V3_1_1;
  std::chrono::milliseconds fail_back = std::chrono::minutes{5};   ///< 0: never
  std::chrono::milliseconds look_every = std::chrono::minutes{1};  ///< at certificate files
  std::chrono::milliseconds look_again = std::chrono::seconds{2};  ///< at ones that have changed
  std::chrono::milliseconds silence = std::chrono::minutes{1};     ///< Link::Settings
  /// Telemetry goes as Sparkplug B, over a connection of its own; none: as JSON, behind the events.
  std::optional<sparkplug::Session::Identity> sparkplug;
  std::uint32_t backfill = 0;  ///< back-filled samples a second at most; 0: as the line allows
};

struct Counters {
  bool connected = false;
  std::string broker;           ///< the one in use, or tried last
  std::string error;            ///< why not connected
  std::uint64_t published = 0;  ///< acknowledged by the broker
  std::uint64_t reconnects = 0;
  std::uint64_t refused = 0;  ///< messages that the broker does not take: the park lacks them
  std::string refused_why;    ///< of the newest
  std::optional<WallTime> certificate_ends, broker_certificate_ends;
  std::string certificate;  ///< what is to be done about a certificate; empty: nothing
  std::uint64_t sent_event = 0, sent_sample = 0;  ///< cursors
  std::uint64_t lag_event = 0, lag_sample = 0;    ///< records journaled and not yet acknowledged
  std::optional<WallTime> oldest_event, oldest_sample;  ///< of those; none: no record, or not known
  std::uint64_t in_flight = 0;                          ///< records sent and not yet acknowledged
  PublishFigures publish;
  std::optional<sparkplug::Counters> sparkplug;
};

/// The way to the park: a cursor into the journal, moved by PUBACK. Keeps the retained messages
/// (state, describe, alarms) true after every reconnect, sends events before samples and live samples
/// before old ones, and repeats only what was in flight when a connection broke.
/// Thread  core (the io_context's) for every function and every callback
class Uplink {
 public:
  struct Callbacks {
    /// A message on `command`; `to` goes with the reply.
    std::function<void(const std::string& json, const ReplyTo& to)> command;
    std::function<void(bool connected, const std::string& why)> link;  ///< on change only
    /// The broker will never take this record or message; it was left out.
    std::function<void(Ticket ticket, const std::string& why)> refused;
    /// A certificate ends soon, or its files are not in order; empty: no more. On change only.
    std::function<void(const std::string& problem)> certificate;
    /// For the record: see sparkplug::BdSeq.
    std::function<void(std::uint8_t reserved)> keep_bd_seq;
  };

  Uplink(boost::asio::io_context& io, Options options, Callbacks callbacks);
  ~Uplink();

  /// Attaches the journal: cursors and everything not yet sent. Null: none (disk broken).
  void attach(journal::Journal* journal);
  void start();
  /// Publishes {"online":false}, disconnects and waits at most `patience` for what is in flight.
  void stop(std::chrono::milliseconds patience);

  void committed(journal::Committed&& committed);
  /// While the journal is broken: sends an event without seq, marked "journaled":false. Lost when
  /// not connected and more than 1000 wait.
  void send_unjournaled(const std::string& kind, const std::string& body);
  /// Live telemetry, likewise: sent when the line takes it now.
  void send_unjournaled(const journal::FrameLayout& layout, const journal::SampleRecord& record);

  /// What Sparkplug's births say; without Options::sparkplug nothing.
  void set_catalog(sparkplug::Catalog catalog);
  void restore_bd_seq(std::optional<std::uint8_t> reserved);

  void set_describe(std::string json);  ///< retained
  void set_alarms(std::string json);    ///< retained
  /// Goes to `reply`, and to where the command asked for (not below our own root).
  void reply(const std::string& json, const ReplyTo& to = {});

  Counters counters() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace hazgate::uplink
