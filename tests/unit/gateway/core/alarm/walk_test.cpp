// A seeded random walk of one alarm, all of judge, Condition and Standing, against what must hold
// whatever happens.

#include <array>
#include <bit>
#include <bitset>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <optional>

#include "tests/unit/gateway/core/alarm/course.hpp"

#ifndef HAZGATE_WALK_STEPS
#define HAZGATE_WALK_STEPS 10'000'000
#endif

namespace hazgate::alarm {
namespace {

constexpr std::uint32_t kSteps = HAZGATE_WALK_STEPS;
constexpr std::uint32_t kStepsOfACourse = 2000;
constexpr std::uint32_t kDigestedSteps = 200'000;
constexpr std::size_t kKinds = kConditionKindTexts.size();
constexpr Tick kBegin{std::chrono::hours{1000}};

/// All that one step gave out.
struct Heard {
  Judgement judgement;
  bool flipped = false;  ///< the condition
  std::array<Change, 8> changes{};
  std::size_t count = 0;
};

struct Alarm {
  ConditionParams params;
  Rules rules;
  Past past{};
  Condition condition{};
  Standing standing{};

  /// `received` is in the zero of the past, `now` in that of the rest.
  Heard take(const Move& move, Tick received, Tick now) {
    Heard heard;
    while (heard.count + 2 < heard.changes.size()) {
      const Change change = step(standing, {}, now, rules);
      if (!change.happened()) break;
      heard.changes[heard.count++] = change;
    }
    if (move.kind == Move::Kind::Asked) {
      heard.changes[heard.count++] = step(standing, move.ask, now, rules);
      return heard;
    }
    heard.judgement = judged(move, received);
    heard.flipped = condition.take(params, heard.judgement.verdict, now - move.lag);
    if (heard.flipped) {
      const auto kind = condition.active ? AskKind::ConditionTrue : AskKind::ConditionFalse;
      heard.changes[heard.count++] = step(standing, {.kind = kind}, now, rules);
    }
    return heard;
  }

 private:
  Judgement judged(const Move& move, Tick received) {
    if (move.kind == Move::Kind::Answer) return {.verdict = move.verdict};
    Sample sample = move.sample;
    sample.at = received;
    return judge(params, condition.active, sample, &move.other, &past);
  }
};

bool is_comparable(const Sample& sample) {
  return is_usable(sample.quality) && std::isfinite(sample.value);
}

/// What the walk knows of the alarm without asking it; names the first rule that is broken.
class Witness {
 public:
  Witness(const ConditionParams& params, const Rules& rules) : params_(params), rules_(rules) {}

  const char* sees(const Alarm& before, const Move& move, const Heard& heard, const Alarm& after,
                   Tick now) {
    for (std::size_t i = 0; i < heard.count; ++i) {
      const bool by_itself =
          i + 1 < heard.count || (!heard.flipped && move.kind != Move::Kind::Asked);
      if (const char* broken = follows(heard.changes[i], move, by_itself, now)) return broken;
    }
    if (after.standing.occurrence != occurrence_) return "occurrence counts the new ones";
    if (is_condition_true(after.standing.state) != after.condition.active)
      return "the state has the condition";
    if (const char* broken = of_flags(after.standing, now)) return broken;
    if (const char* broken = of_asking(before, move, heard, after)) return broken;
    return of_reading(before, move, heard, after);
  }

