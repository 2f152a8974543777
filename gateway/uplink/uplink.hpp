#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/journal/journal.hpp"

namespace hazgate::uplink {

struct Options {
  std::vector<std::string> brokers;  ///< "tcp://127.0.0.1:1883"; tried in order
  std::string client_id;             ///< "hazgate-{park}-{enterprise}-{gateway}"
  std::string root;                  ///< "hazgate/v1/{park}/{enterprise}/{gateway}/"
  std::string version;
  std::string username, password, ca_file, cert_file, key_file;
};

struct Counters {
  bool connected = false;
  std::string broker;           ///< the one in use, or tried last
  std::string error;            ///< why not connected
  std::uint64_t published = 0;  ///< acknowledged by the broker
  std::uint64_t reconnects = 0;
  std::uint64_t sent_event = 0, sent_sample = 0;  ///< cursors
  std::uint64_t lag_event = 0, lag_sample = 0;    ///< records journaled and not yet acknowledged
};

/// The way to the park: a cursor into the journal, moved by PUBACK. Keeps the retained messages
/// (state, describe, alarms) true after every reconnect, sends events before samples, and repeats
/// only what was in flight when a connection broke.
/// Thread  core (the io_context's) for every function and every callback
class Uplink {
 public:
  struct Callbacks {
    std::function<void(const std::string& json)> command;              ///< a message on `command`
    std::function<void(bool connected, const std::string& why)> link;  ///< on change only
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

  void set_describe(std::string json);  ///< retained
  void set_alarms(std::string json);    ///< retained
  void reply(const std::string& json);

  Counters counters() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace hazgate::uplink
