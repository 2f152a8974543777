#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/core/alarm/condition.hpp"
#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/alarm/standing.hpp"
#include "gateway/core/kpi/flood.hpp"
#include "gateway/core/site/effects.hpp"
#include "gateway/core/site/first_out.hpp"
#include "gateway/core/site/lists.hpp"
#include "gateway/core/site/spec.hpp"
#include "gateway/core/site/suppressions.hpp"

namespace hazgate::site {

/// The alarm of the gateway itself that somebody forgot what he took out of service.
inline constexpr std::string_view kOutOfServiceAlarm = "gateway.out-of-service";

/// That more alarms come than people can take. After a restart the counting begins anew.
inline constexpr std::string_view kFloodAlarm = "gateway.flood";

/// One alarm as it stands.
struct AlarmView {
  alarm::State state = alarm::State::Normal;
  alarm::Flags flags;
  std::uint64_t occurrence = 0;
  WallTime since{};  ///< of the occurrence: when it became active
  std::optional<double>
      value;  ///< what is compared with the limit; none: nothing is, or never read
  std::optional<double> limit;  ///< the one in force
  Quality quality = Quality::NotYet;
  std::string by, note;  ///< of the last acknowledgement
  FlagNote shelf, removal;
  std::string first_out;  ///< the group in which it came first
  const SuppressionSpec* suppressed_by = nullptr;
  std::optional<Tick> shelf_ends, returns;  ///< by themselves
};

/// Every alarm of the site: what readings say, the delays, the states, what lies over them, the votes.
///
///   sample ─► judge ─► delays ─► state and flags ─► event, memory ─► raised
///                         └────► votes ─┘
///
/// Thread  any, one at a time (pure)
class Alarms {
 public:
  /// `raised` is called when a new occurrence is to be heard, behind its event.
  using Raised = std::function<void(AlarmIndex, Now, Effects&)>;
  Alarms(const SiteSpec& spec, Raised raised);
  Alarms(const Alarms&) = delete;
  Alarms& operator=(const Alarms&) = delete;

  /// An alarm that the configuration no longer has is recorded as gone.
  void restore(const AlarmMemory& memory, Now now, Effects& effects);
  /// Once, behind the last of them: what was suppressed by a rule that is gone is lifted.
  void restored(Now now, Effects& effects);
  AlarmMemory memory(AlarmIndex alarm, Now now) const;
  /// Before restored(): what reported itself to the one before stands as it did there, whatever was restored.
  void take_over_reports(const Alarms& before, Now now, Effects& effects);
  /// Before restored(): the windows of alarms that look at the same point in the same way, and the flood.
  /// Shape   points: see Site::go_on
  void take_over(const Alarms& before, std::span<const std::optional<PointIndex>> points);

  /// Shape   zone_states: those that hold in a zone of a panel; 0: another point
  void take(const Sample& sample, unsigned zone_states, Now now, Effects& effects);
  /// A condition that no reading drives: Comm, System.
  void report(AlarmIndex alarm, bool condition, Now now, Effects& effects);
  void device_answers(DeviceIndex device, bool answers, Now now, Effects& effects);
  void output_failed(PointIndex point, bool failed, Now now, Effects& effects);
  void feedback_missing(PointIndex point, bool missing, Now now, Effects& effects);
  /// See Site.
  void vote_anew(Now now, Effects& effects);
  void run(Now now, Effects& effects);
  std::optional<Tick> deadline() const;

  /// Why this cannot be asked of the alarm now; none: it can.
  std::optional<alarm::Refusal> refusal(AlarmIndex alarm, const alarm::Ask& ask, Now now) const;
  /// Asks it. `by` and `note` go into the event.
  void ask(AlarmIndex alarm, const alarm::Ask& ask, const std::string& by, const std::string& note,
           Now now, Effects& effects);
  /// Something more has happened to what is active already: it sounds again.
  void sound_again(AlarmIndex alarm, Now now, Effects& effects);

  AlarmView view(AlarmIndex alarm) const;
  /// Whether people should see it: it is not normal, or something lies over it.
  bool is_listed(AlarmIndex alarm) const;
  /// A vote as it stands, with its degradation.
  alarm::VoteResult vote(AlarmIndex vote) const;
  bool is_active(AlarmIndex alarm) const { return alarms_[at(alarm)].condition.active; }
  alarm::State state(AlarmIndex alarm) const { return alarms_[at(alarm)].standing.state; }
  alarm::Flags flags(AlarmIndex alarm) const { return alarms_[at(alarm)].standing.flags; }
  /// Whether a vote counts it.
  bool is_member(AlarmIndex alarm) const { return !votes_of_alarm_.of(at(alarm)).empty(); }
  std::optional<AlarmIndex> find(std::string_view id) const;

