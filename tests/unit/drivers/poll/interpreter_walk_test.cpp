#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "drivers/poll/interpreter.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Decoded;
using device::Claim;

enum Place : std::uint32_t { Gas, Strikes, State, Bits, Decimals, Unit, Beat, kPlaces };

constexpr Duration kLimit = 6s;
constexpr std::uint64_t kMaxStep = 50;
constexpr std::array<Quality, 4> kBad = {Quality::Comm, Quality::Exception, Quality::Fault,
                                         Quality::NotYet};

PolledDevice detector() {
  PolledDevice device;
  device.points.resize(kPlaces);
  for (std::uint32_t place = 0; place < kPlaces; ++place) {
    device.points[place].index = PointIndex{100 + place};
  }
  auto& gas = device.points[Gas];
  gas.format.range = codec::Range{0.0, 100.0};
  gas.rules.status = {State, Bits};
  gas.rules.decimals = Decimals;
  gas.rules.unit_from = Unit;
  gas.rules.unit = "%LEL";
  auto& strikes = device.points[Strikes].rules;
  strikes.counter = true;
  strikes.counter_max_step = kMaxStep;
  strikes.status = {State};
  auto& state = device.points[State].rules.status_map;
  state.codes = {
      {1, Claim::WarmUp}, {2, Claim::Maintenance}, {3, Claim::Fault}, {4, Claim::Simulated}};
  state.max_simulated = 20s;
  device.points[Bits].rules.status_map.bits = {
      {0, Claim::Uncertain}, {1, Claim::OverRange}, {2, Claim::Fault}};
  device.points[Beat].rules.heartbeat = kLimit;
  return device;
}

/// What a device sends next: mostly sane, sometimes anything.
class Field {
 public:
  explicit Field(unsigned seed) : random_(seed) {}

  bool chance(unsigned percent) { return random_() % 100 < percent; }
  Duration pause() {
    return std::chrono::milliseconds(chance(5) ? random_() % 9000 : random_() % 900);
  }

  Decoded read(std::uint32_t place) {
    if (chance(4)) return {std::monostate{}, kBad[random_() % kBad.size()]};
    switch (place) {
      case Gas: {
        const std::uint64_t raw = random_() % 1500;
        if (raw > 100) return {std::monostate{}, Quality::OutOfRange, true, double(raw)};
        return whole(raw);
      }
      case Strikes:
        strikes_ = chance(3) ? random_() : strikes_ + random_() % 60;
        return whole(strikes_ & 0xFFFF);
      case State:
        if (chance(15)) state_ = random_() % 5;
        if (chance(40)) state_ = 0;
        return {std::string("state"), Quality::Good, false, double(state_)};
      case Bits:
        return whole(chance(80) ? 0 : random_() % 8);
      case Decimals:
        if (chance(5)) decimals_ = random_() % 6;
        return whole(decimals_);
      case Unit:
        return {std::string(chance(95) ? "%LEL" : "ppm"), Quality::Good, false, 0.0};
      default:
        if (!chance(60)) beat_ = !beat_;
        return {beat_, Quality::Good, false, beat_ ? 1.0 : 0.0};
    }
  }

 private:
  static Decoded whole(std::uint64_t raw) { return {raw, Quality::Good, false, double(raw)}; }

  std::mt19937 random_;
  std::uint64_t strikes_ = 65000, state_ = 0, decimals_ = 1;
  bool beat_ = false;
};

/// What was sent last, and what may be said about it.
struct Watcher {
  std::array<Decoded, kPlaces> raw;
  std::array<Decoded, kPlaces> final;
  Tick moved{};
  Tick simulated{};
  bool beat_seen = false;
  std::uint64_t total = 0;
  int usable = 0, stuck = 0, uncertain = 0;

  Watcher() {
    for (auto& each : raw) each.quality = Quality::NotYet;
    for (auto& each : final) each.quality = Quality::NotYet;
  }

  void hear(std::uint32_t place, const Decoded& now, Tick at) {
    if (place == Beat && is_usable(now.quality)) {
      if (!beat_seen || raw_beat != now.number) moved = at;
      beat_seen = true;
      raw_beat = now.number;
    }
    if (place == State && is_usable(now.quality)) {
      const bool was = is_usable(last_state.quality) && last_state.number == 4.0;
      if (now.number == 4.0 && !was) simulated = at;
      last_state = now;
    }
    raw[place] = now;
  }

