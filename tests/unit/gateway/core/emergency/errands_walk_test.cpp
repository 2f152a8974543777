// Random calls, receipts in any order, late or never, acknowledgements, restarts and reloads, against what
// must always hold of the telling of people.
#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "gateway/core/emergency/errands.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::seconds;

using CallId = std::pair<std::string, std::string>;

/// What an onlooker knows of one person in one round.
struct SeatSeen {
  bool told = false, gave_up = false, had_turn = false;
  std::int64_t turn = 0;  ///< second
  std::map<Via, unsigned> attempts;
  std::map<Via, WayProgress> progress;
  std::map<Via, std::int64_t> handed_at, failed_at;
};

struct CallSeen {
  CallSpec spec;
  unsigned round = 1;
  std::int64_t due_from = 0;  ///< of the turn before, as the schedule counts it
  std::size_t turns = 0;
  std::map<std::size_t, SeatSeen> seats;
  std::optional<std::int64_t> nobody_left;
  bool acknowledged = false, ended = false;
};

class World {
 public:
  explicit World(std::uint32_t seed) : random_(seed) {
    const std::size_t count = 1 + pick(7);
    for (std::size_t i = 0; i < count; ++i) {
      Person person{.id = "p" + std::to_string(i)};
      for (const Via via : {Via::Sms, Via::Email, Via::Webhook, Via::Siren}) {
        if (pick(3) > 0) person.via.push_back(via);
      }
      people_.push_back(std::move(person));
    }
    for (std::size_t i = 0; i < count; ++i) order_.push_back(i);
    errands_.emplace(people_);
  }

  void walk() {
    for (int step = 0; step < 400 && !testing::Test::HasFailure(); ++step) {
      const auto what = pick(100);
      if (what < 3) begin();
      if (what == 4) acknowledge();
      if (what == 5) end();
      if (what == 6 || what == 7) restart(0);
      if (what == 8) restart(static_cast<std::int64_t>(pick(400)));
      if (what >= 9 && what < 12) reload();
      go_on(second_ + static_cast<std::int64_t>(pick(20)));
    }
    lazy_ = false;
    go_on(second_ + 20'000);
    for (const auto& [id, call] : calls_) check_end(id, call);
    for (const auto& [id, call] : calls_)
      act([&, name = id.first](auto& o) { errands_->ended(name, now(), o); });
    EXPECT_TRUE(kept_calls_.empty());
    EXPECT_TRUE(kept_errands_.empty());
    EXPECT_EQ(errands_->deadline(), std::nullopt);
  }

  const std::string& log() const { return log_; }
  std::size_t told() const { return told_; }

 private:
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }

  Now now() const {
    return {.tick = Tick{seconds{second_ + skew_}},
            .wall = from_unix_ms((1'000'000 + second_) * 1000)};
  }

  template <class Act>
  void act(const Act& what) {
    ErrandOrders orders;
    what(orders);
    take(orders);
  }

  void begin() {
    CallSpec spec;
    for (std::size_t i = 0; i < people_.size(); ++i) {
      if (pick(4) > 0) spec.people.push_back(i);
    }
    std::shuffle(spec.people.begin(), spec.people.end(), random_);
    if (pick(2) == 0) spec.via = {Via::Webhook, Via::Siren, Via::Sms};
    spec.ack_within = seconds{pick(4) == 0 ? 0 : 20 + pick(200)};
    spec.at_once = pick(4);
    spec.repeat = seconds{pick(3) == 0 ? 0 : 30 + pick(600)};
    spec.notice = pick(5) == 0;
    const CallId id{"leak-" + std::to_string(next_incident_), "call" + std::to_string(pick(3))};
    if (pick(2) == 0) ++next_incident_;
    if (calls_.contains(id) || ended_.contains(id.first)) return;
    calls_[id] = {.spec = spec, .due_from = second_};
    for (std::size_t& contact : spec.people) contact = place_of(contact);
    act([&](auto& orders) { errands_->begin(id.first, id.second, spec, now(), orders); });
  }

