#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "drivers/codec/codec.hpp"
#include "drivers/device/note.hpp"
#include "gateway/core/alarm/quality.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::device {

/// What a code or a bit of a status word claims about the values it stands for. Without a claim they
/// are what they read.
enum class Claim : std::uint8_t {
  Uncertain,
  Simulated,
  UnderRange,
  OverRange,
  WarmUp,
  Maintenance,
  Fault
};

inline constexpr std::array<std::string_view, 7> kClaimTexts = {
    "uncertain", "simulated", "under-range", "over-range", "warm-up", "maintenance", "fault"};

struct CodeClaim {
  std::int64_t code = 0;  ///< or the number of a bit
  Claim claim = Claim::Fault;

  friend bool operator==(const CodeClaim&, const CodeClaim&) = default;
};

/// Which codes or bits of a status word claim what, and how long it may last.
/// Source  domain.md 1.4: a detector left in calibration is a danger of its own
struct StatusMap {
  std::vector<CodeClaim> codes;
  std::vector<CodeClaim> bits;
  Duration max_warm_up = std::chrono::minutes{5};
  Duration max_maintenance = std::chrono::minutes{30};
  Duration max_simulated = std::chrono::minutes{30};

  bool empty() const { return codes.empty() && bits.empty(); }
  friend bool operator==(const StatusMap&, const StatusMap&) = default;
};

/// Claims that hold together.
class Claims {
 public:
  void add(Claim claim) { set_ |= mask(claim); }
  void add(Claims other) { set_ |= other.set_; }
  void remove(Claim claim) { set_ &= ~mask(claim); }
  bool has(Claim claim) const { return (set_ & mask(claim)) != 0; }
  bool empty() const { return set_ == 0; }

  /// The one that counts.
  ///   with maintenance or warm-up: fault, maintenance, warm-up; a range is exceeded on purpose
  ///   otherwise: over-range (a gas detector beyond its range is never "only faulty"), fault,
  ///   under-range, simulated, uncertain
  std::optional<Claim> worst() const;

 private:
  static unsigned mask(Claim claim) { return 1U << static_cast<unsigned>(claim); }
  unsigned set_ = 0;
};

/// Over-range and under-range are both OutOfRange.
Quality quality_of(Claim claim);
Note note_of(Claim claim);

/// Follows one status word. What it claimed last holds until it is read again; the time that a state
/// lasts goes on while the word cannot be read and ends when it claims something else.
/// Thread  one owner (pure)
class StatusWord {
 public:
  /// A usable reading of the word.
  void take(const StatusMap& map, const codec::Decoded& reading, Tick now);

  struct Standing {
    Claims claims;
    Note overdue = Note::None;  ///< a state that lasts too long; it is a fault by now
  };
  Standing at(const StatusMap& map, Tick now) const;

 private:
  Claims claims_;
  std::optional<Tick> warm_up_, maintenance_, simulated_;  ///< since when
};

}  // namespace hazgate::device
