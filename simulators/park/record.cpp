#include "simulators/park/record.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::sim {
namespace {

template <class Kept>
std::vector<Kept> behind(const std::deque<Kept>& kept, std::uint64_t after, std::size_t limit) {
  if (kept.empty() || after >= kept.back().seq) return {};
  const std::uint64_t first = kept.front().seq;
  const std::size_t begin = after < first ? 0 : after - first + 1;
  const std::size_t count = std::min(limit, kept.size() - begin);
  const auto from = kept.begin() + static_cast<std::ptrdiff_t>(begin);
  return {from, from + static_cast<std::ptrdiff_t>(count)};
}

template <class Kept>
void forget(std::deque<Kept>& kept, std::uint64_t up_to) {
  while (!kept.empty() && kept.front().seq <= up_to) kept.pop_front();
}

}  // namespace

journal::EventRecord Record::add_event(WallTime t, std::string kind, std::string body) {
  return events_.emplace_back(
      journal::EventRecord{++last_event_, t, std::move(kind), std::move(body)});
}

journal::SampleRecord Record::add_sample(WallTime t, std::uint32_t layout, std::string frame) {
  if (samples_.size() >= most_samples_) {
    samples_.pop_front();
    ++removed_;
  }
  return samples_.emplace_back(journal::SampleRecord{++last_sample_, t, layout, std::move(frame)});
}

std::vector<journal::EventRecord> Record::events(std::uint64_t after, std::size_t limit) const {
  return behind(events_, after, limit);
}

std::vector<journal::SampleRecord> Record::samples(std::uint64_t after, std::size_t limit) const {
  return behind(samples_, after, limit);
}

void Record::sent(std::uint64_t event, std::uint64_t sample) {
  forget(events_, event);
  forget(samples_, sample);
}

}  // namespace hazgate::sim
