#pragma once

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/control/desk.hpp"
#include "gateway/control/server.hpp"

namespace hazgate::control {

/// One caller: reads its requests one after the other, gives them to the desk, and writes the
/// answers. Lives as long as its socket; the answers hold it weakly.
/// Thread  core
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = boost::asio::local::stream_protocol::socket;
  using Ended = std::function<void(const std::shared_ptr<Session>&)>;

  Session(Socket socket, Caller caller, Desk& desk, const Limits& limits, Ended ended);

  void start();
  /// Says why, as far as the caller reads it at once, and closes.
  void refuse(Failure failure, std::string_view text);
  void close();

  // For the answers: `request` is the number they were made for.
  void item(std::uint64_t request, const boost::json::object& item);
  void end(std::uint64_t request, std::string_view line);
  bool is_open(std::uint64_t request) const;
  void when_room(std::uint64_t request, std::function<void()> more);

 private:
  void read();
  void received(std::size_t count);
  void input_ended();
  void await_hang_up();
  bool has_hung_up();
  void next_request();
  void answer(std::string_view line);
  void send(std::string_view line);
  void flush();
  void sent(std::size_t count);
  void grant_room();
  void touch();
  void await_idle();
  std::size_t waiting() const { return out_.size() + writing_.size() - written_; }

  Socket socket_;
  Caller caller_;
  Desk& desk_;
  const Limits limits_;
  Ended ended_;
  boost::asio::steady_timer idle_;
  std::chrono::steady_clock::time_point deadline_;

  std::array<char, 4096> chunk_{};
  std::string in_;
  std::string out_;
  std::string writing_;
  std::size_t written_ = 0;  ///< of `writing_`
  std::uint64_t request_ = 0;
  std::vector<std::function<void()>> room_;
  bool busy_ = false;  ///< a request runs
  bool reading_ = false;
  bool flushing_ = false;
  bool input_ended_ = false;
  bool awaiting_hang_up_ = false;
  bool closed_ = false;
};

}  // namespace hazgate::control
