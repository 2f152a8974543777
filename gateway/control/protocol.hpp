#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "gateway/control/desk.hpp"

/// The lines of the control socket (see server.hpp), both ways.
/// Thread  any (pure)
namespace hazgate::control {

struct Call {
  std::string op;
  boost::json::object args;
};

/// Reads one line of a caller. Errors: a text that says what is wrong with it.
tl::expected<Call, std::string> read_call(std::string_view line);

/// The lines of a request and of an answer, each with its newline.
std::string call_line(std::string_view op, const boost::json::object& args);
std::string item_line(const boost::json::object& item);
std::string done_line();
std::string fail_line(Failure failure, std::string_view text);

/// One line of the daemon, as the caller reads it.
struct Reply {
  enum class Kind { Item, Done, Failed };
  Kind kind = Kind::Done;
  boost::json::object item;
  int code = 1;      ///< Failed: the exit code of hazctl
  std::string text;  ///< Failed
};

/// Errors  a text: the line is no reply of this protocol
tl::expected<Reply, std::string> read_reply(std::string_view line);

}  // namespace hazgate::control
