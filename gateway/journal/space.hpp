#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace hazgate::journal {

/// A file system, as far as a file on it may use it [bytes].
struct Space {
  std::uint64_t free_bytes = 0;
  std::uint64_t whole_bytes = 0;
};

/// Of the one that the file's folder is on.
/// Errors  it does not say
tl::expected<Space, std::string> free_space(const std::string& path);

/// What is to stay free when the site file says nothing: 256 MiB, of a small disk a twentieth.
std::uint64_t usual_reserve(const Space& space);

/// Room that is held for the hour when the disk is full: `<path>.reserve`, really allocated, given up at once
/// when a commit finds no room, and made again when there is enough.
/// Thread  one at a time
class Ballast {
 public:
  /// Holds nothing yet, but takes what an earlier run has left.
  Ballast(const std::string& path, std::uint64_t bytes);

  bool is_held() const { return is_held_; }
  std::uint64_t bytes() const { return bytes_; }
  /// Makes it where at least `spare` beyond it stay free; true: it is held.
  bool hold(std::uint64_t spare);
  /// True: there was one, and its room is free now.
  bool give_up();

 private:
  const std::string name_;
  const std::uint64_t bytes_;
  bool is_held_ = false;
};

}  // namespace hazgate::journal