  const std::string* any_incident() {
    if (calls_.empty()) return nullptr;
    auto call = calls_.begin();
    std::advance(call, static_cast<std::ptrdiff_t>(pick(calls_.size())));
    return &call->first.first;
  }
  void acknowledge() {
    const std::string* incident = any_incident();
    if (incident == nullptr) return;
    act([&](auto& orders) { errands_->acknowledged(*incident, {}, now(), orders); });
    for (auto& [id, call] : calls_) {
      if (id.first == *incident && !call.spec.notice) call.acknowledged = true;
    }
  }
  void end() {
    const std::string* incident = any_incident();
    if (incident == nullptr) return;
    act([&](auto& orders) { errands_->ended(*incident, now(), orders); });
    ended_.insert(*incident);
    for (auto& [id, call] : calls_) {
      if (id.first == *incident) call.ended = true;
    }
  }

  /// Nothing that was handed over is answered any more.
  void restart(std::int64_t away) {
    receipts_.clear();
    second_ += away;
    back_at_ = second_;
    skew_ = static_cast<std::int64_t>(pick(100'000));
    for (auto& [id, call] : calls_) {
      for (auto& [contact, seat] : call.seats) {
        for (auto& [via, progress] : seat.progress) {
          if (progress == WayProgress::UnderWay) progress = WayProgress::Unknown;
        }
      }
    }
    std::vector<CallMemory> calls;
    std::vector<ErrandMemory> kept;
    for (const auto& [id, call] : kept_calls_) calls.push_back(call);
    for (const auto& [id, errand] : kept_errands_) kept.push_back(errand);
    std::shuffle(kept.begin(), kept.end(), random_);
    const auto ticket = errands_->next_ticket();
    errands_.emplace(people_in_order());
    act([&](auto& orders) { errands_->restore(calls, kept, ticket, now(), orders); });
  }

  /// The people stand in another order in the file: nothing else changes, and nobody hears of it.
  void reload() {
    std::shuffle(order_.begin(), order_.end(), random_);
    const Errands before = std::move(*errands_);
    errands_.emplace(people_in_order());
    const auto log = log_.size();
    act([&](auto& orders) { errands_->take_over(before, now(), orders); });
    EXPECT_EQ(log_.size(), log) << log_;
    EXPECT_EQ(errands_->deadline(), before.deadline());
  }

  std::vector<Person> people_in_order() const {
    std::vector<Person> people;
    for (const std::size_t person : order_) people.push_back(people_[person]);
    return people;
  }
  std::size_t place_of(std::size_t person) const {
    return static_cast<std::size_t>(std::find(order_.begin(), order_.end(), person) -
                                    order_.begin());
  }

  /// Runs what is due, receipts and deadlines in their order.
  void go_on(std::int64_t to) {
    for (int guard = 0; guard < 100'000; ++guard) {
      const auto due = errands_->deadline();
      std::int64_t next = to + 1;
      if (due) next = std::chrono::ceil<seconds>(due->time_since_epoch()).count() - skew_;
      const bool receipt = !receipts_.empty() && receipts_.begin()->first <= next;
      if (receipt) next = receipts_.begin()->first;
      if (next > to) break;
      ASSERT_GE(next, second_) << "a deadline in the past";
      second_ = next;
      if (receipt) {
        const auto [ticket, kind] = receipts_.begin()->second;
        receipts_.erase(receipts_.begin());
        answer(ticket, kind);
      } else {
        act([&](auto& orders) { errands_->run(now(), orders); });
      }
      if (testing::Test::HasFailure()) return;
    }
    second_ = std::max(second_, to);
  }

  struct Handed {
    CallId call;
    std::size_t contact;
    Via via;
    unsigned round, attempt;
  };

  void answer(std::uint64_t ticket, ReceiptKind kind) {
    const Handed handed = handed_.at(ticket);
    CallSeen& call = calls_.at(handed.call);
    const bool open = !call.acknowledged;
    if (handed.round == call.round) {
      SeatSeen& seat = call.seats[handed.contact];
      WayProgress& progress = seat.progress[handed.via];
      const bool sent = progress == WayProgress::Sent;
      if (kind == ReceiptKind::Sent || kind == ReceiptKind::Delivered) {
        progress = WayProgress::Sent;
        seat.told = seat.told || handed.via != Via::Siren;
        if (seat.told) seat.gave_up = false;
      } else if (kind == ReceiptKind::Refused && !sent) {
        progress = WayProgress::Refused;
      } else if (!sent && progress != WayProgress::Refused &&
                 handed.attempt == seat.attempts[handed.via]) {
        progress = WayProgress::Failed;
        seat.failed_at[handed.via] = second_;
      }
    }
    const auto before = told_;
    const bool was_forgotten = !kept_calls_.contains(handed.call.first + "/" + handed.call.second);
    act([&](auto& orders) { errands_->receipt(ticket, kind, "", now(), orders); });
    if (handed.round != call.round || was_forgotten) return;
    SeatSeen& seat = call.seats[handed.contact];
    if (seat.told || !open) {
      EXPECT_EQ(told_, before) << "told again behind a Sent or an acknowledgement";
      return;
    }
    // Not told: an untried way may not wait unless another one is under way.
    bool busy = false, untried = false;
    for (const Via via : ways(call.spec, handed.contact)) {
      if (via == Via::Siren) continue;
      busy = busy || seat.progress[via] == WayProgress::UnderWay;
      untried = untried || seat.progress[via] == WayProgress::Untried;
    }
    EXPECT_TRUE(busy || !untried) << "an untried way waits\n" << log_;
  }

  std::vector<Via> ways(const CallSpec& spec, std::size_t contact) const {
    const std::vector<Via>& own = people_[contact].via;
    std::vector<Via> both;
    for (const Via via : spec.via.empty() ? own : spec.via) {
      if (spec.notice && via == Via::Siren) continue;
      if (std::find(own.begin(), own.end(), via) != own.end()) both.push_back(via);
    }
    return both;
  }

  void take(const ErrandOrders& orders) {
    for (const CallMemory& call : orders.calls) kept_calls_[record_id(call)] = call;
    for (const ErrandMemory& errand : orders.errands) kept_errands_[record_id(errand)] = errand;
    for (const std::string& id : orders.forgotten) {
      EXPECT_EQ(kept_calls_.erase(id) + kept_errands_.erase(id), 1U) << id;
    }
    auto message = orders.messages.begin();
    for (const ErrandEvent& event : orders.events) {
      log_ += std::to_string(second_) + ' ' + event.incident + '/' + event.name + ' ' +
              std::string(to_text(event.entry)) + ' ' + event.contact + ' ' +
              std::string(to_text(event.via)) + ' ' + std::to_string(event.attempt) + '\n';
      if (event.entry == ErrandEntry::Told) {
        ASSERT_NE(message, orders.messages.end());
        MessageOrder order = *message++;
        order.contact = order_.at(order.contact);
        check_order(order);
      }
      CallSeen& call = calls_.at({event.incident, event.name});
      if (event.entry == ErrandEntry::NobodyLeft) check_nobody_left(call);
      if (event.contact.empty()) continue;
      const auto contact = static_cast<std::size_t>(std::stoul(event.contact.substr(1)));
      if (event.entry == ErrandEntry::GaveUp) check_turn(call, contact, event.round);
      if (event.round != call.round) continue;
      SeatSeen& seat = call.seats[contact];
      if (event.entry == ErrandEntry::NoReceipt) {
        EXPECT_GE(second_ - seat.handed_at[event.via], 60);
        if (seat.handed_at[event.via] >= back_at_) {
          EXPECT_EQ(second_ - seat.handed_at[event.via], 60) << log_;
        }
        seat.progress[event.via] = WayProgress::Unknown;
      }
      if (event.entry == ErrandEntry::GaveUp) check_gave_up(call, contact);
    }
    EXPECT_EQ(message, orders.messages.end());
  }

  /// The turn of a person who had none in this round: exactly on time, and in the order of the list.
  void check_turn(CallSeen& call, std::size_t contact, unsigned round) {
    if (round != call.round) {
      ASSERT_EQ(round, call.round + 1);
      ASSERT_TRUE(call.nobody_left) << "a round nobody has ended";
      const auto pause = call.spec.ack_within.count() == 0
                             ? 0
                             : std::chrono::duration_cast<seconds>(call.spec.repeat).count();
      EXPECT_EQ(second_,
                std::max(*call.nobody_left + pause, std::max(back_at_, call.nobody_left.value())))
          << log_;
      call.round = round;
      call.seats.clear();
      call.turns = 0;
      call.nobody_left.reset();
      call.due_from = second_;
    }
    if (call.seats.contains(contact) && call.seats[contact].had_turn) return;
    ASSERT_LT(call.turns, call.spec.people.size());
    EXPECT_EQ(call.spec.people[call.turns], contact) << "not in the order of the list";
    const auto ack = std::chrono::duration_cast<seconds>(call.spec.ack_within).count();
    const bool burst = ack == 0 || call.spec.notice || call.round > 1 ||
                       call.turns < std::max<std::size_t>(1, call.spec.at_once);
    const auto due = call.due_from + (burst ? 0 : ack);
    EXPECT_EQ(second_, std::max(due, std::max(back_at_, call.due_from)))
        << "turn " << call.turns << " not on time\n"
        << log_;
    call.due_from = second_ - due < ack ? due : second_;
    call.seats[contact].had_turn = true;
    call.seats[contact].turn = second_;
    ++call.turns;
  }

  void check_nobody_left(CallSeen& call) {
    EXPECT_FALSE(call.acknowledged);
    EXPECT_EQ(call.turns, call.spec.people.size()) << "nobody left, and not everybody had a turn";
    const bool waits = call.spec.ack_within.count() > 0;
    const auto wait =
        std::chrono::duration_cast<seconds>(waits ? call.spec.ack_within : call.spec.repeat);
    if (!call.spec.people.empty()) {
      EXPECT_EQ(second_, std::max(call.due_from + wait.count(), std::max(back_at_, call.due_from)))
          << log_;
    }
    call.nobody_left = second_;
  }

  void check_order(const MessageOrder& order) {
    ++told_;
    CallSeen& call = calls_.at({order.incident, order.name});
    EXPECT_FALSE(call.acknowledged) << "told after the acknowledgement\n" << log_;
    EXPECT_FALSE(call.ended && !call.spec.notice);
    check_turn(call, order.contact, order.round);
    SeatSeen& seat = call.seats[order.contact];
    EXPECT_FALSE(seat.told) << "told again behind a Sent\n" << log_;
    EXPECT_FALSE(seat.gave_up);
    const auto mine = ways(call.spec, order.contact);
    EXPECT_NE(std::find(mine.begin(), mine.end(), order.via), mine.end());
    const WayProgress before = seat.progress[order.via];
    EXPECT_NE(before, WayProgress::Refused);
    for (const Via via : mine) {
      if (via == Via::Siren) continue;
      EXPECT_NE(seat.progress[via], WayProgress::UnderWay) << "two ways at once\n" << log_;
      if (order.via == Via::Siren) {
        EXPECT_NE(seat.progress[via], WayProgress::Untried) << "not the last resort\n" << log_;
        EXPECT_TRUE(seat.progress[via] != WayProgress::Failed || seat.attempts[via] == 4)
            << "the siren did not wait for a repeat\n"
            << log_;
      }
      if (before == WayProgress::Unknown && via != order.via) {
        const bool spent = seat.progress[via] == WayProgress::Refused ||
                           seat.progress[via] == WayProgress::Unknown || seat.attempts[via] == 4;
        EXPECT_TRUE(spent) << "perhaps twice, and there was another way\n" << log_;
      }
    }
    if (before == WayProgress::Failed) {
      constexpr std::array<std::int64_t, 3> kPause = {15, 30, 60};
      EXPECT_GE(second_ - seat.failed_at[order.via], kPause.at(order.attempt - 2));
    }
    EXPECT_EQ(order.attempt, ++seat.attempts[order.via]);
    EXPECT_LE(order.attempt, 4U);
    seat.progress[order.via] = WayProgress::UnderWay;
    seat.handed_at[order.via] = second_;
    auto& key = keys_[{order.incident, order.name, order.contact, order.via, order.round}];
    EXPECT_TRUE(key.empty() || key == order.key);
    key = order.key;
    EXPECT_TRUE(handed_
                    .emplace(order.ticket, Handed{{order.incident, order.name},
                                                  order.contact,
                                                  order.via,
                                                  order.round,
                                                  order.attempt})
                    .second);
    send(order.ticket);
  }

  void check_gave_up(CallSeen& call, std::size_t contact) {
    SeatSeen& seat = call.seats[contact];
    EXPECT_FALSE(seat.told || seat.gave_up);
    for (const Via via : ways(call.spec, contact)) {
      const bool sounded = via == Via::Siren && seat.progress[via] == WayProgress::Sent;
      EXPECT_TRUE(sounded || seat.progress[via] == WayProgress::Refused || seat.attempts[via] == 4)
          << log_;
    }
    seat.gave_up = true;
  }

  /// What the channel will say: soon, late, contradicting itself, or never.
  void send(std::uint64_t ticket) {
    const auto fate = pick(10);
    const auto after = [&](std::size_t range) {
      return second_ + static_cast<std::int64_t>(pick(range));
    };
    if (fate == 0 && lazy_) return;
    if (fate < 4) receipts_.emplace(after(100), std::pair{ticket, ReceiptKind::Sent});
    if (fate == 3) receipts_.emplace(after(400), std::pair{ticket, ReceiptKind::Delivered});
    if (fate >= 4 && fate < 9) receipts_.emplace(after(90), std::pair{ticket, ReceiptKind::Failed});
    if (fate == 8) receipts_.emplace(after(200), std::pair{ticket, ReceiptKind::Sent});
    if (fate == 9) receipts_.emplace(after(30), std::pair{ticket, ReceiptKind::Refused});
  }

  void check_end(const CallId& id, const CallSeen& call) {
    if (call.acknowledged || (call.ended && !call.spec.notice)) return;
    EXPECT_EQ(call.turns, call.spec.people.size()) << id.first;
    const bool once = call.spec.notice || call.spec.repeat.count() == 0;
    for (const std::size_t contact : call.spec.people) {
      const auto seat = call.seats.find(contact);
      ASSERT_TRUE(seat != call.seats.end());
      if (once) {
        EXPECT_TRUE(seat->second.told || seat->second.gave_up) << id.first << ' ' << contact << '\n'
                                                               << log_;
      }
    }
    if (!once) {
      EXPECT_GT(call.spec.people.empty() ? 2U : call.round, 1U);
    }
  }

  std::mt19937 random_;
  std::vector<Person> people_;
  std::vector<std::size_t> order_;  ///< of them in the file
  std::optional<Errands> errands_;
  std::int64_t second_ = 0, skew_ = 1000, back_at_ = 0;
  int next_incident_ = 1;
  bool lazy_ = true;
  std::size_t told_ = 0;
  std::map<CallId, CallSeen> calls_;
  std::set<std::string> ended_;
  std::map<std::uint64_t, Handed> handed_;
  std::multimap<std::int64_t, std::pair<std::uint64_t, ReceiptKind>> receipts_;
  std::map<std::tuple<std::string, std::string, std::size_t, Via, unsigned>, std::string> keys_;
  std::map<std::string, CallMemory> kept_calls_;
  std::map<std::string, ErrandMemory> kept_errands_;
  std::string log_;
};

TEST(ErrandsWalk, WhateverHappensThePeopleAreToldAndNotTwice) {
  std::size_t told = 0;
  for (std::uint32_t seed = 1; seed <= 200 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    world.walk();
    told += world.told();
  }
  EXPECT_GT(told, 10'000U) << "the walk does nothing";
}

TEST(ErrandsWalk, TheSameInputsGiveTheSameOutputs) {
  World first(7), second(7);
  first.walk();
  second.walk();
  EXPECT_FALSE(first.log().empty());
  EXPECT_EQ(first.log(), second.log());
}

}  // namespace
}  // namespace hazgate::emergency