  void check(Tick now, bool gas_given) {
    for (const Decoded& each : final) {
      ASSERT_EQ(has_value(each.value), is_usable(each.quality)) << to_text(each.quality);
      ASSERT_TRUE(now - moved <= kLimit || !is_usable(each.quality));
    }
    const Decoded& gas = final[Gas];
    if (gas.quality == Quality::Stuck) ++stuck;
    check_strikes();
    if (!is_usable(gas.quality)) return;
    ++usable;
    ASSERT_TRUE(is_usable(raw[State].quality) && is_usable(raw[Bits].quality));
    ASSERT_TRUE(raw[State].number == 0.0 || raw[State].number == 4.0) << raw[State].number;
    ASSERT_TRUE(raw[State].number == 0.0 || now - simulated <= 20s);
    ASSERT_LE(raw[Bits].number, 1.0);
    ASSERT_EQ(gas.quality, raw[State].number == 4.0  ? Quality::Simulated
                           : raw[Bits].number == 1.0 ? Quality::Uncertain
                                                     : Quality::Good);
    ASSERT_EQ(raw[Unit].value, Value{std::string("%LEL")});
    ASSERT_TRUE(is_usable(raw[Decimals].quality));
    ASSERT_LE(raw[Decimals].number, 4.0);
    ASSERT_TRUE(gas.number >= 0.0 && gas.number <= 100.0) << gas.number;
    if (!gas_given) return;
    ASSERT_NEAR(gas.number, raw[Gas].number * std::pow(10, -raw[Decimals].number), 1e-9);
  }

  void check_strikes() {
    const Decoded& strikes = final[Strikes];
    if (!is_usable(strikes.quality)) return;
    if (strikes.quality == Quality::Uncertain) ++uncertain;
    const auto now = static_cast<std::uint64_t>(strikes.number);
    if (total != 0) {
      ASSERT_GE(now, total);
      ASSERT_LE(now - total, kMaxStep);
    }
    total = now;
  }

  double raw_beat = 0.0;
  Decoded last_state{{}, Quality::NotYet};
};

void walk(unsigned seed, int steps, Watcher& sum) {
  const PolledDevice device = detector();
  Interpreter one(device), other(device);
  Field field(seed);
  Watcher watcher;
  Tick now{1h};
  watcher.moved = now;
  for (int step = 0; step < steps; ++step) {
    std::vector<PointReading> batch;
    for (std::uint32_t place = 0; place < kPlaces; ++place) {
      if (field.chance(60)) batch.push_back({PointIndex{100 + place}, field.read(place)});
    }
    for (const auto& each : batch) {
      watcher.hear(static_cast<std::uint32_t>(at(each.point)) - 100, each.decoded, now);
    }
    const auto result = one.interpret(batch, now);
    const auto again = other.interpret(batch, now);
    ASSERT_EQ(result.size(), again.size());
    ASSERT_GE(result.size(), batch.size());
    bool gas_given = false;
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (i < batch.size()) {
        ASSERT_EQ(result[i].point, batch[i].point);
        gas_given = gas_given || at(batch[i].point) == 100 + Gas;
      }
      ASSERT_EQ(result[i].decoded.quality, again[i].decoded.quality);
      ASSERT_EQ(result[i].decoded.value, again[i].decoded.value);
      ASSERT_EQ(result[i].note, again[i].note);
      watcher.final[at(result[i].point) - 100] = result[i].decoded;
    }
    watcher.check(now, gas_given);
    if (testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << " step " << step;
    now += field.pause();
  }
  sum.usable += watcher.usable;
  sum.stuck += watcher.stuck;
  sum.uncertain += watcher.uncertain;
}

TEST(InterpreterWalk, WhateverADeviceSays) {
  Watcher sum;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    walk(seed, 1000, sum);
    if (testing::Test::HasFatalFailure()) return;
  }
  // The walk has been everywhere.
  EXPECT_GT(sum.usable, 1000);
  EXPECT_GT(sum.stuck, 1000);
  EXPECT_GT(sum.uncertain, 1000);
}

}  // namespace
}  // namespace hazgate::poll
