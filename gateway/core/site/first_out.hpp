#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/core/site/lists.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::site {

/// Which alarm of a group came first since all of the group were normal: the one that the others may
/// follow from. Two of one moment: the one that stands first in the configuration.
/// Thread  any, one at a time (pure)
class FirstOut {
 public:
  explicit FirstOut(const SiteSpec& spec);

  /// This alarm is to be heard. Result  the id of the group in which it is the first; empty: none
  std::string raised(AlarmIndex alarm);
  /// This alarm is normal again.
  template <class IsNormal>
  void returned(AlarmIndex alarm, IsNormal is_normal) {
    for (const std::size_t group : groups_of_alarm_.of(at(alarm))) {
      bool all = true;
      for (const AlarmIndex member : groups_[group].alarms) all = all && is_normal(member);
      if (all) first_[group].reset();
    }
  }
  /// The group in which this alarm came first and still stands as that; empty: none.
  std::string group_of(AlarmIndex alarm) const;
  /// After a restart.
  void restore(AlarmIndex alarm, const std::string& group);

 private:
  const std::vector<GroupSpec>& groups_;
  std::vector<std::optional<AlarmIndex>> first_;
  Lists<std::size_t> groups_of_alarm_;
};

}  // namespace hazgate::site