 private:
  /// One change after what was known before it.
  const char* follows(const Change& change, const Move& move, bool by_itself, Tick now) {
    if (change.from != state_ || change.before != flags_) return "one change follows another";
    if (change.new_occurrence) {
      ++occurrence_;
      acknowledged_ = false;
      sounded_ = change.sounds();
    }
    if (change.sounds() && change.after.any()) return "nothing sounds under a flag";
    if (change.asked == AskKind::Acknowledge && change.refusal == Refusal::None)
      acknowledged_ = true;
    if (change.to == State::Normal && change.from != State::Normal) {
      if (!acknowledged_) return "normal only when acknowledged";
      if (rules_.latch && change.asked != AskKind::Reset) return "latched until it is reset";
    }
    if (!change.after.any() && change.to == State::Active && !sounded_)
      return "active with nothing over it has sounded";
    if (by_itself) {
      if (change.asked == AskKind::Unshelve && shelf_ends_ > now) return "shelf cut short";
      if (change.asked == AskKind::Return && returns_ > now) return "removal cut short";
    }
    if (change.asked == AskKind::Shelve && change.refusal == Refusal::None)
      shelf_ends_ = now + move.ask.time;
    if (change.asked == AskKind::Remove)
      returns_ = move.ask.time > Duration{} ? now + move.ask.time : kNever;
    state_ = change.to;
    flags_ = change.after;
    return nullptr;
  }

  const char* of_flags(const Standing& standing, Tick now) const {
    const bool shelved = standing.flags.has(Flag::Shelved);
    if (standing.state != state_ || standing.flags != flags_) return "changes tell everything";
    if (shelved && rules_.longest_shelf <= Duration{}) return "never shelved";
    if (shelved && shelf_ends_ <= now) return "no shelf outlives its time";
    if (shelved && shelf_ends_ > now + rules_.longest_shelf) return "no shelf is too long";
    if (standing.flags.has(Flag::OutOfService) && returns_ <= now)
      return "no removal outlives its time";
    if (due(standing) <= now) return "nothing is left due";
    return nullptr;
  }

  static const char* of_asking(const Alarm& before, const Move& move, const Heard& heard,
                               const Alarm& after) {
    if (move.kind != Move::Kind::Asked) return nullptr;
    const Change& answer = heard.changes[heard.count - 1];
    const bool alone = heard.count == 1;
    if (answer.asked != move.ask.kind) return "the answer is to what was asked";
    if (answer.happened() && answer.refusal != Refusal::None) return "refused changes nothing";
    if (alone && answer.refusal != Refusal::None && !(before.standing == after.standing))
      return "refused leaves all as it was";
    if (alone && !answer.happened() && !(before.standing == after.standing))
      return "a silent change";
    const bool other = move.ask.kind == AskKind::Acknowledge && move.ask.occurrence && alone &&
                       *move.ask.occurrence != before.standing.occurrence;
    if (other && answer.refusal != Refusal::OtherOccurrence)
      return "an acknowledgement acts on its own occurrence";
    return nullptr;
  }

  /// A bad reading may raise (over the range, the device's own alarm), but never clears.
  const char* of_reading(const Alarm& before, const Move& move, const Heard& heard,
                         const Alarm& after) const {
    if (move.kind != Move::Kind::Reading) return nullptr;
    if (heard.judgement.figure && !std::isfinite(*heard.judgement.figure))
      return "a figure is a number";
    if (is_comparable(move.sample)) return nullptr;
    if (before.condition.active && !after.condition.active) return "bad quality clears nothing";
    if (heard.judgement.verdict == Verdict::False) return "bad quality lowers nothing";
    if (params_.kind == ConditionKind::BadQuality) return nullptr;
    if (heard.judgement.verdict == Verdict::True && !may_raise(move)) return "bad quality raises";
    if (!heard.flipped && heard.count == 0 && !(before.standing == after.standing))
      return "bad quality changes nothing";
    return nullptr;
  }

  bool may_raise(const Move& move) const {
    const bool over = params_.kind == ConditionKind::High && params_.over_range_raises &&
                      move.sample.quality == Quality::OutOfRange && move.sample.above_range;
    const bool limit = params_.kind == ConditionKind::High || params_.kind == ConditionKind::Low;
    return over || (limit && params_.code_count > 0 && is_comparable(move.other));
  }

