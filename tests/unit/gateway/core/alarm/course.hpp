#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include "gateway/core/alarm/standing.hpp"
#include "gateway/core/alarm/vote.hpp"

namespace hazgate::alarm {

/// splitmix64: the same numbers on every machine and with every library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  /// 0 to most - 1.
  std::uint32_t below(std::uint32_t most) {
    return static_cast<std::uint32_t>(next() >> 32) % most;
  }
  bool one_in(std::uint32_t times) { return below(times) == 0; }
  /// 0 to most, both possible.
  Duration up_to(Duration most) {
    return Duration{static_cast<Duration::rep>(next() >> 1) % (most.count() + 1)};
  }
  Duration pick(std::initializer_list<Duration> from) {
    return from.begin()[below(static_cast<std::uint32_t>(from.size()))];
  }
  /// -most to most; exact arithmetic, so that no machine rounds it otherwise.
  double either_way(double most) {
    return (static_cast<double>(next() >> 40) / 8388608.0 - 1.0) * most;
  }

 private:
  std::uint64_t state_;
};

/// What befalls an alarm at one step.
struct Move {
  enum class Kind : std::uint8_t {
    Reading,  ///< `sample`, and `other` where the condition looks at another point
    Answer,   ///< `verdict`, of a condition that no sample drives
    Asked,    ///< `ask`, by a person or a rule
  };

  Kind kind = Kind::Reading;
  Duration passed{};  ///< since the move before
  Duration lag{};     ///< how long before now the reading was received
  Sample sample, other;
  Verdict verdict = Verdict::Hold;
  Ask ask;
};

/// The rules of an alarm of one kind and all that befalls it, from one seed.
class Course {
 public:
  Course(ConditionKind kind, std::uint64_t seed);

  const ConditionParams& params() const { return params_; }
  const Rules& rules() const { return rules_; }
  /// The next move, given the alarm's occurrence and the time of the move.
  Move next(std::uint64_t occurrence);

 private:
  static double limit_of(ConditionKind kind, bool falling);
  void choose_params(ConditionKind kind);
  void choose_rules();
  Duration passed();
  Quality quality(bool& bad);
  void move_value();
  Sample sample();
  Sample other();
  Verdict voted();
  Ask ask(std::uint64_t occurrence);
  Ask acknowledgement(std::uint64_t occurrence);

  Random random_;
  ConditionParams params_;
  Rules rules_;
  Duration period_{};
  double value_ = 50.0, drift_ = 0.0, noise_ = 0.0;
  double apart_ = 0.0;  ///< Deviation: of the other point
  double code_ = 0.0;   ///< what the device says of itself
  bool bad_ = false, other_bad_ = false;
};

inline Course::Course(ConditionKind kind, std::uint64_t seed) : random_(seed) {
  choose_params(kind);
  choose_rules();
  period_ = params_.window / (8 + random_.below(24));
}

inline double Course::limit_of(ConditionKind kind, bool falling) {
  switch (kind) {
    case ConditionKind::High:
    case ConditionKind::Mean:
      return 60.0;
    case ConditionKind::Low:
      return 40.0;
    case ConditionKind::Rate:
      return falling ? -20.0 : 20.0;
    case ConditionKind::TimeToLimit:
      return falling ? 20.0 : 80.0;
    case ConditionKind::Deviation:
      return 8.0;
    case ConditionKind::Increment:
      return 16.0;
    case ConditionKind::Differs:
      return falling ? 40.0 : 60.0;
    case ConditionKind::State:
    case ConditionKind::Stuck:
    case ConditionKind::BadQuality:
    case ConditionKind::Comm:
    case ConditionKind::Vote:
    case ConditionKind::System:
      break;
  }
  return 0.0;
}

inline void Course::choose_params(ConditionKind kind) {
  params_.kind = kind;
  params_.over_range_raises = random_.one_in(2);
  params_.falling = random_.one_in(2);
  params_.min_samples = static_cast<std::uint16_t>(2 + random_.below(5));
  params_.mask = kind == ConditionKind::State && random_.one_in(2) ? 0x6 : 0;
  params_.limit = limit_of(kind, params_.falling);
  params_.deadband = 0.5 * random_.below(5);
  params_.on_delay = random_.pick({std::chrono::seconds{0}, std::chrono::seconds{0},
                                   std::chrono::seconds{3}, std::chrono::seconds{15}});
  params_.off_delay = random_.pick({std::chrono::seconds{0}, std::chrono::seconds{0},
                                    std::chrono::seconds{10}, std::chrono::seconds{60}});
  params_.window =
      random_.pick({std::chrono::seconds{10}, std::chrono::seconds{60}, std::chrono::seconds{160}});
  params_.within = random_.pick({std::chrono::minutes{1}, std::chrono::minutes{10}});
  params_.codes = {1, 2};
  params_.code_count = random_.below(3);
}

inline void Course::choose_rules() {
  rules_.latch = random_.one_in(2);
  rules_.longest_shelf =
      random_.pick({std::chrono::minutes{0}, std::chrono::minutes{10}, std::chrono::hours{8}});
  rules_.sound_again =
      random_.pick({std::chrono::minutes{0}, std::chrono::minutes{1}, std::chrono::minutes{5}});
}

