#include "gateway/core/office/contents.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hazgate::office {
namespace {

constexpr std::size_t kTop = 10;

std::vector<kpi::Counted> counted(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<kpi::Counted> list;
  list.reserve(counts.size());
  for (const auto& [id, count] : counts) list.push_back({id, count});
  return list;
}

}  // namespace

std::uint64_t Contents::quiet_alarms() const {
  return std::accumulate(alarms.quiet.begin(), alarms.quiet.end(), std::uint64_t{0});
}

std::chrono::milliseconds Contents::counted() const {
  const WallTime begin =
      in_service ? std::max(in_service->at, round.period.begin) : round.period.begin;
  return std::max(until - begin, std::chrono::milliseconds::zero());
}

std::chrono::milliseconds Contents::watched() const {
  auto time = counted();
  for (const Gap& gap : gaps) time -= gap.end - gap.begin;
  return std::max(time, std::chrono::milliseconds::zero());
}

bool Contents::is_zero() const {
  const bool seen = unreadable.empty() && gaps.empty() && watched().count() > 0;
  return seen && alarms.alarms == 0 && quiet_alarms() == 0 && alarms.active_at_end == 0 &&
         incidents.opened == 0 && incidents.open == 0;
}

void count_alarms(Contents& contents, kpi::Report all, const std::map<std::string, Belongs>& where,
                  const std::vector<std::string>& areas, const std::vector<std::string>& sources) {
  std::map<std::string, std::uint64_t> by_area, by_source;
  for (const std::string& area : areas) by_area[area] = 0;
  for (const std::string& source : sources) by_source[source] = 0;
  for (const kpi::Counted& alarm : all.top) {
    const auto found = where.find(alarm.id);
    by_area[found == where.end() ? std::string() : found->second.area] += alarm.count;
    if (found == where.end()) continue;
    for (const std::string& source : found->second.sources) by_source[source] += alarm.count;
  }
  all.top.resize(std::min(all.top.size(), kTop));
  contents.alarms = std::move(all);
  contents.by_area = counted(by_area);
  contents.by_source = counted(by_source);
}

}  // namespace hazgate::office
