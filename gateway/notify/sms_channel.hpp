#pragma once

#include <memory>

#include "gateway/notify/channel.hpp"
#include "gateway/notify/health.hpp"
#include "gateway/notify/sms_settings.hpp"

namespace hazgate::notify {

/// SMS through a GSM modem on a serial port. It opens the modem at once and keeps it open, reads what
/// comes in every second, and opens it anew by itself, with a pause, when it has failed.
///
/// | the modem | a letter that comes |
/// | --- | --- |
/// | is being opened for the first time | waits until it is known whether that works: 15 s at most |
/// | is well | goes out after those before it, an urgent one before those that are not |
/// | is known to be dead, without SIM, … | fails at once, with the reason |
/// | is being opened again and answers | waits for the end of that: some five seconds |
///
/// A letter with the key and the number of one that has no Sent, Failed or Refused yet becomes one with
/// it: it is sent once, and both tickets get all its receipts. Sent: the operator has all pieces.
/// Delivered: the phone has all pieces. Failed or Refused may come after Sent, when the operator gives up.
/// An incoming message is removed from the modem after OnIncoming is back; the same message may come
/// again when removing it fails.
/// It looks at SIM, registration and signal when the modem is open, every settings.look_pause, and says
/// by OnHealth how it stands; also when the modem fails, and with each letter that went out or could not.
/// What the operator holds against every message is no longer believed when one went out.
/// Errors  Receipt::error says what a person at the modem can do
/// Thread  as Channel. The callbacks must be quick, and may call send(). One SmsChannel in a process
///         (libGammu's static buffers)
class SmsChannel final : public Channel {
 public:
  static constexpr std::size_t kMostWaiting = 1000;  ///< letters; one more fails

  SmsChannel(SmsSettings settings, OnReceipt on_receipt, OnIncoming on_incoming,
             OnHealth on_health = {});
  /// Within two seconds. Letters that have no receipt yet get none.
  ~SmsChannel() override;

  void send(Letter letter) override;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace hazgate::notify
