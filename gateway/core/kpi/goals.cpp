#include "gateway/core/kpi/goals.hpp"

#include <algorithm>
#include <chrono>

namespace hazgate::kpi {
namespace {

using Value = std::optional<double>;

double ratio(Duration part, Duration whole) {
  return std::chrono::duration<double>(part) / std::chrono::duration<double>(whole);
}

/// The figures of one report; none where there is nothing to divide by.
class Figures {
 public:
  Figures(const Report& report, const Goals& goals)
      : report_(report),
        covered_(report.until - report.period.begin),
        long_enough_(covered_ > Duration{} && covered_ >= goals.rates_from) {}

  bool long_enough() const { return long_enough_; }

  Value rate(Duration of) const {
    if (!long_enough_) return {};
    return each(report_.alarms) / ratio(covered_, of);
  }
  double each(std::uint64_t number) const {
    return static_cast<double>(number) / report_.operators;
  }
  Value crowded() const {
    if (report_.slots == 0) return {};
    return static_cast<double>(report_.crowded) / static_cast<double>(report_.slots);
  }
  Value flooded() const {
    if (covered_ <= Duration{}) return {};
    return std::min(1.0, ratio(report_.flood_time, covered_));
  }
  Value share(std::uint64_t number) const {
    if (report_.alarms == 0) return {};
    return static_cast<double>(number) / static_cast<double>(report_.alarms);
  }
  Value top() const {
    std::uint64_t number = 0;
    for (const Counted& each : report_.top) number += each.count;
    return share(number);
  }
  Value priority(Priority of) const {
    return share(report_.by_priority[static_cast<std::size_t>(of)]);
  }
  static Value seconds(const std::optional<std::chrono::milliseconds>& duration) {
    return duration ? Value(std::chrono::duration<double>(*duration).count()) : Value();
  }

 private:
  const Report& report_;
  Duration covered_;
  bool long_enough_;
};

}  // namespace

Verdict judge(double figure, const Goal& goal) {
  const auto keeps = [&](double most) { return goal.less ? figure < most : figure <= most; };
  if (keeps(goal.target)) return Verdict::Good;
  return keeps(goal.limit) ? Verdict::Fair : Verdict::Bad;
}

std::array<Judged, kFigures> judged(const Report& report, const Goals& goals) {
  const Figures of(report, goals);
  const auto count = [](std::size_t number) { return static_cast<double>(number); };
  const bool many = report.alarms >= goals.shares_from;
  std::array<Judged, kFigures> all;
  const auto put = [&](Figure figure, Value value, const Goal& goal, bool counts = true) {
    const Verdict verdict = value && counts ? judge(*value, goal) : Verdict::None;
    all[static_cast<std::size_t>(figure)] = {figure, value, goal, verdict};
  };
  using std::chrono::hours;
  put(Figure::PerDay, of.rate(hours{24}), goals.per_day);
  put(Figure::PerHour, of.rate(hours{1}), goals.per_hour);
  put(Figure::PerTenMinutes, of.rate(std::chrono::minutes{10}), goals.per_ten_minutes);
  put(Figure::MostInTenMinutes, of.each(report.most_in_ten_minutes), goals.most_in_ten_minutes);
  put(Figure::CrowdedShare, of.crowded(), goals.crowded_share, of.long_enough());
  put(Figure::FloodShare, of.flooded(), goals.flood_share, of.long_enough());
  put(Figure::TopShare, of.top(), goals.top_share, many);
  put(Figure::Chattering, count(report.chattering.size()), goals.chattering);
  put(Figure::Fleeting, count(report.fleeting.size()), goals.fleeting);
  put(Figure::Stale, count(report.stale.size()), goals.stale);
  put(Figure::CriticalShare, of.priority(Priority::Critical), goals.critical_share, many);
  put(Figure::HighShare, of.priority(Priority::High), goals.high_share, many);
  put(Figure::MediumShare, of.priority(Priority::Medium), goals.medium_share, many);
  put(Figure::AcknowledgeMedian, of.seconds(report.acknowledge_median), goals.acknowledge_median);
  put(Figure::Acknowledge95, of.seconds(report.acknowledge_95), goals.acknowledge_95);
  return all;
}

}  // namespace hazgate::kpi
