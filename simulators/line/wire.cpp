#include "simulators/line/wire.hpp"

#include <algorithm>

namespace hazgate::sim {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr int kBits = 11;
constexpr int kFixedAbove = 19200;
constexpr Wire::Time kFixedSilence = microseconds{1750};
/// Characters are handed to the master in lots of at most so much time, the last at its own.
constexpr Wire::Time kLot = milliseconds{4};

}  // namespace

Wire::Wire(int baud, std::uint64_t seed)
    : character_(Time{std::chrono::seconds{1}} * kBits / baud),
      silence_(baud > kFixedAbove ? kFixedSilence : character_ * 7 / 2),
      random_(seed) {}

void Wire::spoil(Character& character) {
  if (character.spoilt) return;
  character.spoilt = true;
  character.value = static_cast<std::uint8_t>(character.value ^ (1 + random_() % 255));
  ++garbled_;
}

void Wire::collide(Character& one, std::deque<Character>& others) {
  for (Character& other : others) {
    if (other.begin >= one.begin + character_ || one.begin >= other.begin + character_) continue;
    spoil(one);
    spoil(other);
  }
}

bool Wire::is_frame_over(Time now) const {
  return !master_.empty() && now >= master_.back().begin + character_ + silence_;
}

void Wire::end_frame() {
  Frame frame;
  for (const Character& character : master_) frame.bytes.push_back(character.value);
  frame.end = master_.back().begin + character_ + silence_;
  if (!disturbed_) frames_.push_back(std::move(frame));
  master_.clear();
}

void Wire::from_master(std::span<const std::uint8_t> bytes, Time now) {
  for (const std::uint8_t byte : bytes) {
    if (is_frame_over(now)) end_frame();
    if (master_.empty()) disturbed_ = now < babble_end_ + silence_;
    Character sent{now, byte};
    if (!master_.empty()) sent.begin = std::max(now, master_.back().begin + character_);
    collide(sent, slaves_);
    master_.push_back(sent);
  }
}

std::optional<Wire::Frame> Wire::take_frame(Time now) {
  if (is_frame_over(now)) end_frame();
  if (frames_.empty()) return std::nullopt;
  Frame frame = std::move(frames_.front());
  frames_.pop_front();
  return frame;
}

void Wire::from_babbler(std::span<const std::uint8_t> bytes, Time at) {
  if (is_frame_over(at)) end_frame();
  if (!master_.empty()) disturbed_ = true;
  babble_end_ = at + character_ * bytes.size();
  from_slave(bytes, at);
}

void Wire::from_slave(std::span<const std::uint8_t> bytes, Time at) {
  for (const std::uint8_t byte : bytes) {
    Character sent{at, byte};
    collide(sent, slaves_);
    collide(sent, master_);
    const auto place =
        std::upper_bound(slaves_.begin(), slaves_.end(), at,
                         [](Time when, const Character& other) { return when < other.begin; });
    slaves_.insert(place, sent);
    at += character_;
  }
}

std::vector<std::uint8_t> Wire::take_arrived(Time now) {
  std::vector<std::uint8_t> arrived;
  while (!slaves_.empty() && slaves_.front().begin + character_ <= now) {
    arrived.push_back(slaves_.front().value);
    slaves_.pop_front();
  }
  return arrived;
}

Wire::Time Wire::due() const {
  if (slaves_.empty()) return Time::max();
  const Time most = slaves_.front().begin + character_ + kLot;
  Time last = slaves_.front().begin;
  for (const Character& character : slaves_) {
    if (character.begin > last + character_ || character.begin + character_ > most) break;
    last = character.begin;
  }
  return last + character_;
}

Wire::Time Wire::next() const {
  if (!frames_.empty()) return frames_.front().end;
  if (master_.empty()) return due();
  return std::min(due(), master_.back().begin + character_ + silence_);
}

}  // namespace hazgate::sim
