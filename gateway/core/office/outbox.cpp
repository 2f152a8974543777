#include "gateway/core/office/outbox.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::office {
namespace {

Duration wait_after(unsigned tries) {
  constexpr unsigned kDoublings = 6;  // beyond it is the longest anyway
  const unsigned doublings = std::min(tries == 0 ? 0U : tries - 1, kDoublings);
  return std::min<Duration>(Outbox::kFirstWait * (1U << doublings), Outbox::kLongestWait);
}

}  // namespace

const Outgoing* Outbox::find(const std::string& key) const {
  const auto found = letters_.find(key);
  return found == letters_.end() ? nullptr : &found->second;
}

void Outbox::restore(Outgoing letter) {
  const Place place = letter.given_up ? Place::GivenUp : Place::Waiting;
  courses_[letter.key] = {.place = place, .next = {}, .since = {}};
  const std::string key = letter.key;
  letters_[key] = std::move(letter);
}

bool Outbox::write(Outgoing letter) {
  const std::string key = letter.key;
  if (!letters_.emplace(key, std::move(letter)).second) return false;
  courses_[key] = {};
  return true;
}

void Outbox::release(const std::string& key) {
  const auto found = courses_.find(key);
  if (found != courses_.end() && found->second.place == Place::Written) {
    found->second.place = Place::Waiting;
  }
}

std::vector<std::string> Outbox::due(Tick now) {
  auto under_way = static_cast<std::size_t>(
      std::count_if(courses_.begin(), courses_.end(),
                    [](const auto& entry) { return entry.second.place == Place::OnItsWay; }));
  std::vector<std::string> keys;
  for (const auto& [key, course] : courses_) {
    if (course.place == Place::Waiting && (!course.next || *course.next <= now)) {
      keys.push_back(key);
    }
  }
  // Those that have failed least first: one that never arrives keeps no other waiting.
  std::stable_sort(keys.begin(), keys.end(), [this](const auto& a, const auto& b) {
    const Outgoing& one = letters_.at(a);
    const Outgoing& other = letters_.at(b);
    return std::pair(one.tries, one.written) < std::pair(other.tries, other.written);
  });
  keys.resize(std::min(keys.size(), kAtOnce - std::min(under_way, kAtOnce)));
  for (const std::string& key : keys) {
    Course& course = courses_.at(key);
    course.place = Place::OnItsWay;
    if (!course.since) course.since = now;
  }
  return keys;
}

std::vector<std::string> Outbox::sent(const std::string& key) {
  const auto found = letters_.find(key);
  if (found == letters_.end()) return {};
  const std::string contact = found->second.contact;
  letters_.erase(found);
  courses_.erase(key);
  std::vector<std::string> changed = {key};
  for (auto& [other, letter] : letters_) {
    if (letter.contact != contact || !letter.given_up || letter.superseded) continue;
    letter.superseded = true;
    changed.push_back(other);
  }
  return changed;
}

bool Outbox::failed(const std::string& key, const std::string& error, WallTime wall, Tick now) {
  const auto found = letters_.find(key);
  if (found == letters_.end()) return false;
  Outgoing& letter = found->second;
  Course& course = courses_.at(key);
  ++letter.tries;
  letter.error = error;
  letter.tried_for += now - course.since.value_or(now);
  course = {.place = Place::Waiting, .next = now + wait_after(letter.tries), .since = now};
  if (letter.tried_for < kPatience) return false;
  give_up(key, error, wall);
  return true;
}

void Outbox::give_up(const std::string& key, const std::string& error, WallTime wall) {
  const auto found = letters_.find(key);
  if (found == letters_.end()) return;
  found->second.error = error;
  found->second.given_up = wall;
  courses_.at(key).place = Place::GivenUp;
}

std::vector<std::string> Outbox::forget(WallTime now) {
  std::vector<std::pair<WallTime, std::string>> given_up;
  for (const auto& [key, letter] : letters_) {
    if (letter.given_up) given_up.emplace_back(*letter.given_up, key);
  }
  std::sort(given_up.begin(), given_up.end());
  const std::size_t too_many = given_up.size() - std::min(given_up.size(), kMostGivenUp);
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < given_up.size(); ++i) {
    const auto& [when, key] = given_up[i];
    if (i >= too_many && when >= now - kKept) continue;
    letters_.erase(key);
    courses_.erase(key);
    keys.push_back(key);
  }
  return keys;
}

}  // namespace hazgate::office
