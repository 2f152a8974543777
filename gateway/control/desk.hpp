#pragma once

#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <string>

namespace hazgate::control {

/// Who asks, as the kernel says (SO_PEERCRED).
struct Caller {
  std::string user;  ///< login name, or "uid 1234"
  unsigned uid = 0;
  int pid = 0;
};

struct Request {
  std::string op;  ///< "points", "ack" ...
  boost::json::object args;
  Caller caller;
};

/// Numbers as the exit codes of hazctl.
enum class Failure : int { Refused = 1, Usage = 2, Unreachable = 3 };

/// The answer to one request: any number of items, then one end. After the caller went away every
/// call does nothing and is_open() is false.
/// Thread  core
class Answer {
 public:
  virtual ~Answer() = default;
  virtual void item(const boost::json::object& item) = 0;
  virtual void done() = 0;
  virtual void fail(Failure failure, const std::string& text) = 0;
  virtual bool is_open() const = 0;
  /// Calls `more` when there is room for more items, so that a long answer can go out a page at a
  /// time (what waits unread is bounded, and a caller beyond it is cut off). Never after the caller
  /// went away.
  // NOLINTNEXTLINE(performance-unnecessary-value-param): who overrides it keeps it
  virtual void when_room(std::function<void()> more) { more(); }
};

/// What the control socket talks to; the daemon implements it.
/// Thread  core
class Desk {
 public:
  virtual ~Desk() = default;
  /// May answer at once or keep `answer` and go on later (`events --follow`, `read`).
  virtual void call(const Request& request, std::shared_ptr<Answer> answer) = 0;
};

}  // namespace hazgate::control
