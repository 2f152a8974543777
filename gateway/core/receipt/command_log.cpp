#include "gateway/core/receipt/command_log.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::receipt {

std::uint64_t print_of(std::string_view words) {
  std::uint64_t print = 0xcbf29ce484222325;
  for (const char c : words) {
    print ^= static_cast<unsigned char>(c);
    print *= 0x100000001b3;
  }
  return print;
}

const Answered* CommandLog::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &*found->second;
}

std::string CommandLog::forget(Line::iterator one) {
  std::string id = one->id;
  by_id_.erase(id);
  line_.erase(one);
  return id;
}

std::vector<std::string> CommandLog::remember(Answered answered, Now now) {
  std::vector<std::string> forgotten;
  const auto is_old = [&](const Answered& one) { return now.wall - one.at >= kKept; };
  // By a clock that nobody has set nothing is old.
  while (now.wall_trusted && !line_.empty() && is_old(line_.front())) {
    forgotten.push_back(forget(line_.begin()));
  }
  if (line_.size() >= kMost) {
    const auto harmless =
        std::find_if(line_.begin(), line_.end(), [](const Answered& one) { return one.harmless; });
    forgotten.push_back(forget(harmless == line_.end() ? line_.begin() : harmless));
  }
  const auto place = line_.insert(line_.end(), std::move(answered));
  by_id_[place->id] = place;
  return forgotten;
}

std::vector<std::string> CommandLog::restore(std::vector<Answered> all, Now now) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Answered& a, const Answered& b) { return a.at < b.at; });
  std::vector<std::string> forgotten;
  for (Answered& one : all) {
    if (find(one.id) != nullptr) continue;
    for (std::string& id : remember(std::move(one), now)) forgotten.push_back(std::move(id));
  }
  return forgotten;
}

}  // namespace hazgate::receipt
