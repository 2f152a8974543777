#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace hazgate::sim {

/// A two-wire serial line between one master and its slaves: which bytes are on it when.
///
/// A character takes eleven bits. Characters that overlap in time, whoever sends them, garble each
/// other. A frame of the master ends by silence: 3.5 characters, 1.75 ms above 19200 baud.
/// Units   times of one clock that never goes back
/// Source  MODBUS over Serial Line V1.02, 2.5.1.1
/// Thread  any (pure; one owner)
class Wire {
 public:
  using Time = std::chrono::nanoseconds;

  /// `seed`: of the garbling.
  Wire(int baud, std::uint64_t seed);

  /// The master hands over bytes now; they go out one behind the other.
  void from_master(std::span<const std::uint8_t> bytes, Time now);

  struct Frame {
    std::vector<std::uint8_t> bytes;
    Time end{};  ///< when the silence behind it was over
  };
  /// What the slaves have heard from the master up to now, frame by frame.
  std::optional<Frame> take_frame(Time now);

  /// A slave sends from `at` on.
  void from_slave(std::span<const std::uint8_t> bytes, Time at);

  /// Something else talks from `at` on: the master hears it, and so do the slaves, to whom a frame of
  /// the master with less than the silence between it and this is none.
  void from_babbler(std::span<const std::uint8_t> bytes, Time at);

  /// What the master has received up to now.
  std::vector<std::uint8_t> take_arrived(Time now);

  /// When the next lot for the master is due; Time::max() when there is none.
  Time due() const;
  /// When there will be something to take; Time::max() when nothing is under way.
  Time next() const;

  Time character() const { return character_; }
  Time silence() const { return silence_; }
  std::uint64_t garbled() const { return garbled_; }  ///< characters so far

 private:
  struct Character {
    Time begin{};
    std::uint8_t value = 0;
    bool spoilt = false;
  };
  void collide(Character& one, std::deque<Character>& others);
  void spoil(Character& character);
  bool is_frame_over(Time now) const;
  void end_frame();

  Time character_;
  Time silence_;
  std::mt19937_64 random_;
  std::deque<Character> master_, slaves_;
  std::deque<Frame> frames_;
  Time babble_end_ = Time::min() / 2;
  bool disturbed_ = false;  ///< the frame that the master is sending is none to the slaves
  std::uint64_t garbled_ = 0;
};

}  // namespace hazgate::sim
