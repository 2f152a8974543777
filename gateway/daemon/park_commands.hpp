#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/receipt/allowance.hpp"
#include "gateway/core/receipt/command_log.hpp"
#include "gateway/core/receipt/sums.hpp"
#include "gateway/daemon/command_form.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/receipt_desk.hpp"

namespace hazgate::daemon {

/// What the park may do here.
struct ParkTerms {
  std::vector<std::string> allowed;  ///< operations, by name
  Duration command_age =
      std::chrono::seconds{60};  ///< older ones are refused, by a clock that is set
};

/// What the park may ask for on `command`: the operations that the site file allows by name, and
/// nothing else.
///
///   text ─► not too many? ─► form ─► not too many of him? ─► allowed? ─► new? ─► not too old? ─► arguments
///     ─► (one transaction: what it does, the audit, the document "command") ─► reply
///
/// The same command again within a day, by its id, is not carried out: it gets the answer of the first. All is
/// in the audit, the refused ones too; of a flood the sum. A flood is not answered one by one.
/// Thread  core
class ParkCommands {
 public:
  ParkCommands(Core& core, uplink::Uplink& uplink, ReceiptDesk& receipts, ParkTerms terms);

  /// Which commands were answered before this start.
  void restore(const std::vector<site::Document>& documents);
  /// `to`: where else the answer goes.
  void take(const std::string& json, const uplink::ReplyTo& to = {});
  /// Often: writes down what a flood came to. `all`: the gateway ends.
  void look(bool all = false);

  static constexpr double kPerSecond = 200.0, kAtOnce = 400.0;  ///< looked at
  static constexpr double kOfOnePerSecond = 10.0, kOfOneAtOnce = 60.0;
  static constexpr double kConfirmsPerSecond = 100.0, kConfirmsAtOnce = 400.0;  ///< of one
  static constexpr double kComplaintsPerSecond = 5.0;  ///< answers that there are too many
  static constexpr std::size_t kMostSenders = 64;      ///< of more, all begin anew

 private:
  struct Outcome {
    std::string error;  ///< empty: done
    std::string note;   ///< for the audit
  };
  struct Sender {
    receipt::Allowance acts{kOfOnePerSecond, kOfOneAtOnce};
    receipt::Allowance confirms{kConfirmsPerSecond, kConfirmsAtOnce};
  };

  bool is_too_much(const ParkCommand& command, Tick now);
  std::string why_not(const ParkCommand& command, Now now) const;
  bool answer_again(const ParkCommand& command, Now now);
  void carry_out(const ParkCommand& command, Now now);
  void refuse(const ParkCommand& command, const std::string& error);
  void too_much(const ParkCommand& command, Tick now);
  void note(const ParkCommand& command, const Outcome& outcome, Tick now);
  site::AuditEvent entry(const ParkCommand& command, const Outcome& outcome) const;
  void reply(const ParkCommand& command, const std::string& error, bool repeated = false);

  Outcome run(const ParkCommand& command, site::Effects& effects);
  Outcome acknowledge(const ParkCommand& command, const std::string& by, site::Effects& effects);
  Outcome answer(const ParkCommand& command, const std::string& by, site::Effects& effects);
  Outcome drill(const ParkCommand& command, const std::string& by, site::Effects& effects);
  Outcome confirm(const ParkCommand& command, const std::string& by, site::Effects& effects);
  void describe();

  Core& core_;
  uplink::Uplink& uplink_;
  ReceiptDesk& receipts_;
  ParkTerms terms_;
  receipt::CommandLog log_;
  receipt::Sums sums_;
  receipt::Allowance all_{kPerSecond, kAtOnce};
  receipt::Allowance complaints_{kComplaintsPerSecond, kComplaintsPerSecond};
  std::map<std::string, Sender> senders_;
  std::optional<Tick> described_;
};

}  // namespace hazgate::daemon
