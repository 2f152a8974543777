#include "gateway/core/site/first_out.hpp"

#include "gateway/core/site/references.hpp"

namespace hazgate::site {

FirstOut::FirstOut(const SiteSpec& spec)
    : groups_(spec.groups), first_(spec.groups.size()), groups_of_alarm_(groups_by_alarm(spec)) {}

std::string FirstOut::raised(AlarmIndex alarm) {
  std::string group;
  for (const std::size_t i : groups_of_alarm_.of(at(alarm))) {
    if (first_[i]) continue;
    first_[i] = alarm;
    if (group.empty()) group = groups_[i].id;
  }
  return group;
}

std::string FirstOut::group_of(AlarmIndex alarm) const {
  for (const std::size_t i : groups_of_alarm_.of(at(alarm))) {
    if (first_[i] == alarm) return groups_[i].id;
  }
  return {};
}

void FirstOut::restore(AlarmIndex alarm, const std::string& group) {
  for (const std::size_t i : groups_of_alarm_.of(at(alarm))) {
    if (groups_[i].id == group) first_[i] = alarm;
  }
}

}  // namespace hazgate::site
