#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/emergency/clocks.hpp"
#include "gateway/core/emergency/errands.hpp"
#include "gateway/core/emergency/neighbours.hpp"
#include "gateway/core/emergency/responder.hpp"
#include "gateway/core/site/call_name.hpp"
#include "gateway/core/site/joining.hpp"
#include "gateway/core/site/response_memory.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::site {

/// What the clocks on the wall show at a moment.
using LocalTime = std::function<std::chrono::sys_seconds(WallTime)>;

/// Clocks that show UTC.
std::chrono::sys_seconds as_utc(WallTime at);

/// What people have to be told, and what is to be kept before they are.
struct ResponseOrders {
  std::vector<emergency::IncidentEvent> events;
  std::vector<emergency::MessageOrder> messages;
  ResponseMemory memory;
};

/// What an incident sets in motion beside the outputs: people are told until somebody acknowledges,
/// neighbours are warned, the ways out are named, the reports that the law wants are asked for.
///
///   Responder ─entries─► Response ─► Errands ─► messages
///                            ├─► NeighbourCalls ─► Errands (as notices)
///                            ├─► ReportingClocks ─► Errands (as notices)
///                            └─► WindMean ─► the ways out, frozen at the start
/// Thread  any, one at a time (pure)
/// Source  domain.md 8.1, 8.3
class Response {
 public:
  Response(const SiteSpec& spec, LocalTime local);

  /// The responder has done this: its entries gain what is known here (who is on duty), and what follows
  /// from them comes out. `incidents`: as they are now.
  void follow(std::vector<emergency::IncidentEvent>& entries, const emergency::Responder& responder,
              Now now, ResponseOrders& orders);
  /// Whether take() is worth a call.
  bool watches(PointIndex point) const;
  void take(const Sample& sample);
  void receipt(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error, Now now,
               ResponseOrders& orders);
  void run(Now now, ResponseOrders& orders);
  std::optional<Tick> deadline() const;

  // What persons do. Errors: a text that says why not.
  using Result = tl::expected<void, std::string>;
  Result neighbour_acknowledged(std::string_view incident, std::string_view neighbour,
                                const std::string& by, const std::string& note, Now now,
                                ResponseOrders& orders);
  Result reported(std::string_view incident, emergency::Duty duty, WallTime at,
                  const std::string& by, const std::string& to, const std::string& note, Now now,
                  ResponseOrders& orders);
  Result casualties(std::string_view incident, const emergency::Casualties& known,
                    const std::string& by, Now now, ResponseOrders& orders);

  /// After a restart, and after the responder's.
  void restore(const ResponseMemory& memory, const emergency::Responder& responder, Now now,
               ResponseOrders& orders);
  /// After a change of the configuration, and after the responder's. No message is interrupted by it.
  void go_on(const Response& before, const emergency::Responder& responder, Now now,
             ResponseOrders& orders);
  /// The same, and what is on record comes back as after a restart; see joining.hpp.
  void join(const Response& before, const Joined& joined, const emergency::Responder& responder,
            Now now, ResponseOrders& orders);
  ResponseMemory memory(Now now) const;
  /// In the same process: goes on with the mean wind, when it is read from the same points.
  /// Shape   points: see Site::go_on
  void take_over_wind(const Response& before, std::span<const std::optional<PointIndex>> points);

  /// A turned wind is noticed even when nothing else is to be done.
  static constexpr Duration kLookAtWind = std::chrono::minutes{1};

  // For people to look at.
  emergency::Wind wind(Now now) const;
  /// Since when it is measured, by the clock as it goes now; see WindMean.
  std::optional<WallTime> wind_since(Now now) const;
  /// What the ways out of a running incident rest on; none: they were not named.
  std::optional<emergency::Wind> advised(std::string_view incident) const;
  const emergency::ReportingClocks* clocks(std::string_view incident) const;
  const emergency::NeighbourCalls* neighbours(std::string_view incident) const;
  std::vector<emergency::ErrandMemory> told(std::string_view incident, Now now) const;

