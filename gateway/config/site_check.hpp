#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "drivers/poll/budget.hpp"
#include "gateway/config/generated_texts.hpp"
#include "gateway/config/limit_check.hpp"
#include "gateway/config/site_draft.hpp"

namespace hazgate::config {

/// Turns what is written into what is checked: looks every reference up, loads the device models,
/// makes the alarms that always exist. What is wrong goes into `mistakes`; the result is of use only
/// when there are none. One mistake is reported once: what refers to something that is itself wrong
/// is let through.
class SiteCheck : private SiteDraft {
 public:
  SiteCheck(const SiteText& text, const std::string& file, const ModelPath& models,
            model::Mistakes& mistakes);
  /// `season`: the seasons whose limits are taken, places in the file's list.
  Settings run(const std::vector<std::size_t>& season = {});

 private:
  using SiteDraft::complain;

  // site_check.cpp
  void check_buses();
  BusIndex add_bus(const std::string& id, poll::BusPlan plan);
  BusIndex connection_of(const DeviceText& text, bool queue, BusIndex bus);
  void check_budget();
  void check_reach(const poll::BusPlan& bus, const poll::Budget& budget, int baud);
  void check_devices();
  void check_device(const DeviceText& text);
  void check_unit(const DeviceText& text, BusIndex bus);
  void add_points(const DeviceText& text, const model::DeviceModel& model,
                  poll::PolledDevice& polled);
  void check_zones(const DeviceText& text, const std::vector<model::ModelPoint>& points,
                   const poll::PolledDevice& polled);
  void check_periods(const std::vector<model::ModelPoint>& points,
                     const poll::PolledDevice& polled);
  void add_point(const std::string& device_id, const model::ModelPoint& point,
                 poll::PolledDevice& polled);
  void remark_on_metrics();
  bool is_fresh(std::map<std::string, model::Place>& seen, const Reference& id, const char* what);

  // site_telemetry.cpp
  void take_telemetry(const DeviceText& text, site::DeviceSpec& device);
  void take_deadbands(const DeviceText& text, const site::TelemetrySpec& telemetry);
  void check_telemetry();

  // site_alarms.cpp
  void draft_alarms(const DeviceText& text, const model::DeviceModel& model, DeviceIndex device);
  void draft(DeviceIndex device, const model::AlarmText& text);
  void override_alarms();
  void override_alarm(const model::AlarmText& text);
  bool refuse_for_comm(const model::AlarmText& text, const AlarmDraft& draft);
  void check_alarms();
  void find_other(const AlarmDraft& draft, site::AlarmSpec& alarm);
  void find_own(const AlarmDraft& draft, site::AlarmSpec& alarm);
  void add_differing(const AlarmDraft& draft, const site::AlarmSpec& alarm);
  Duration period_of(PointIndex point) const;
  void add_gateway_alarms();
  void add_system_alarm(const std::string& id, Generated what, Priority priority,
                        std::optional<BusIndex> bus = {}, std::optional<PointIndex> point = {},
                        std::optional<DeviceIndex> device = {});
  void add_system_alarm(const std::string& id, const GeneratedText& words, Priority priority);
  void add_alarm(site::AlarmSpec alarm);
  bool is_fire(const site::AlarmSpec& alarm) const;
  void mark_danger();

  // site_votes.cpp
  void draft_votes();
  void check_votes();
  void speak_for_members(site::AlarmSpec& vote) const;
  void check_members(const VoteText& text, site::AlarmSpec& vote);

  // site_groups.cpp
  void check_suppressions();
  void check_groups();
  std::vector<AlarmIndex> find_alarms(const std::vector<Reference>& named);
  bool may_be_suppressed(AlarmIndex alarm) const;
  bool is_of_gas(const site::AlarmSpec& alarm) const;

  // site_limits.cpp
  void take_limits(const DeviceText& text, DeviceIndex device);
  void take_gas(const DeviceText& text, DeviceIndex device);
  void check_limits();

  // site_seasons.cpp
  void check_seasons();
  void override_in_season(const SeasonText& season);
  bool may_change(const model::AlarmText& text, const AlarmDraft& draft);

  // site_watch.cpp
  void watch_limits(const std::vector<bool>& urgent);

  // site_sources.cpp
  void check_sources();
  void check_source(const SourceText& text);
  void complain(const SourceText& text, const hazard::Refusal& refusal);

  // site_around.cpp
  void check_around();
  void check_wind(const WindText& text);
  void check_evacuations();
  bool is_evacuation_place(const EvacuationText& text);
  double all_round_of(const std::string& place, const std::vector<const EvacuationText*>& texts);
  void check_evacuation(const std::string& place, const std::vector<const EvacuationText*>& texts);
  void check_neighbours();
  // site_duty.cpp
  void check_roster();
  std::vector<std::size_t> find_contacts(const DutyText& text,
                                         const std::map<std::string, std::size_t>& contacts);
  void remark_on_gaps();

  // site_texts.cpp
  void check_texts();
  // site_office.cpp
  void check_office();
  void check_equipment();

  // site_plans.cpp
  void check_plans();
  void check_rise(const RiseText& text, site::PlanSpec& plan);
  void check_steps(const PlanText& text, site::PlanSpec& plan);
  void check_follows(const StepText& text, const site::PlanSpec& plan, emergency::StepSpec& step);
  void check_confirm(const StepText& text, const site::PlanSpec& plan);
  void check_ventilation();
  void add_output(PointIndex index, const site::PointSpec& point);
  std::optional<PointIndex> find_point(const Reference& named);
  void check_feedback(const StepText& text, PointIndex seen, emergency::FeedbackSpec& feedback);
  void check_write(const StepText& text, emergency::StepSpec& step);
  void check_role(const StepText& text, emergency::StepSpec& step);
  std::string find_source(const Reference& named);
  const site::AlarmSpec* gravest_of(const std::vector<AlarmIndex>& alarms) const;
  void check_turns(const StepText& text, const site::PlanSpec& plan, emergency::StepSpec& step);
  void check_radius(const StepText& text, const site::PlanSpec& plan,
                    const emergency::StepSpec& step);

  // site_channels.cpp
  void add_channel_alarms();
  void add_duty_room_alarm();
  void refuse_channel_alarms(const std::vector<Reference>& named);

  // site_notify.cpp
  void check_contacts();
  std::vector<emergency::Via> check_via(const ContactText& text);
  PersonSettings check_webhook(const ContactText& text);
  void check_siren();
  void check_shared_webhooks();
  void check_reporting();
  const ContactText& contact_text(const std::string& id) const;
  std::set<std::string> told_contacts() const;
  void remark_on_ways();
  void remark_on_missing_sections();
  void remark_on_steps();
  // site_asking.cpp
  void remark_on_asking();
};

}  // namespace hazgate::config
