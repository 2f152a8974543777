#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "drivers/model/reader.hpp"
#include "gateway/config/alarm_check.hpp"
#include "gateway/config/limit_check.hpp"
#include "gateway/config/load.hpp"
#include "gateway/config/model_shelf.hpp"
#include "gateway/config/site_text.hpp"

namespace hazgate::config {

/// A site half checked: what is written, what was found of it so far, and what is wrong. Every check of SiteCheck works
/// on it.
/// Thread  any, one at a time (pure but for the model files that are read)
class SiteDraft {
 protected:
  SiteDraft(const SiteText& text, ModelShelf models, model::Mistakes& mistakes)
      : text_(text), mistakes_(mistakes), models_(std::move(models)) {}

  /// Whether what is of this id is wrong itself: what refers to it is let through.
  bool is_doubtful(const std::string& id) const;
  void complain(const Reference& where, std::string problem, std::string remedy);

  /// "did you mean …?"
  template <class Map>
  static std::string hint(const std::string& word, const Map& known) {
    std::vector<std::string> names;
    names.reserve(known.size());
    for (const auto& [name, index] : known) names.push_back(name);
    const auto meant = model::nearest(word, names);
    return meant ? "did you mean \"" + *meant + "\"?" : "write one that exists";
  }

  const SiteText& text_;
  model::Mistakes& mistakes_;
  model::Mistakes remarks_;
  ModelShelf models_;
  Settings settings_;
  std::map<std::string, BusIndex> buses_;   ///< the first connection of each
  std::map<std::string, int> connections_;  ///< at most
  std::map<std::string, PointIndex> points_;
  std::vector<PointText> point_texts_;  ///< by PointIndex
  std::map<std::string, AlarmIndex> alarms_;
  std::set<std::string> channel_alarms_;
  std::map<std::pair<BusIndex, int>, std::string> units_;
  std::vector<AlarmDraft> drafts_;
  std::map<std::string, std::size_t> draft_by_id_;
  std::map<std::string, std::uint32_t>
      in_season_;                   ///< the alarms that a season changes, with the line
  std::set<std::string> doubtful_;  ///< ids of devices and alarms that are wrong themselves
};

}  // namespace hazgate::config
