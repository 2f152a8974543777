#include "drivers/device/status_word.hpp"

#include <initializer_list>
#include <utility>

namespace hazgate::device {

namespace {

/// The whole word; an enumeration has its code in `number`.
std::uint64_t bits_of(const codec::Decoded& reading) {
  if (const auto* word = std::get_if<std::uint64_t>(&reading.value)) return *word;
  if (const auto* word = std::get_if<std::int64_t>(&reading.value)) {
    return static_cast<std::uint64_t>(*word);
  }
  return 0;
}

Claims claims_of(const StatusMap& map, const codec::Decoded& reading) {
  Claims claims;
  for (const CodeClaim& each : map.codes) {
    if (static_cast<double>(each.code) == reading.number) claims.add(each.claim);
  }
  const std::uint64_t bits = map.bits.empty() ? 0 : bits_of(reading);
  for (const CodeClaim& each : map.bits) {
    if (((bits >> each.code) & 1U) != 0) claims.add(each.claim);
  }
  return claims;
}

void follow(std::optional<Tick>& since, bool holds, Tick now) {
  if (!holds) {
    since.reset();
  } else if (!since) {
    since = now;
  }
}

}  // namespace

std::optional<Claim> Claims::worst() const {
  const auto first = [this](std::initializer_list<Claim> order) -> std::optional<Claim> {
    for (const Claim claim : order) {
      if (has(claim)) return claim;
    }
    return std::nullopt;
  };
  if (has(Claim::Maintenance) || has(Claim::WarmUp)) {
    return first({Claim::Fault, Claim::Maintenance, Claim::WarmUp});
  }
  return first(
      {Claim::OverRange, Claim::Fault, Claim::UnderRange, Claim::Simulated, Claim::Uncertain});
}

Quality quality_of(Claim claim) {
  switch (claim) {
    case Claim::Uncertain:
      return Quality::Uncertain;
    case Claim::Simulated:
      return Quality::Simulated;
    case Claim::UnderRange:
    case Claim::OverRange:
      return Quality::OutOfRange;
    case Claim::WarmUp:
      return Quality::WarmUp;
    case Claim::Maintenance:
      return Quality::Maintenance;
    case Claim::Fault:
      return Quality::Fault;
  }
  return Quality::Fault;
}

Note note_of(Claim claim) {
  switch (claim) {
    case Claim::Uncertain:
      return Note::StatusUncertain;
    case Claim::Simulated:
      return Note::StatusSimulated;
    case Claim::UnderRange:
      return Note::StatusUnderRange;
    case Claim::OverRange:
      return Note::StatusOverRange;
    case Claim::WarmUp:
      return Note::StatusWarmUp;
    case Claim::Maintenance:
      return Note::StatusMaintenance;
    case Claim::Fault:
      return Note::StatusFault;
  }
  return Note::StatusFault;
}

void StatusWord::take(const StatusMap& map, const codec::Decoded& reading, Tick now) {
  claims_ = claims_of(map, reading);
  follow(warm_up_, claims_.has(Claim::WarmUp), now);
  follow(maintenance_, claims_.has(Claim::Maintenance), now);
  follow(simulated_, claims_.has(Claim::Simulated), now);
}

StatusWord::Standing StatusWord::at(const StatusMap& map, Tick now) const {
  Standing standing{claims_};
  const auto limit = [&](Claim claim, const std::optional<Tick>& since, Duration most, Note note) {
    if (!since || now - *since <= most) return;
    standing.claims.remove(claim);
    standing.claims.add(Claim::Fault);
    if (!claims_.has(Claim::Fault)) standing.overdue = note;
  };
  limit(Claim::Simulated, simulated_, map.max_simulated, Note::SimulatedTooLong);
  limit(Claim::WarmUp, warm_up_, map.max_warm_up, Note::WarmUpTooLong);
  limit(Claim::Maintenance, maintenance_, map.max_maintenance, Note::MaintenanceTooLong);
  return standing;
}

}  // namespace hazgate::device
