#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulators/modem/control.hpp"
#include "simulators/modem/mailbox.hpp"
#include "simulators/modem/message.hpp"

namespace hazgate::sim {

/// A GSM modem with AT commands in PDU mode: bytes and control lines in; bytes and what it saw out.
/// It answers what a program needs to identify it, enter a PIN, look at the network, send messages,
/// and list, read and delete those that came in.
/// Thread  one owner; has no clock of its own
/// Source  3GPP TS 27.005 and 27.007; ITU-T V.250
class Modem {
 public:
  /// When: since any start, and the time of day for the stamps in messages.
  struct Moment {
    std::chrono::milliseconds since_start{};
    std::chrono::sys_seconds wall{};
  };
  using Event = boost::json::object;

  void receive(std::string_view bytes, Moment now);
  void apply(const Control& control, Moment now);
  /// The network's part: reports that are due.
  void pass(Moment now);

  /// Bytes that are due.
  std::string take_output(std::chrono::milliseconds now);
  /// When there will be something for pass() or take_output(); none: not until something comes in.
  std::optional<std::chrono::milliseconds> next_due() const;
  /// What it saw since the last call: `sms`, `piece`, `refused`, `unreadable`, `report`,
  /// `received`, `full`, `deleted`, `wrong-pin`, `command`, `ignored`.
  std::vector<Event> take_events() { return std::exchange(events_, {}); }

 private:
  struct Collected {
    std::map<unsigned, std::u16string> pieces;
    boost::json::array references;
  };
  struct DueReport {
    std::chrono::milliseconds at{};
    StatusReport report;
  };

  void type(char byte, Moment now);
  void end_line(Moment now);
  void command(const std::string& line, Moment now);
  std::string answer_to(std::string_view name, std::string_view rest);
  std::string identity(std::string_view name) const;
  std::string sim_command(std::string_view rest);
  std::string memory_command(std::string_view rest);
  std::string list();
  std::string read(int place);
  std::string remove(int place);
  std::string indications(std::string_view rest);
  std::string error(int cme_code) const;
  std::string missing() const;
  void submit(Moment now);
  std::optional<int> refusal_of(const std::string& number) const;
  void collect(const Submit& message, int reference);
  void come_in(const Control& control, Moment now);
  void announce(std::string line);
  void deliver_report(const StatusReport& report);
  void send(std::string bytes, Moment now);

  std::vector<Event> events_;
  std::deque<std::pair<std::chrono::milliseconds, std::string>> output_;
  /// Of the operator, for the message just sent; lost when somebody types meanwhile.
  std::optional<std::pair<std::chrono::milliseconds, std::string>> confirmation_;
  std::vector<DueReport> reports_;
  std::vector<std::string> unsolicited_;  ///< wait until no command is under way

  std::string line_;
  bool in_text_ = false;  ///< after the > of AT+CMGS
  bool busy_ = false;     ///< a command line has begun

  bool echo_ = true;
  bool numbered_errors_ = false;
  int new_message_ = 0;    ///< <mt> of AT+CNMI
  int status_report_ = 0;  ///< <ds> of AT+CNMI
  Mailbox mailbox_;
  std::string memory_ = "SM";  ///< the one that is read and deleted from
  std::string store_ = "SM";   ///< where new messages go
  int reference_ = 0;
  unsigned received_ = 0;
  std::map<std::pair<std::string, unsigned>, Collected> collected_;

  bool silent_ = false;
  bool sim_ = true;
  bool registered_ = true;
  std::string pin_;  ///< wanted; empty: none
  int pin_tries_ = 3;
  bool reports_on_ = true;
  bool only_stored_ = false;  ///< it cannot hand out reports at once
  int status_ = 0;
  std::chrono::milliseconds delay_{}, confirm_delay_{};
  std::map<std::string, int> refusals_;  ///< by number; the empty one: all
};

}  // namespace hazgate::sim