inline Move Course::next(std::uint64_t occurrence) {
  Move move{.passed = passed()};
  if (random_.one_in(4)) {
    move.kind = Move::Kind::Asked;
    move.ask = ask(occurrence);
  } else if (is_of_samples(params_.kind)) {
    move.lag = random_.one_in(8) ? random_.up_to(std::chrono::milliseconds{50}) : Duration{};
    move_value();
    move.sample = sample();
    move.other = other();
  } else {
    move.kind = Move::Kind::Answer;
    move.verdict =
        params_.kind == ConditionKind::Vote ? voted() : static_cast<Verdict>(random_.below(3));
  }
  return move;
}

/// Mostly one period, now and then nothing, a gap or half a day.
inline Duration Course::passed() {
  switch (random_.below(128)) {
    case 0:
      return {};
    case 1:
      return random_.up_to(std::chrono::minutes{5});
    case 2:
      return random_.one_in(4) ? random_.up_to(std::chrono::hours{12}) : period_;
    default:
      return random_.one_in(4) ? random_.up_to(period_) : period_;
  }
}

/// Bad for a few readings in a row, then good for about forty.
inline Quality Course::quality(bool& bad) {
  bad = bad ? !random_.one_in(4) : random_.one_in(40);
  if (bad) return static_cast<Quality>(random_.below(kQualityTexts.size()));
  return random_.one_in(16) ? Quality::Uncertain : Quality::Good;
}

inline void Course::move_value() {
  if (params_.kind == ConditionKind::State) {
    if (random_.one_in(4)) value_ = random_.below(8);
  } else if (params_.kind == ConditionKind::Increment) {
    value_ += random_.one_in(3) ? random_.below(4) : 0;
    if (random_.one_in(500)) value_ = 0.0;
  } else {
    if (random_.one_in(30)) {
      drift_ = random_.one_in(3) ? 0.0 : random_.either_way(3.0);
      noise_ = random_.one_in(2) ? 0.0 : 1.0;
    }
    if (value_ + drift_ < 0.0 || value_ + drift_ > 100.0) drift_ = -drift_;
    value_ += drift_;
  }
}

inline Sample Course::sample() {
  Sample sample{.quality = quality(bad_), .above_range = random_.one_in(2)};
  sample.value = value_ + random_.either_way(noise_);
  if (random_.one_in(128)) sample.value = std::numeric_limits<double>::quiet_NaN();
  if (random_.one_in(128)) sample.value = std::numeric_limits<double>::infinity();
  return sample;
}

/// The other point: near this one for Deviation, else the device's own alarm.
inline Sample Course::other() {
  Sample other{.quality = quality(other_bad_)};
  if (params_.kind == ConditionKind::Deviation) {
    apart_ = std::clamp(apart_ + random_.either_way(2.0), -15.0, 15.0);
    other.value = value_ + apart_;
  } else {
    if (random_.one_in(16)) code_ = random_.below(4);
    other.value = code_;
  }
  return other;
}

inline Verdict Course::voted() {
  std::array<VoteMember, 3> members;
  for (VoteMember& member : members) {
    member = {.active = random_.one_in(2), .bad = random_.one_in(4), .bypassed = random_.one_in(8)};
  }
  return vote(members, 2, static_cast<OnBad>(random_.below(3))).verdict;
}

/// Lifting comes more often than covering, so that the alarm is mostly heard.
inline Ask Course::ask(std::uint64_t occurrence) {
  switch (random_.below(24)) {
    case 0:
      return {.kind = AskKind::SoundAgain};
    case 1: {
      const Duration longest = rules_.longest_shelf;
      return {
          .kind = AskKind::Shelve,
          .time = random_.pick({Duration{}, longest, longest + Duration{1}, longest / 2,
                                longest / 16, random_.up_to(longest + std::chrono::minutes{1})}),
          .once = random_.one_in(2)};
    }
    case 2:
      return {.kind = AskKind::Suppress};
    case 3:
      return {.kind = AskKind::Remove,
              .time = random_.one_in(4) ? Duration{} : random_.up_to(std::chrono::hours{1})};
    case 4:
    case 5:
      return {.kind = AskKind::Unshelve};
    case 6:
    case 7:
      return {.kind = AskKind::Unsuppress};
    case 8:
    case 9:
      return {.kind = AskKind::Return};
    case 10:
    case 11:
    case 12:
    case 13:
      return {.kind = AskKind::Reset};
    default:
      return acknowledgement(occurrence);
  }
}

inline Ask Course::acknowledgement(std::uint64_t occurrence) {
  Ask ask{.kind = AskKind::Acknowledge, .occurrence = occurrence};
  switch (random_.below(8)) {
    case 0:
      ask.occurrence.reset();
      break;
    case 1:
      ask.occurrence = occurrence + 1 + random_.below(3);
      break;
    case 2:
    case 3:
      ask.occurrence = occurrence - std::min<std::uint64_t>(occurrence, 1 + random_.below(3));
      break;
    default:
      break;
  }
  return ask;
}

}  // namespace hazgate::alarm
