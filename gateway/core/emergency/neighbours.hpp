#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/plan.hpp"
#include "gateway/core/emergency/wind.hpp"

namespace hazgate::emergency {

/// Who lives or works near enough to be told.
/// Units   bearing: degrees from our source towards them, [0, 360); distance: metres
struct NeighbourSpec {
  std::string id;
  std::string name;
  double bearing = 0.0;
  double distance = 0.0;
  std::vector<std::string> contacts;  ///< ids; their duty room
  std::string language;
  Duration ack_within = std::chrono::minutes{3};
};

/// One that is to be told, with its place in the list it was chosen from.
struct Chosen {
  std::size_t neighbour = 0;
  bool downwind = false;  ///< never when the wind has no direction

  friend bool operator==(const Chosen&, const Chosen&) = default;
};

/// Everyone within the radius, in the order in which they are told: downwind ones by distance, then
/// the others by distance; when the wind has no direction all by distance.
/// Units   radius: metres, itself included
/// Thread  any (pure)
/// Source  domain.md 8.3
std::vector<Chosen> choose(std::span<const NeighbourSpec> neighbours, const Wind& wind,
                           double radius);

/// On both sides of where the wind blows to, itself included. Units: degrees
inline constexpr double kDownwindHalf = 45.0;

/// How far neighbours are told when a plan does not say it. An unknown level counts as "I".
/// Units   metres
double default_radius(std::string_view level);

/// How far a step warns: as it says itself; else by the graver of the grade from which it runs (without one
/// the plan's first) and the grade that the incident has now.
/// Units   metres
double radius_of(const StepSpec& step, Grade plan, Grade now);

enum class CallKind : std::uint8_t { First, Reminder, WindChange, AllClear };

inline constexpr std::array<std::string_view, 4> kCallTexts = {"first", "reminder", "wind-change",
                                                               "all-clear"};

constexpr std::string_view to_text(CallKind kind) {
  return kCallTexts[static_cast<std::size_t>(kind)];
}

/// What of one neighbour in one incident outlives the process.
struct NeighbourMemory {
  std::string incident;
  std::string neighbour;  ///< its id
  bool drill = false;
  bool downwind = false;        ///< as it was told last
  WallTime told{};              ///< first
  WallTime asked{};             ///< last time that an acknowledgement was asked for
  std::uint32_t reminders = 0;  ///< since it was last told something new
  std::optional<WallTime> acknowledged;
  std::string acknowledged_by, note;
  std::optional<WallTime> all_clear;

  friend bool operator==(const NeighbourMemory&, const NeighbourMemory&) = default;
};

/// Tell this neighbour now. It is the caller who knows how.
struct NeighbourCall {
  std::string incident;
  std::string neighbour;  ///< its id; after a restart maybe one that is configured no more
  CallKind kind = CallKind::First;
  bool downwind = false;
  bool drill = false;
  std::uint32_t number = 0;  ///< Reminder: which one since the last news, from 1

  friend bool operator==(const NeighbourCall&, const NeighbourCall&) = default;
};

struct NeighbourOrders {
  std::vector<NeighbourCall> calls;       ///< in this order
  std::vector<NeighbourMemory> memories;  ///< as they are now, to be kept before anything is sent
};

/// Tells the neighbours of one incident, and sees to it that each duty room acknowledges.
///
///   (not told) --begin, widen--> told --acknowledge--> acknowledged
///                                 | ^                       |
///              ack_within: reminder +--wind turns to them---+
///   told or acknowledged --end--> all clear told
///
/// A message that was delivered is no acknowledgement. Reminders do not end before an acknowledgement
/// or the all clear; after kOftenReminders they come every kSeldom.
/// Shape   neighbours: outlive it; ids are unique
/// Thread  any, one at a time (pure)
/// Source  domain.md 8.3 (S38)
class NeighbourCalls {
 public:
  NeighbourCalls(std::span<const NeighbourSpec> neighbours, std::string incident, bool drill);

  /// First notices to all within the radius who were not told yet: at the start, and when the radius
  /// grows. Nothing after the end.
  void tell(const Wind& wind, double radius, Now now, NeighbourOrders& orders);
  /// The advice has changed (TurnWatch). To all who were told, downwind ones first; who was not
  /// downwind and is now must acknowledge again.
  void wind_changed(const Wind& wind, Now now, NeighbourOrders& orders);
  /// All clear, to exactly those who were told; once.
  void end(Now now, NeighbourOrders& orders);
  void run(Now now, NeighbourOrders& orders);  ///< reminders that are due
  std::optional<Tick> deadline() const;

  /// A person of that neighbour's duty room has answered. Again: nothing changes.
  /// Errors  a text that says why not
  tl::expected<NeighbourMemory, std::string> acknowledge(std::string_view neighbour,
                                                         const std::string& by,
                                                         const std::string& note, Now now,
                                                         NeighbourOrders& orders);

  /// After a restart, before anything else. Memories of other incidents are left alone.
  void restore(std::span<const NeighbourMemory> memories, Now now);

  /// Who was told.
  std::vector<NeighbourMemory> told() const;
  bool ended() const { return ended_; }

  static constexpr std::uint32_t kOftenReminders = 5;
  static constexpr Duration kSeldom = std::chrono::minutes{15};

 private:
  struct Told {
    NeighbourMemory memory;
    Tick asked{};
  };

  const NeighbourSpec* spec_of(std::string_view id) const;
  Told* find(std::string_view id);
  std::optional<Tick> reminder_at(const Told& told) const;
  void call(Told& told, CallKind kind, Now now, NeighbourOrders& orders) const;

  std::span<const NeighbourSpec> neighbours_;
  std::string incident_;
  bool drill_ = false;
  bool ended_ = false;
  std::vector<Told> told_;
};

}  // namespace hazgate::emergency
