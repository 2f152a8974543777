#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "gateway/core/emergency/call.hpp"
#include "gateway/core/emergency/errand.hpp"

namespace hazgate::emergency {

/// Tells the people of notify steps, one after the other, until somebody acknowledges.
///
///   telling --last turn and ack_within over--> pausing --repeat over--> telling, next round
///      |                                          |
///      |--no repeat, or a notice--> over          |
///      '--acknowledged--> answered <--------------'        ended: all of it is forgotten
///
/// Turns come by the acknowledgement and by nothing else: whether the message of the person before is
/// sent, under way or has failed makes no difference to the next. After a time in which nobody could run
/// this (a restart, a sleep) one turn that is overdue comes at once and the next ack_within later, so that
/// each person keeps the time to answer. How one person is told is Errand's matter. Once a message is sent
/// on one way no other way is begun for that person in this round, not even after ack_within: it is with
/// the person, and a second device that rings helps less than a second person does. The next round begins
/// with the preferred way again: a reminder by mail wakes nobody at night.
///
/// A round is everybody told once; from the second on everybody's turn is at once, since each of them has
/// been told and left to answer before. Nobody is told twice in one round, but for what nobody can know: a
/// message without a receipt for kReceiptWithin, or whose receipt a restart has cut off, may have been
/// sent. Then the next way is begun, and the same one again only if there is no other; its `key` is the
/// same, so that a channel that knows keys can drop the repeat. After a restart that is at once, since no
/// receipt can come any more.
///
/// The time that has passed while the process was away is taken from the stored stamps. A clock that went
/// back meanwhile has passed nothing; one that went forward brings one turn and the repeats early.
/// Cost    run() and receipt(): the logarithm of the number of timers per thing that is due
/// Thread  any, one at a time (pure)
/// Source  domain.md 8.3
class Errands {
 public:
  explicit Errands(std::vector<Person> people);

  /// A call of this name that has begun already is left alone: nothing is sent twice.
  void begin(const std::string& incident, const std::string& name, const CallSpec& spec, Now now,
             ErrandOrders& orders);
  /// Of an unknown ticket, such as one of before the restart: nothing. Of the round before, and Failed
  /// behind Sent: an entry in the timeline and nothing else.
  void receipt(std::uint64_t ticket, ReceiptKind kind, const std::string& error, Now now,
               ErrandOrders& orders);
  /// No new person and no repeat for what the incident has begun so far, notices left out. A step that
  /// begins afterwards asks for an acknowledgement of its own. `person`: only of the steps of which that one was
  /// told, if there are any: who answers for the operators does not answer for the fire brigade.
  void acknowledged(std::string_view incident, std::string_view person, Now now,
                    ErrandOrders& orders);
  /// The incident is closed. Notices are finished before they are forgotten.
  void ended(std::string_view incident, Now now, ErrandOrders& orders);
  void run(Now now, ErrandOrders& orders);
  std::optional<Tick> deadline() const;

  /// Brings back what was before a restart. Who is in the configuration no more is left out, and a call of
  /// which nobody is left is forgotten. Tickets begin
  /// at `next_ticket`; take one beyond all that channels may still answer.
  void restore(std::span<const CallMemory> calls, std::span<const ErrandMemory> errands,
               std::uint64_t next_ticket, Now now, ErrandOrders& orders);
  /// Goes on where the one before a change of the configuration stands: the channels live, and what is
  /// under way stays so and finds its ticket. Who is in the configuration no more is left out.
  /// `names`: incidents that are called otherwise from now on.
  using Names = std::map<std::string, std::string, std::less<>>;
  void take_over(const Errands& before, Now now, ErrandOrders& orders, const Names& names = {});
  std::uint64_t next_ticket() const { return next_ticket_; }

  /// Of one incident, for people to look at: the step's own state, and who has had a turn in this round.
  std::vector<CallMemory> calls(std::string_view incident, Now now) const;
  std::vector<ErrandMemory> errands(std::string_view incident, Now now) const;

  static constexpr Duration kReceiptWithin = Errand::kReceiptWithin;

 private:
  struct Seat {  ///< one person of a call
    Errand errand;
    Tick turn{};
    bool gave_up = false;
    std::optional<Tick> timer;
  };
  struct Call {
    std::uint64_t number = 0;
    std::string incident;
    std::string name;
    CallSpec spec;
    unsigned round = 1;
    CallState state = CallState::Telling;
    Tick since{};
    bool ended = false;
    std::size_t turns = 0;  ///< so many seats have had theirs
    std::vector<Seat> seats;
    std::vector<std::uint64_t> tickets, old_tickets;  ///< of this round, of the one before
    std::optional<Tick> timer;
  };
  struct Ticket {
    std::uint64_t call = 0;
    std::size_t seat = 0, way = 0;
    unsigned round = 0, attempt = 0;
    std::optional<ReceiptKind> last;
  };
  using Timer = std::tuple<Tick, std::uint64_t, std::size_t>;  ///< when, call, seat or kNoSeat
  static constexpr std::size_t kNoSeat = SIZE_MAX;

  std::vector<Via> ways_of(const CallSpec& spec, std::size_t contact) const;
  Call& add(const std::string& incident, const std::string& name, CallSpec spec);
  void seat_all(Call& call);
  static std::size_t first_of(const Call& call);
  static std::optional<Tick> due_of(const Call& call);
  void advance(Call& call, Now now, ErrandOrders& orders);
  void take_turn(Call& call, Tick due, Now now, ErrandOrders& orders);
  void nobody_left(Call& call, Now now, ErrandOrders& orders);
  void next_round(Call& call, Now now, ErrandOrders& orders);
  void settle(Call& call, std::size_t seat, Now now, ErrandOrders& orders);
  void tell(Call& call, std::size_t seat, std::size_t way, Now now, ErrandOrders& orders);
  void lose(Call& call, std::size_t seat, std::size_t way, ErrandEntry why, Tick retry_at, Now now,
            ErrandOrders& orders);
  void set_timer(std::optional<Tick>& slot, const Call& call, std::size_t seat,
                 std::optional<Tick> at);
  void drop(std::vector<std::uint64_t>& tickets);
  void stop_timers(Call& call);
  void forget(Call& call, ErrandOrders& orders);
  static bool is_finished(const Call& call);
  bool was_told(const Call& call, std::string_view person) const;
  Call& restore_call(const CallMemory& memory, Now now);
  void restore_seat(Call& call, std::size_t seat, const ErrandMemory& memory, Now now,
                    ErrandOrders& orders);
  void take_over_seats(const Errands& before, const Call& old, Call& call, Now now,
                       ErrandOrders& orders);
  void resume(Call& call, Now now, ErrandOrders& orders);

  CallMemory memory_of(const Call& call, Now now) const;
  ErrandMemory memory_of(const Call& call, std::size_t seat, Now now) const;
  ErrandEvent event(const Call& call, ErrandEntry entry, Now now) const;
  ErrandEvent event(const Call& call, std::size_t seat, std::size_t way, ErrandEntry entry,
                    Now now) const;
  const std::string& id_of(const Call& call, std::size_t seat) const {
    return people_[call.spec.people[seat]].id;
  }

  std::vector<Person> people_;
  std::unordered_map<std::string, std::size_t> place_of_;  ///< by Person::id
  std::map<std::uint64_t, Call> calls_;  ///< by number; a call keeps its place in memory
  std::set<Timer> timers_;
  std::unordered_map<std::uint64_t, Ticket> tickets_;
  std::uint64_t next_ticket_ = 1;
  std::uint64_t next_call_ = 1;
};

}  // namespace hazgate::emergency