 private:
  /// What runs for one incident.
  struct Affair {
    std::string plan;
    std::string area;
    bool drill = false;
    bool ended = false;
    bool closed = false;
    bool at_rest = false;  ///< see RestMemory
    std::optional<emergency::TurnWatch> turning;
    Tick looked{};  ///< at the wind, while `turning` is set
    std::optional<emergency::NeighbourCalls> neighbours;
    std::optional<emergency::ReportingClocks> clocks;
    std::map<std::string, std::size_t> calls;  ///< how many of a name were made
  };

  const PlanSpec* plan_of(const std::string& id) const;
  Affair& affair_of(const emergency::IncidentMemory& incident,
                    const emergency::Responder& responder, Now now, ResponseOrders& orders);
  void follow(emergency::IncidentEvent& entry, const emergency::Responder& responder, Now now,
              ResponseOrders& orders);
  void opened(Affair& affair, const std::string& incident, Now now, ResponseOrders& orders);
  void notify(emergency::IncidentEvent& entry, const PlanSpec& plan, Now now,
              ResponseOrders& orders);
  void asked(Affair& affair, const emergency::IncidentEvent& entry, const PlanSpec& plan, Now now,
             ResponseOrders& orders);
  std::vector<std::size_t> told_by_plan(const std::string& incident, Now now) const;
  std::vector<std::size_t> who_may_forbid(const std::string& incident, std::size_t step,
                                          const PlanSpec& plan, Now now) const;
  void ended(const std::string& incident, Now now, ResponseOrders& orders);
  void closed(const std::string& incident, Now now, ResponseOrders& orders);
  static void rest(Affair& affair, const std::string& incident, Now now, ResponseOrders& orders);
  static std::optional<Tick> rests(const Affair& affair);
  void all_clear(const Affair& affair, const std::string& incident, Now now,
                 ResponseOrders& orders);
  void warn(Affair& affair, const emergency::IncidentMemory& incident,
            const emergency::StepSpec& step, Now now, ResponseOrders& orders);
  void widen(Affair& affair, const emergency::IncidentMemory& incident, const PlanSpec& plan,
             Now now, ResponseOrders& orders);
  std::vector<std::size_t> duty_room(const std::string& incident, const std::string& neighbour,
                                     Now now) const;
  void follow_neighbours(Affair& affair, emergency::NeighbourOrders&& made, Now now,
                         ResponseOrders& orders);
  void follow_clocks(const std::string& incident, emergency::ClockOrders&& made, Now now,
                     ResponseOrders& orders);
  void follow_errands(emergency::ErrandOrders&& made, ResponseOrders& orders);
  void call(const std::string& incident, const CallName& name, std::vector<std::size_t> people,
            Now now, ResponseOrders& orders);
  emergency::IncidentEvent entry(const std::string& incident, emergency::EntryKind kind,
                                 Now now) const;
  const EvacuationSpec* ways_out(const Affair& affair) const;
  void look_at_wind(Affair& affair, const std::string& incident, Now now, ResponseOrders& orders);
  void restore_affairs(const ResponseMemory& memory, const emergency::Responder& responder,
                       Now now);
  void restore_clocks(const ResponseMemory& memory, Now now, ResponseOrders& orders);
  void tell_anew(const ResponseMemory& memory, const emergency::Responder& responder, Now now,
                 ResponseOrders& orders);
  void end_joined(const std::string& incident, Now now, ResponseOrders& orders);
  void all_clear_joined(Affair& affair, const std::string& incident, Now now,
                        ResponseOrders& orders);
  void restore_forgotten(const ResponseMemory& memory);
  void restore_rest(const ResponseMemory& memory, Now now, ResponseOrders& orders);
  void advise(Affair& affair, const std::string& incident, const emergency::Wind& wind, Now now,
              ResponseOrders& orders);

  const SiteSpec& spec_;
  LocalTime local_;
  emergency::Errands errands_;
  emergency::WindMean wind_;
  std::map<std::string, Affair, std::less<>> affairs_;  ///< by incident
  std::map<std::string, std::size_t, std::less<>> contacts_;
};

}  // namespace hazgate::site