  const ConditionParams& params_;
  const Rules& rules_;
  State state_ = State::Normal;
  Flags flags_;
  std::uint64_t occurrence_ = 0;
  bool acknowledged_ = false, sounded_ = false;
  Tick shelf_ends_ = kNever, returns_ = kNever;
};

Tick shifted(Tick at, Duration by) {
  return at == kNever ? kNever : at + by;
}

bool same(const Change& a, const Change& b) {
  return a.asked == b.asked && a.from == b.from && a.to == b.to && a.before == b.before &&
         a.after == b.after && a.new_occurrence == b.new_occurrence && a.prolonged == b.prolonged &&
         a.refusal == b.refusal;
}

bool same(const Heard& a, const Heard& b) {
  if (a.judgement.verdict != b.judgement.verdict || a.flipped != b.flipped) return false;
  if (a.judgement.figure != b.judgement.figure || a.count != b.count) return false;
  for (std::size_t i = 0; i < a.count; ++i) {
    if (!same(a.changes[i], b.changes[i])) return false;
  }
  return true;
}

/// The same alarm, saved and restored at random moments, each time into another monotonic zero.
class Twin {
 public:
  Twin(const Alarm& alarm, std::uint64_t seed) : alarm_(alarm), random_(seed) {}

  /// The time until `now`, perhaps away. What no process carries over is left out: an off-delay
  /// stands still while away, and the past is copied as it is.
  void pass(Tick before, Tick now) {
    if (!random_.one_in(8)) return;
    const bool returning = alarm_.condition.active && alarm_.condition.since;
    const Tick left = returning ? now : before;
    const Saved saved = save(alarm_.standing, alarm_.condition, left + zero_);
    Alarm fresh{alarm_.params, alarm_.rules, alarm_.past};
    zero_ = random_.up_to(std::chrono::hours{2000}) - std::chrono::hours{1000};
    restore(saved, now - left, now + zero_, fresh.standing, fresh.condition);
    alarm_ = fresh;
  }

  Heard take(const Move& move, Tick received, Tick now) {
    return alarm_.take(move, received, now + zero_);
  }

  bool stands_as(const Alarm& other) const {
    Standing standing = other.standing;
    standing.shelf_ends = shifted(standing.shelf_ends, zero_);
    standing.returns = shifted(standing.returns, zero_);
    standing.sounds_again = shifted(standing.sounds_again, zero_);
    const Tick since = other.condition.since.value_or(kNever);
    return alarm_.standing == standing && alarm_.condition.active == other.condition.active &&
           alarm_.condition.since.value_or(kNever) == shifted(since, zero_);
  }

 private:
  Alarm alarm_;
  Random random_;
  Duration zero_{};
};

/// What a walk came past: one that never got there proves nothing.
struct Seen {
  std::bitset<kStateTexts.size() * 8> states;  ///< under every set of flags
  std::bitset<32> refusals, fell_due;
  std::array<std::bitset<4>, kKinds> verdicts, flips;

  void add(const Alarm& alarm, const Heard& heard) {
    states.set(static_cast<std::size_t>(alarm.standing.state) * 8 + alarm.standing.flags.bits());
    const auto kind = static_cast<std::size_t>(alarm.params.kind);
    verdicts[kind].set(static_cast<std::size_t>(heard.judgement.verdict));
    if (heard.flipped) flips[kind].set(alarm.condition.active ? 1 : 0);
    for (std::size_t i = 0; i < heard.count; ++i) {
      refusals.set(static_cast<std::size_t>(heard.changes[i].refusal));
      if (i + 1 < heard.count) fell_due.set(static_cast<std::size_t>(heard.changes[i].asked));
    }
  }

