#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace hazgate::control {

/// Why a call did not come to its good end, for people, and the exit code of hazctl.
struct CallError {
  int code =
      1;  ///< 1 refused, 2 wrong usage (both say so the daemon), 3 the daemon is out of reach
  std::string text;
};

/// A caller of the control socket: hazctl, and tests.
/// Errors  3 and a text: no daemon there, no permission, not this protocol, no answer in time, the
///         connection was lost; otherwise what the daemon said
/// Thread  one; calls block
class Client {
 public:
  /// How long the daemon may be silent within a call; zero: for ever (a stream).
  using Patience = std::chrono::milliseconds;
  static constexpr Patience kPatience = std::chrono::seconds{15};
  static constexpr Patience kForEver = Patience::zero();

  static tl::expected<Client, CallError> connect(const std::string& path);
  Client(Client&& other) noexcept;
  Client& operator=(Client&& other) noexcept;
  ~Client();

  /// Gives every item of the answer to `on_item`; while it returns true the call goes on, when it
  /// returns false the connection is closed, which ends a stream, and the call is well done.
  using OnItem = std::function<bool(boost::json::object&& item)>;
  tl::expected<void, CallError> call(std::string_view op, const boost::json::object& args,
                                     const OnItem& on_item, Patience patience = kPatience);

  int descriptor() const { return fd_; }

 private:
  Client(int fd, std::string path);
  CallError lost(const std::string& why);
  void send(std::string_view line);
  tl::expected<std::string, CallError> next_line(Patience patience);
  tl::expected<void, CallError> fill(Patience patience);
  void close();

  int fd_;
  std::string path_;
  std::string in_;
  std::size_t seen_ = 0;  ///< of `in_`, already searched or given out
};

}  // namespace hazgate::control
