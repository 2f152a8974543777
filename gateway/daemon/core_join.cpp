// The journal can be opened at last: see decision 12.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "gateway/daemon/core.hpp"
#include "gateway/daemon/response_codec.hpp"

namespace hazgate::daemon {
namespace {

/// Everything stays where it is.
poll::Renumbering as_it_is(const site::SiteSpec& spec) {
  poll::Renumbering same;
  for (std::size_t i = 0; i < spec.buses.size(); ++i) {
    same.buses.emplace_back(index_of<BusIndex>(i));
  }
  for (std::size_t i = 0; i < spec.devices.size(); ++i) {
    same.devices.emplace_back(index_of<DeviceIndex>(i));
  }
  for (std::size_t i = 0; i < spec.points.size(); ++i) {
    same.points.emplace_back(index_of<PointIndex>(i));
  }
  same.namesakes = same.devices;
  return same;
}

/// What is on record and no more so.
void forget_the_rest(const site::Memory& recorded, const site::Memory& memory,
                     site::Effects& effects) {
  std::set<std::pair<std::string, std::string>> known;
  for (const site::Document& document : documents_of(memory.response)) {
    known.emplace(document.kind, document.id);
  }
  for (const site::Document& document : documents_of(recorded.response)) {
    if (known.contains({document.kind, document.id})) continue;
    effects.documents.push_back({document.kind, document.id, {}});
  }
  for (const site::PartMemory& part : recorded.parts) {
    const bool is_known = std::any_of(
        memory.parts.begin(), memory.parts.end(),
        [&](const auto& other) { return other.device == part.device && other.part == part.part; });
    if (!is_known) effects.parts.push_back({part.device, part.part, 0});
  }
}

}  // namespace

void Core::join(journal::Journal& journal, const site::Memory& recorded) {
  const poll::Renumbering same = as_it_is(at_work_->spec);
  attach(&journal);
  auto next = std::make_unique<AtWork>(at_work_->spec, local_);
  next->recorder.attach(journal_);
  next->recorder.take_over(at_work_->recorder, same);
  next->board.take_over(at_work_->board, same);
  site::Effects effects;
  next->site.join(at_work_->site, recorded, same.points, now(), effects);
  const auto before = std::exchange(at_work_, std::move(next));
  hand_over(*before, same, effects);
  armed_.reset();
  // All that there is to remember, behind what each step of the way has said of it.
  site::Memory memory = at_work_->site.memory(now());
  forget_the_rest(recorded, memory, effects);
  const auto move_all = [](auto& from, auto& to) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  move_all(memory.alarms, effects.alarms);
  move_all(memory.incidents, effects.incidents);
  move_all(memory.parts, effects.parts);
  move_all(memory.response.calls, effects.response.calls);
  move_all(memory.response.errands, effects.response.errands);
  move_all(memory.response.neighbours, effects.response.neighbours);
  move_all(memory.response.clocks, effects.response.clocks);
  move_all(memory.response.advice, effects.response.advice);
  perform(std::move(effects));
  publish_alarms_soon();
}

}  // namespace hazgate::daemon
