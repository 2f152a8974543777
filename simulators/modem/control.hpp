#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace hazgate::sim {

/// One line that tells the modem what to do or to suffer.
struct Control {
  enum class Kind {
    Silent,   ///< it neither echoes nor answers; what is sent to it is lost
    Answer,   ///< and it is back
    Slow,     ///< answers only after `delay`
    Confirm,  ///< the operator takes `delay` to confirm a message
    Refuse,   ///< +CMS ERROR: `value` for messages to `number`; no number: to all
    Accept,   ///< no more of that, for all
    Network,  ///< registered if `value` is not 0
    Sim,      ///< in the slot if `value` is not 0
    Pin,      ///< the SIM wants `text` before anything else
    Store,    ///< new messages go to the memory `text`
    Reports,  ///< the network sends status reports if `value` is not 0 …
    Status,   ///< … with this TP-Status
    Receive,  ///< `text` comes in from `number`
  };
  Kind kind = Kind::Answer;
  std::chrono::milliseconds delay{};
  int value = 0;
  std::string number;
  std::string text;  ///< UTF-8
};

/// Reads `silent`, `answer`, `slow 2.5`, `confirm 20`, `refuse 38 [NUMBER]`, `accept`, `network on|off`,
/// `sim in|out`, `pin 1234`, `reports on|off|stored`, `status 0x46`, `store SM|ME`, `receive +8613800001111 "text"`: the
/// text is a JSON string.
/// Errors  a text that says what may be written
tl::expected<Control, std::string> read_control(std::string_view line);

}  // namespace hazgate::sim