  void expect_everything() const {
    EXPECT_TRUE(states.all()) << states;
    EXPECT_EQ(refusals.count(), static_cast<std::size_t>(Refusal::NotOutOfService) + 1);
    for (const AskKind kind : {AskKind::Unshelve, AskKind::Return, AskKind::SoundAgain}) {
      EXPECT_TRUE(fell_due.test(static_cast<std::size_t>(kind))) << static_cast<int>(kind);
    }
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      EXPECT_EQ(verdicts[kind].count(), 3U) << kConditionKindTexts[kind];
      EXPECT_EQ(flips[kind].count(), 2U) << kConditionKindTexts[kind] << " rises and drops";
    }
  }
};

/// FNV-1a of 64 bits over numbers, their lowest byte first.
class Digest {
 public:
  template <class Number>
  void add(Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i) {
      add_byte(static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i)));
    }
  }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }

  void add(const Change& change) {
    add(static_cast<std::uint8_t>(change.asked));
    add(static_cast<std::uint8_t>(change.from));
    add(static_cast<std::uint8_t>(change.to));
    add(change.before.bits());
    add(change.after.bits());
    add(static_cast<std::uint8_t>(change.new_occurrence));
    add(static_cast<std::uint8_t>(change.prolonged));
    add(static_cast<std::uint8_t>(change.refusal));
  }

  void add(const Alarm& alarm, const Heard& heard, Tick now) {
    add(static_cast<std::uint8_t>(heard.judgement.verdict));
    add(static_cast<std::uint8_t>(heard.judgement.figure.has_value()));
    if (heard.judgement.figure) add(*heard.judgement.figure);
    for (std::size_t i = 0; i < heard.count; ++i) add(heard.changes[i]);
    add(static_cast<std::uint8_t>(alarm.condition.active));
    add(alarm.standing.occurrence);
    add(due(alarm.standing) == kNever ? std::int64_t{-1} : (due(alarm.standing) - now).count());
  }

  std::uint64_t value() const { return value_; }

 private:
  void add_byte(std::uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001B3ULL; }

  std::uint64_t value_ = 0xCBF29CE484222325ULL;
};

/// Every kind in turn, each course from a seed of its own.
Course course(std::uint32_t number) {
  return {static_cast<ConditionKind>(number % kKinds), 0x48415A47415445ULL + number};
}

TEST(Walk, KeepsEveryRuleAlsoWhenSavedAndRestored) {
  Seen seen;
  for (std::uint32_t number = 0; number < kSteps / kStepsOfACourse; ++number) {
    Course befalls = course(number);
    Alarm alarm{befalls.params(), befalls.rules()};
    Witness witness(alarm.params, alarm.rules);
    Twin twin(alarm, number);
    Tick now = kBegin;
    for (std::uint32_t i = 0; i < kStepsOfACourse; ++i) {
      const Move move = befalls.next(alarm.standing.occurrence);
      const Alarm before = alarm;
      twin.pass(now, now + move.passed);
      now += move.passed;
      const Heard heard = alarm.take(move, now - move.lag, now);
      const char* broken = witness.sees(before, move, heard, alarm, now);
      ASSERT_EQ(broken, nullptr) << broken << ": course " << number << " step " << i;
      const bool same_again =
          same(heard, twin.take(move, now - move.lag, now)) && twin.stands_as(alarm);
      ASSERT_TRUE(same_again) << "restored: course " << number << " step " << i;
      seen.add(alarm, heard);
    }
  }
  if (kSteps >= kDigestedSteps) seen.expect_everything();
}

// The same inputs give the same outputs on every machine, to the last bit of every figure.
TEST(Walk, IsTheSameToTheLastBitOnEveryMachine) {
  Digest digest;
  for (std::uint32_t number = 0; number < kDigestedSteps / kStepsOfACourse; ++number) {
    Course befalls = course(number);
    Alarm alarm{befalls.params(), befalls.rules()};
    Tick now = kBegin;
    for (std::uint32_t i = 0; i < kStepsOfACourse; ++i) {
      const Move move = befalls.next(alarm.standing.occurrence);
      now += move.passed;
      const Heard heard = alarm.take(move, now - move.lag, now);
      digest.add(alarm, heard, now);
    }
  }
  EXPECT_EQ(digest.value(), 12859233135817119767ULL);
}

}  // namespace
}  // namespace hazgate::alarm