  // What it is judged by, for who asks why it stands as it does.
  const alarm::Condition& condition(AlarmIndex alarm) const { return alarms_[at(alarm)].condition; }
  /// Null: it remembers no readings.
  const alarm::Past* past(AlarmIndex alarm) const;
  /// The votes that count it.
  std::span<const AlarmIndex> votes_of(AlarmIndex alarm) const {
    return votes_of_alarm_.of(at(alarm));
  }
  /// Whether the vote, which is not active, would be when these were out of service.
  bool would_raise(AlarmIndex vote, std::span<const AlarmIndex> removed) const;
  /// As votes see it.
  alarm::VoteMember member(AlarmIndex alarm) const;
  /// The last reading; Quality::NotYet: there was none.
  const Sample& last(PointIndex point) const { return last_[at(point)]; }

 private:
  /// What few alarms have: people's words, and what hangs on them.
  struct Story {
    std::string by, note;
    FlagNote shelf, removal;
    Tick removed_at = alarm::kNever;
    std::optional<Tick> delay_kept;  ///< when a running on-delay was last put on record
  };
  /// What every reading touches first and close together; the parameters stay in the spec.
  struct Alarm {
    alarm::Condition condition;
    std::optional<double> figure;
    Quality quality = Quality::NotYet;
    alarm::Verdict verdict = alarm::Verdict::Hold;  ///< last, of a condition no sample drives
    bool has_other = false;                         ///< judged by two points
    std::uint32_t past = kNoPast;                   ///< place in pasts_
    alarm::Standing standing;
    WallTime since{};
    Tick due = alarm::kNever;  ///< as it stands in due_
    std::unique_ptr<Story> story;
  };
  static constexpr std::uint32_t kNoPast = 0xffffffff;

  const AlarmSpec& spec_of(AlarmIndex alarm) const { return spec_.alarms[at(alarm)]; }
  const Story& story_of(AlarmIndex alarm) const;
  Story& story_to_write(AlarmIndex alarm);
  void judge(AlarmIndex alarm, const Sample& sample, unsigned zone_states, Now now,
             Effects& effects);
  void judge_reading(AlarmIndex alarm, const Sample& sample, const Sample* other, Now now,
                     Effects& effects);
  void take_verdict(AlarmIndex alarm, alarm::Verdict verdict, Tick when, Now now, Effects& effects);
  void members_changed(AlarmIndex member, Now now, Effects& effects);
  void vote_again(AlarmIndex vote, Now now, Effects& effects);
  bool is_bad(AlarmIndex alarm) const;
  void suppress(std::span<const AlarmIndex> alarms, Now now, Effects& effects);
  void note_flags(AlarmIndex alarm, const alarm::Change& change, const std::string& by,
                  const std::string& note, Now now);
  void record(AlarmIndex alarm, const alarm::Change& change, const std::string& by,
              const std::string& note, Now now, Effects& effects);
  void restore_story(AlarmIndex alarm, const AlarmMemory& memory, Now now);
  void keep_delay(AlarmIndex alarm, Now now, Effects& effects);
  void watch_removals(Now now, Effects& effects);
  bool count_in_flood(AlarmIndex alarm, Now now);
  void report_flood(Now now, Effects& effects);
  void wind(AlarmIndex alarm);

  const SiteSpec& spec_;
  Raised raised_;
  std::vector<Alarm> alarms_;
  std::vector<alarm::Past> pasts_;
  Lists<AlarmIndex> alarms_of_point_;  ///< those a sample drives
  Lists<AlarmIndex> votes_of_alarm_;   ///< it is a member of
  std::vector<std::optional<AlarmIndex>> comm_of_device_;
  std::vector<std::optional<AlarmIndex>> failure_of_output_, feedback_of_output_;
  std::vector<Sample> last_;  ///< of each point
  Suppressions suppressions_;
  FirstOut first_out_;
  std::optional<AlarmIndex> too_long_removed_;
  Tick removal_due_ = alarm::kNever;
  kpi::FloodDetector flood_;
  std::optional<AlarmIndex> flood_alarm_;
  std::unordered_map<std::string_view, AlarmIndex> by_id_;  ///< the ids are the spec's
  std::set<std::pair<Tick, AlarmIndex>> due_;  ///< what happens without a sample, first first
};

}  // namespace hazgate::site
