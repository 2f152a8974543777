#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "gateway/control/desk.hpp"
#include "gateway/control/listener.hpp"

namespace hazgate::control {

/// What one caller, and all of them together, may use up. Others only in tests.
struct Limits {
  std::size_t line_bytes = std::size_t{64} * 1024;  ///< of a request
  std::size_t output_bytes =
      std::size_t{8} * 1024 * 1024;  ///< of answers that the caller has not read yet
  std::size_t connections = 32;
  std::chrono::milliseconds idle = std::chrono::seconds{30};  ///< without a request that runs
};

/// The control socket. One JSON object per line each way:
///   request   {"op":"points","args":{"pattern":"gd-*"}}
///   answer    {"item":{…}} any number of times, then {"done":true}
///             or {"error":"…","code":1} (code: the exit code of hazctl)
/// A connection carries one request at a time, any number in a row; requests sent ahead wait. A
/// request that is not understood gets {"error":…,"code":2}. A caller that reads too slowly, sends
/// more than 64 KiB in a line, stays idle or leaves a request half sent for 30 s, or is one of too
/// many, is cut off and harms nobody. A caller that closes only its sending half still gets the
/// answers to what it asked.
/// The socket's mode is 0660: who may use it is the matter of its group.
/// Thread  core (the io_context's)
class Server {
 public:
  /// Errors  a text: the folder is missing, no permission, another daemon answers on the socket (a
  ///         dead daemon's socket is replaced)
  static tl::expected<std::unique_ptr<Server>, std::string> open(boost::asio::io_context& io,
                                                                 const std::string& path,
                                                                 Desk& desk,
                                                                 const Limits& limits = Limits());
  /// On a socket that listens already: who has called meanwhile is answered now.
  static std::unique_ptr<Server> open(boost::asio::io_context& io, Listener socket, Desk& desk,
                                      const Limits& limits = Limits());
  // NOLINTNEXTLINE(bugprone-exception-escape): see its definition
  ~Server();  ///< closes every connection and removes the socket

 private:
  struct State;
  explicit Server(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace hazgate::control
