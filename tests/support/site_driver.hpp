#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/core/site/site.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::testing {

/// Drives a Site in virtual time and keeps what it asked for.
class SiteDriver {
 public:
  explicit SiteDriver(const SmallSite& small) : small_(small), site_(small.spec) {}

  Now now() const { return {.tick = Tick{elapsed_}, .wall = wall_, .wall_trusted = true}; }

  /// Lets time pass, waking the site at each of its deadlines.
  void pass(Duration time) {
    const Duration end = elapsed_ + time;
    while (true) {
      const auto deadline = site_.deadline();
      if (!deadline || deadline->time_since_epoch() > end) break;
      go_to(std::max(deadline->time_since_epoch(), elapsed_));
      site_.run(now(), effects_);
    }
    go_to(end);
  }

  void gas(std::size_t detector, double value) {
    const Sample sample = small_.reading(detector, value, Tick{elapsed_});
    site_.take({&sample, 1}, now(), effects_);
  }
  void bad(std::size_t detector, Quality quality, bool above = false) {
    Sample sample = small_.bad_reading(detector, quality, Tick{elapsed_});
    sample.above_range = above;
    site_.take({&sample, 1}, now(), effects_);
  }

  site::Site::Incidental close_incident(std::string_view id, const std::string& note = {}) {
    return site_.plans(
        [&](emergency::Responder& responder, emergency::Orders& orders) {
          return responder.close(id, "li", note, {}, now(), orders);
        },
        now(), effects_);
  }

  /// Answers every write that was asked for since the last call.
  void confirm_writes(bool done = true) {
    const auto writes = std::exchange(effects_.writes, {});
    for (const auto& write : writes) {
      site_.written(write.ticket, done, done ? "" : "no answer", now(), effects_);
    }
  }

  /// The entries of timelines, but for what became of messages to people.
  std::vector<std::string> entries() const {
    std::vector<std::string> texts;
    for (const site::Event& event : effects_.events) {
      const auto* incident = std::get_if<site::IncidentEvent>(&event);
      if (incident != nullptr && !is_of_a_message(incident->entry)) {
        texts.emplace_back(to_text(incident->entry));
      }
    }
    return texts;
  }
  static bool is_of_a_message(site::EntryKind kind) {
    return kind >= site::EntryKind::Told && kind <= site::EntryKind::NobodyLeft;
  }
  std::vector<site::AlarmEvent> transitions(AlarmIndex alarm) const {
    std::vector<site::AlarmEvent> list;
    for (const site::Event& event : effects_.events) {
      const auto* transition = std::get_if<site::AlarmEvent>(&event);
      if (transition != nullptr && transition->alarm == alarm) list.push_back(*transition);
    }
    return list;
  }

  /// What the journal would hand to the next process.
  site::Memory memory() const {
    site::Memory memory;
    for (const auto& alarm : effects_.alarms) replace(memory.alarms, alarm);
    for (const auto& incident : effects_.incidents) replace(memory.incidents, incident);
    return memory;
  }

  site::Site& site() { return site_; }
  site::Effects& effects() { return effects_; }
  alarm::State state(AlarmIndex alarm) const { return site_.alarm(alarm).state; }
  void set_time(Duration elapsed, WallTime wall) {
    elapsed_ = elapsed;
    wall_ = wall;
  }

 private:
  template <class Thing>
  static void replace(std::vector<Thing>& list, const Thing& thing) {
    for (Thing& old : list) {
      if (old.id == thing.id) {
        old = thing;
        return;
      }
    }
    list.push_back(thing);
  }
  void go_to(Duration when) {
    wall_ += std::chrono::duration_cast<WallTime::duration>(when - elapsed_);
    elapsed_ = when;
  }

  const SmallSite& small_;
  site::Site site_;
  site::Effects effects_;
  Duration elapsed_ = std::chrono::seconds{1000};
  WallTime wall_ = from_unix_ms(1'795'000'000'000);
};

}  // namespace hazgate::testing
