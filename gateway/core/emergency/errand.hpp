#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/call.hpp"

namespace hazgate::emergency {

/// What a channel says about a message: notify::Receipt::Kind, which the core may not include.
enum class ReceiptKind : std::uint8_t { Sent, Delivered, Failed, Refused };

/// One person is told one thing: which way is tried when.
///
///   untried --begin--> under way --Sent--> sent --Delivered--> delivered     (the person is told)
///                        |  |  '--Failed---> failed  --back-off--> under way (kMostAttempts in all)
///                        |  '-----Refused--> refused                         (never again)
///                        '--lose (no receipt)--> unknown --back-off, and only when there is no other
///                                                way--> under way
///
/// One way at a time is under way, so that nobody is told twice because two channels were quick: a way
/// whose back-off is over waits for the receipt of another. A late Sent of any attempt counts: the person
/// is told. A Failed of an attempt that is not the last one says nothing new.
///
/// Via::Siren is the last resort, wherever it stands in the list: it is begun when no other way is untried,
/// under way, failed with an attempt left, or to be repeated right now. Nobody is told by it, so that the
/// others go on while it sounds.
/// Thread  any, one at a time (pure)
class Errand {
 public:
  struct Way {
    Via via = Via::Sms;
    WayProgress progress = WayProgress::Untried;
    unsigned attempts = 0;
    Tick at{};        ///< of the last change
    Tick retry_at{};  ///< Failed, Unknown
  };

  static constexpr Duration kReceiptWithin = std::chrono::seconds{60};
  static constexpr unsigned kMostAttempts = 4;  ///< of one way: three repeats
  /// The pause behind attempt 1, 2, 3.
  static constexpr std::array<Duration, kMostAttempts - 1> kBackOff = {
      std::chrono::seconds{15}, std::chrono::seconds{30}, std::chrono::seconds{60}};

  explicit Errand(const std::vector<Via>& ways);
  /// Takes over what is remembered of one of the ways.
  void restore(const Way& way);

  /// The way to be begun now. An untried one goes first, then one whose back-off is over, then one of
  /// which nobody knows whether it was sent: that only when there is no other but the siren.
  std::optional<std::size_t> next(Tick now) const;
  void begin(std::size_t way, Tick now);
  /// Whether the state has changed; a receipt that comes late or twice may change nothing.
  bool take(std::size_t way, unsigned attempt, ReceiptKind kind, Tick now);
  /// The way under way whose receipt has not come in time; of a person who is told nobody waits for one.
  std::optional<std::size_t> overdue(Tick now) const;
  /// No receipt is to be expected.
  void lose(std::size_t way, Tick now, Tick retry_at);

  bool is_told() const;      ///< by another way than the siren
  bool is_hopeless() const;  ///< not told, and no way is left
  /// When to look again: overdue() or next() has something then.
  std::optional<Tick> deadline() const;
  const std::vector<Way>& ways() const { return ways_; }

  static Duration back_off(unsigned attempts);

 private:
  std::vector<Way> ways_;
};

}  // namespace hazgate::emergency
