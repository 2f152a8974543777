#include "gateway/journal/room.hpp"

#include <utility>

namespace hazgate::journal {
namespace {

constexpr std::chrono::hours kKeptWhole{1};

std::string mib(std::uint64_t bytes) {
  return std::to_string(bytes >> 20U) + " MiB";
}

}  // namespace

Room::Room(const Options& options, Warned warned)
    : options_(options), warned_(std::move(warned)), ballast_(options.path, options.ballast_bytes) {
  ballast_.hold(options_.ballast_bytes);
}

std::uint64_t Room::free_now() const {
  if (options_.free_bytes) return options_.free_bytes();
  const auto space = free_space(options_.path);
  return space ? space->free_bytes : UINT64_MAX;
}

bool Room::look_after(Store& store, WallTime newest) {
  const bool is_guarded = options_.reserve_bytes > 0 || options_.ballast_bytes > 0;
  if (!is_guarded) return false;
  const std::uint64_t free = free_now();
  const bool held = free >= 2 * options_.ballast_bytes
                        ? ballast_.hold(options_.ballast_bytes) || options_.ballast_bytes == 0
                        : ballast_.is_held() || options_.ballast_bytes == 0;
  if (held) is_for_events_only_ = false;
  const bool is_enough = free >= options_.reserve_bytes;
  enter(!held ? State::Full : is_enough ? State::Enough : State::Short, free);
  if (is_enough) return false;
  return store.make_room(newest - kKeptWhole) != Store::Relief::None;
}

bool Room::give_up() {
  if (!ballast_.give_up()) return false;
  is_for_events_only_ = true;
  enter(State::Full, 0);
  return true;
}

void Room::enter(State state, std::uint64_t free) {
  if (std::exchange(state_, state) == state || !warned_) return;
  const std::string where = "the disk of " + options_.path;
  switch (state) {
    case State::Enough:
      return warned_(Warning::Space, "");
    case State::Short:
      return warned_(Warning::Space,
                     where + " has " + mib(free) + " left, less than the " +
                         mib(options_.reserve_bytes) +
                         " of [store] reserve: samples older than an hour are "
                         "thinned, then dropped, then old minutes; make room on it");
    case State::Full:
      return warned_(Warning::Space, where +
                                         " is full: only events are recorded, in room that was "
                                         "held for them; make room on it");
  }
}

}  // namespace hazgate::journal
