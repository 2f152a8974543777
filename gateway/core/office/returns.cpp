#include "gateway/core/office/returns.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::office {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::chrono::year kEarliest{2024};
constexpr days kKeptProofs{500};

constexpr std::array<ReportKind, kReportKindTexts.size()> kKinds = {
    ReportKind::Daily,     ReportKind::Weekly,   ReportKind::Monthly,
    ReportKind::Quarterly, ReportKind::HalfYear, ReportKind::Fixed};

RoundState state_of(const Round& round, const std::optional<Proof>& proof, WallTime now) {
  if (!proof) {
    if (now < round.ready) return RoundState::Coming;
    return now > round.deadline ? RoundState::Missing : RoundState::Due;
  }
  if (!proof->sent) return now > round.deadline ? RoundState::Stuck : RoundState::Waiting;
  return *proof->sent > round.deadline ? RoundState::Late : RoundState::Sent;
}

}  // namespace

bool Returns::is_plausible(const OfficeTime& now) {
  return now.day().year() >= kEarliest;
}

void Returns::set(ReportRules rules, MomentOf moment_of) {
  rules_ = std::move(rules);
  moment_of_ = std::move(moment_of);
  settled_.clear();
}

Returns::Changed Returns::settle(const OfficeTime& now) {
  Changed changed;
  for (const ReportKind kind : kKinds) {
    const auto found = since.find(kind);
    if (!has(rules_, kind)) {
      if (found == since.end()) continue;
      since.erase(found);
    } else {
      // One that bears a time to come was set by a clock that was ahead.
      if (found != since.end() && found->second <= now.wall + kSlack) continue;
      since[kind] = now.wall;
      settled_.erase(kind);
    }
    changed.kinds.push_back(kind);
  }
  std::erase_if(proofs, [&](const auto& entry) {
    const bool old = entry.second.made < now.wall - kKeptProofs;
    if (old) changed.proofs.push_back(entry.first);
    return old;
  });
  return changed;
}

std::vector<ReportKind> Returns::begin_not_before(WallTime service) {
  std::vector<ReportKind> kinds;
  for (auto& [kind, begun] : since) {
    if (begun >= service) continue;
    begun = service;
    kinds.push_back(kind);
  }
  settled_.clear();
  return kinds;
}

/// No day on which one may be owed is earlier.
Date Returns::farthest(ReportKind kind, const OfficeTime& now) const {
  const auto found = since.find(kind);
  const sys_days earliest = sys_days{now.day()} - days{kFarthest};
  if (found == since.end()) return now.day();
  // In UTC it may be the day before, whatever the zone.
  const sys_days begun = std::chrono::floor<days>(
      std::chrono::sys_time<std::chrono::milliseconds>{found->second.time_since_epoch()});
  return Date{std::max(earliest, begun - days{1})};
}

std::vector<Round> Returns::due_rounds(ReportKind kind, const OfficeTime& now, Date from) const {
  const auto begun = since.find(kind);
  if (begun == since.end()) return {};
  std::vector<Round> list = rounds(rules_, kind, from, now.day(), moment_of_);
  std::erase_if(list, [&](const Round& round) {
    return round.ready > now.wall || round.ready < begun->second;
  });
  return list;
}

std::optional<Owed> Returns::next(const OfficeTime& now, std::vector<std::string>& dropped) {
  if (now.wall < looked_) settled_.clear();
  looked_ = now.wall;
  std::optional<Owed> owed;
  for (const ReportKind kind : kKinds) {
    const auto settled = settled_.find(kind);
    Date day = settled == settled_.end() ? farthest(kind, now) : settled->second;
    for (const Round& round : due_rounds(kind, now, day)) {
      const auto proof = proofs.find(round.key);
      const bool counts = proof != proofs.end() && proof->second.made <= now.wall + kSlack;
      if (counts) continue;
      if (owed && owed->round.ready <= round.ready) break;
      owed = Owed{.round = round, .late = now.wall > round.deadline};
      if (proof != proofs.end()) owed->corrects = proof->second.made;
      break;
    }
  }
  if (!owed) {  // the day under way may have more
    for (const ReportKind kind : kKinds) settled_[kind] = now.day();
  } else if (owed->corrects) {
    std::erase_if(proofs, [&](const auto& entry) {
      const bool to_come = entry.second.made > now.wall + kSlack;
      if (to_come) dropped.push_back(entry.first);
      return to_come;
    });
  }
  return owed;
}

void Returns::made(const Round& round, const Proof& proof) {
  proofs[round.key] = proof;
}

std::vector<Row> Returns::rows(const OfficeTime& now) const {
  std::vector<Row> list;
  const auto add = [&](Round round) {
    Row row{.round = std::move(round)};
    const auto found = proofs.find(row.round.key);
    if (found != proofs.end() && found->second.made <= now.wall + kSlack) row.proof = found->second;
    row.state = state_of(row.round, row.proof, now.wall);
    list.push_back(std::move(row));
  };
  for (const ReportKind kind : kKinds) {
    if (!since.contains(kind)) continue;
    const Date last = plus(now.day(), {.days = kFarthest});
    for (const Round& round : rounds(rules_, kind, now.day(), last, moment_of_)) {
      if (round.ready <= now.wall) continue;
      add(round);
      break;
    }
    for (Round& round : due_rounds(kind, now, farthest(kind, now))) add(std::move(round));
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Row& a, const Row& b) { return a.round.ready > b.round.ready; });
  return list;
}

std::vector<Row> Returns::failures(const OfficeTime& now) const {
  std::vector<Row> list = rows(now);
  std::erase_if(list, [](const Row& row) {
    return row.state != RoundState::Missing && row.state != RoundState::Stuck;
  });
  return list;
}

}  // namespace hazgate::office
