#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace hazgate::uplink {

/// A process of the test's, ended with it.
class Process {
 public:
  Process() = default;
  ~Process() { stop(); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Starts it; `output`: its standard output goes to this descriptor (-1: nowhere).
  void start(std::vector<std::string> command, int output = -1);
  void stop();  ///< SIGTERM, and waits; a failure when it does not end
  void kill();  ///< SIGKILL, and waits
  void signal(int number);
  bool runs() const { return id_ > 0; }

 private:
  pid_t id_ = -1;
};

/// A loopback port that nobody listens on.
std::uint16_t free_port();
/// False: nobody accepts on the port within ten seconds.
bool wait_for_port(std::uint16_t port);

/// cert.pem and key.pem for localhost, signed by itself.
void make_certificate(const std::string& folder);

/// mosquitto on a loopback port. What a persistent session has not got outlives a stop.
class Broker {
 public:
  explicit Broker(std::string folder, const std::string& more_configuration = "");
  void start();
  void stop() { process_.stop(); }
  void signal(int number) { process_.signal(number); }
  std::uint16_t port() const { return port_; }
  std::string uri() const { return "tcp://127.0.0.1:" + std::to_string(port_); }

 private:
  std::string folder_;
  std::uint16_t port_;
  bool allow_anonymous_;
  Process process_;
};

/// mosquitto_sub with a persistent session: an independent eye.
class Subscriber {
 public:
  Subscriber(const Broker& broker, const std::string& topic);
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  using Messages = std::vector<std::pair<std::string, std::string>>;  ///< topic, payload
  Messages messages() const;
  /// Waits until what came satisfies the condition; false after `patience`.
  bool wait_for(const std::function<bool(const Messages&)>& condition,
                std::chrono::seconds patience = std::chrono::seconds(20));

 private:
  void read(int pipe);

  Process process_;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  Messages messages_;
  std::thread thread_;
};

/// Accepts connections, says `answer` to what comes first and hangs up: no broker.
class HangingUp {
 public:
  explicit HangingUp(std::string answer = "");
  ~HangingUp();
  HangingUp(const HangingUp&) = delete;
  HangingUp& operator=(const HangingUp&) = delete;
  std::string uri() const { return "tcp://127.0.0.1:" + std::to_string(port_); }

 private:
  void run();

  std::string answer_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

/// Takes connections and subscriptions and answers pings, but acknowledges no message: a broker that has
/// lost its store.
class Mute {
 public:
  Mute();
  ~Mute();
  Mute(const Mute&) = delete;
  Mute& operator=(const Mute&) = delete;
  std::string uri() const { return "tcp://127.0.0.1:" + std::to_string(port_); }
  int published() const { return published_; }

 private:
  void run();
  void serve(int peer);

  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> peer_ = -1, published_ = 0;
  std::thread thread_;
};

/// mosquitto_pub over MQTT 5, with a response topic and correlation data.
void publish_5(const Broker& broker, const std::string& topic, const std::string& payload,
               const std::string& response_topic, const std::string& correlation);

/// mosquitto_pub; waits until it is done.
void publish(const Broker& broker, const std::string& topic, const std::string& payload,
             bool retained = false);

}  // namespace hazgate::uplink
