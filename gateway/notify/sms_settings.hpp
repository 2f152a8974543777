#pragma once

#include <chrono>
#include <string>

namespace hazgate::notify {

/// [notify.sms], checked.
struct SmsSettings {
  std::string device;                   ///< best by its lasting name: /dev/serial/by-id/…
  std::string connection = "at115200";  ///< "at" and the baud; a USB modem takes any
  std::string pin;                      ///< empty: the SIM wants none
  std::string smsc;                     ///< the service centre, "+86…"; empty: the SIM's
  bool delivery_reports = true;         ///< asked for: most operators charge nothing for them
  /// How long after a failure until the modem is opened again.
  std::chrono::milliseconds reopen_pause{3000};
  /// How long the operator may take for one piece; the modem itself has five seconds.
  std::chrono::milliseconds operator_patience{30000};
  /// From one look at SIM, registration and signal to the next; sooner while something is wrong.
  std::chrono::milliseconds look_pause{60000};

  friend bool operator==(const SmsSettings&, const SmsSettings&) = default;
};

}  // namespace hazgate::notify
