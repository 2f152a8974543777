#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/notify/delivery_ledger.hpp"
#include "gateway/notify/incoming_pieces.hpp"
#include "gateway/notify/sms_settings.hpp"
#include "gateway/notify/watchdog.hpp"

namespace hazgate::notify {

/// Why a modem did not do what it was asked.
struct ModemTrouble {
  enum class Next : std::uint8_t {
    Go,      ///< on: the modem is well, only this message was not sent
    Refuse,  ///< on, but this message will not be sent at another time either
    Reopen,  ///< the modem must be opened anew
  };
  Next next = Next::Reopen;
  std::string text;         ///< for people
  bool of_channel = false;  ///< the operator takes no message of this SIM; a look does not show it
};

/// A modem that could send, as far as it can be known without sending.
struct ModemLook {
  bool registered = false;    ///< false: the modem does not say
  std::optional<int> signal;  ///< percent
};

/// What the SIM said to the PIN; outlives the modem, because three wrong ones lock the SIM.
struct PinMemory {
  int in_vain = 0;  ///< entered and not accepted; at kMostPinsInVain no more
};
inline constexpr int kMostPinsInVain = 2;

/// One open modem, through libGammu. The only part that knows Gammu.
/// A message lies in the modem until it is removed.
/// Thread  one; there must be one modem at a time in a process: libGammu keeps texts in static
///         buffers. Every call comes back by its deadline, or soon after Watchdog::stop().
class GammuModem {
 public:
  struct Mail {
    std::vector<StoredMessage> messages;
    std::vector<DeliveryReport> reports;
    std::vector<int> spent;  ///< places that hold nothing for people: to be removed
  };

  /// Some five seconds with a modem that answers. `go_on` is asked while nothing does.
  /// Errors  as ModemPort::open, and: no SIM, PIN wanted or wrong, PUK wanted
  static tl::expected<std::unique_ptr<GammuModem>, std::string> open(
      const SmsSettings& settings, PinMemory& pin, Watchdog& dog,
      const std::function<bool()>& go_on);
  ~GammuModem();

  /// Hands all pieces to the operator. Out come their references.
  tl::expected<std::vector<std::uint8_t>, ModemTrouble> send(const std::string& to,
                                                             const std::string& text);
  /// What came in, and the reports since the last call; these are gone from the modem.
  tl::expected<Mail, ModemTrouble> read();
  tl::expected<void, ModemTrouble> remove(int place);
  /// Asks for the SIM, the registration and the signal.
  /// Errors  why no message would go out now
  tl::expected<ModemLook, ModemTrouble> look();

 private:
  struct Inside;
  explicit GammuModem(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace hazgate::notify
