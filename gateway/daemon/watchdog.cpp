#include "gateway/daemon/watchdog.hpp"

#include <algorithm>

namespace hazgate::daemon {
namespace {

std::string seconds_of(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

/// Forgets who is not there any more.
template <class Map, class Signs>
void keep_only(Map& pulses, const Signs& signs) {
  std::erase_if(pulses, [&](const auto& entry) {
    return std::none_of(signs.begin(), signs.end(),
                        [&](const auto& sign) { return sign.id == entry.first; });
  });
}

/// Of something that lasts, what of it was watched. It began between two looks: the first one counts nothing.
void last_on(Duration& watched, Duration lasts, Duration passed) {
  watched = lasts > passed ? std::min(watched + passed, lasts) : Duration{};
}

}  // namespace

void Watchdog::Pulse::look(std::uint64_t number, bool may_rest, Duration passed) {
  const bool moved = seen && number != last;
  if (moved) gone += passed;
  if (moved || may_rest || !seen) {
    still = {};
  } else {
    still += passed;
  }
  last = number;
  seen = true;
}

Verdict Watchdog::judge(const VitalSigns& signs) {
  const Duration passed =
      looked_ ? std::clamp(signs.now - *looked_, Duration{}, kLook) : Duration{};
  looked_ = signs.now;
  Verdict verdict;
  judge_buses(signs, passed, verdict);
  judge_core(signs, passed, verdict);
  judge_journal(signs, passed, verdict);
  judge_channels(signs, passed, verdict);
  verdict.well = verdict.cannot_go_on.empty();
  return verdict;
}

void Watchdog::judge_buses(const VitalSigns& signs, Duration passed, Verdict& verdict) {
  keep_only(buses_, signs.buses);
  for (const VitalSigns::Bus& bus : signs.buses) {
    Pulse& pulse = buses_[bus.id];
    pulse.look(bus.progress, signs.now <= bus.resting_until, passed);
    const Duration patience = kBusHangs + bus.transaction;
    if (pulse.still < patience) continue;
    verdict.buses.push_back(bus.id);
    if (pulse.still >= 3 * patience && pulse.gone >= kBusHadGone && signs.may_end_for_bus) {
      verdict.for_bus = true;
      verdict.cannot_go_on.push_back("bus " + bus.id + ": its worker stands still since " +
                                     seconds_of(pulse.still));
    }
  }
}

void Watchdog::judge_core(const VitalSigns& signs, Duration passed, Verdict& verdict) {
  reports_.look(signs.reports_taken, signs.reports_waiting == 0, passed);
  if (reports_.still >= kCoreHangs) {
    verdict.cannot_go_on.push_back("readings are not evaluated since " +
                                   seconds_of(reports_.still));
  }
  const Tick due = signs.timer_due.value_or(Tick::max());
  timer_.look(static_cast<std::uint64_t>(due.time_since_epoch().count()), signs.now <= due, passed);
  if (timer_.still >= kCoreHangs) {
    verdict.cannot_go_on.push_back("delays and plans stand still since " +
                                   seconds_of(timer_.still));
  }
}

void Watchdog::judge_journal(const VitalSigns& signs, Duration passed, Verdict& verdict) {
  const VitalSigns::Journal journal = signs.journal.value_or(VitalSigns::Journal{});
  last_on(in_disk_, journal.in_disk, passed);
  last_on(overdue_, journal.overdue, passed);
  verdict.disk_hangs = in_disk_ >= kDiskHangs;
  if (overdue_ >= kWriterHangs) {
    verdict.cannot_go_on.push_back("the journal's writer stands still since " +
                                   seconds_of(overdue_));
  }
}

void Watchdog::judge_channels(const VitalSigns& signs, Duration passed, Verdict& verdict) {
  keep_only(channels_, signs.channels);
  bool all = !signs.channels.empty();
  for (const VitalSigns::Channel& channel : signs.channels) {
    Pulse& pulse = channels_[channel.id];
    pulse.look(channel.receipts, channel.waiting == 0, passed);
    all = all && pulse.still >= kChannelHangs && channel.receipts > 0;
  }
  if (all) verdict.cannot_go_on.emplace_back("no channel to people goes on");
}

}  // namespace hazgate::daemon
