#pragma once

#include <boost/json/array.hpp>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/control/desk.hpp"
#include "gateway/daemon/commissioning.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/ledger_desk.hpp"

namespace hazgate::daemon {

/// What the desk needs to know of the rest of the house, besides the core.
struct House {
  std::function<boost::json::object()> status;
  std::function<std::string()> metrics = {};        ///< in the text form of Prometheus
  std::function<boost::json::object()> calendar;    ///< time zone, shifts, operators
  std::function<boost::json::object()> handover;    ///< of the shift that is on
  std::function<boost::json::array()> sources;      ///< major hazard sources (incident_file.hpp)
  std::function<journal::Journal*()> journal;       ///< null while there is none
  std::function<void(std::function<void()>)> post;  ///< runs this later on the core
  /// The end comes through Core::expect_read. Errors: a text, when there is no such bus.
  std::function<std::string(const std::string& bus, poll::RawRead)> read;
  Commissioning* commissioning = nullptr;  ///< outlives the desk
  LedgerDesk* ledger = nullptr;            ///< outlives the desk; null: no operation "hazard-…"
  /// Operations of the office; false: it is none of them. Empty: there is no office.
  std::function<bool(const control::Request&, const std::shared_ptr<control::Answer>&)> office = {};
  /// The same of contacts.
  std::function<bool(const control::Request&, const std::shared_ptr<control::Answer>&)> contacts =
      {};
};

/// Answers the control socket: every operation that hazctl has. Each command that changes something
/// is in the audit, also when it was refused.
/// Thread  core
class GatewayDesk : public control::Desk {
 public:
  GatewayDesk(Core& core, House house);

  void call(const control::Request& request, std::shared_ptr<control::Answer> answer) override;
  /// New records, for those who follow.
  void committed(const journal::Committed& committed);

  static constexpr std::size_t kMostFollowers = 16;

 private:
  using Answer = std::shared_ptr<control::Answer>;
  using Operation = void (GatewayDesk::*)(const control::Request&, Answer);

  void status(const control::Request&, Answer);
  void metrics(const control::Request&, Answer);
  void calendar(const control::Request&, Answer);
  void handover(const control::Request&, Answer);
  void points(const control::Request&, Answer);
  void watch(const control::Request&, Answer);
  void alarms(const control::Request&, Answer);
  void acknowledge(const control::Request&, Answer);
  void reset(const control::Request&, Answer);
  void shelve(const control::Request&, Answer);
  void unshelve(const control::Request&, Answer);
  void remove(const control::Request&, Answer);
  void put_back(const control::Request&, Answer);
  void explain(const control::Request&, Answer);  ///< explain_desk.cpp
  void history(const control::Request&, Answer);  ///< history_desk.cpp
  void silence(const control::Request&, Answer);
  void events(const control::Request&, Answer);
  void plan_list(const control::Request&, Answer);
  void plan_show(const control::Request&, Answer);
  void incident_list(const control::Request&, Answer);
  void incident_show(const control::Request&, Answer);
  void incident_file(const control::Request&, Answer);  ///< incident_desk.cpp
  void incident_acknowledge(const control::Request&, Answer);
  void incident_close(const control::Request&, Answer);
  void incident_review(const control::Request&, Answer);
  void incident_reported(const control::Request&, Answer);
  void incident_casualties(const control::Request&, Answer);
  void incident_neighbour(const control::Request&, Answer);
  void plan_start(const control::Request&, Answer);
  void plan_stop(const control::Request&, Answer);
  void plan_go(const control::Request&, Answer);
  void plan_veto(const control::Request&, Answer);
  void plan_grade(const control::Request&, Answer);
  void read(const control::Request&, Answer);
  void write(const control::Request&, Answer);
  void scan(const control::Request&, Answer);
  void trace(const control::Request&, Answer);

  /// alarm_desk.cpp: does it to these alarms and answers with how they stand then.
  void change_alarms(const control::Request&, const Answer&,
                     const tl::expected<std::vector<AlarmIndex>, std::string>& alarms,
                     const std::function<site::Site::Result(site::Effects&)>& change);
  /// incident_record.cpp: an incident that the site knows, or the record; with what incident_object() says.
  using TakeIncident = std::function<void(const site::IncidentMemory&, boost::json::object)>;
  void send_file(const site::IncidentMemory& incident, boost::json::object object, const Answer&);
  void show_timeline(const site::IncidentMemory& incident, const Answer&);
  void find_incident(const std::string& id, const Answer&, TakeIncident take);
  void ask_response(const control::Request&, const Answer&, const site::Site::AskOfResponse& ask);
  /// plan_desk.cpp: asks it and answers with how the incident stands then.
  void ask_plans(const control::Request&, const Answer&, const site::Site::AskOfPlans& ask);
  /// The same of an incident, or of a plan of which one runs.
  using AskOfRunning = std::function<emergency::Responder::Result(
      const std::string& incident, emergency::Responder&, emergency::Orders&)>;
  void ask_running(const control::Request&, const Answer&, const AskOfRunning& ask);
  /// Reads the record a page at a time, as fast as the caller reads.
  struct Reading {
    Answer answer;
    WallTime since{};
    /// What was taken of the moment `since`: (is audit, seq). Several records may bear one time.
    std::set<std::pair<bool, std::uint64_t>> at_since;
    std::optional<std::uint64_t> seen;  ///< seq of the last event taken; none: whatever comes next
    std::function<void(const journal::EventRecord&)> take;
    std::function<void()> end;
  };
  void read_page(const std::shared_ptr<Reading>& reading);
  void take_page(const std::shared_ptr<Reading>& reading,
                 const std::vector<journal::EventRecord>& records);
  void follow(const std::shared_ptr<Reading>& reading);
  void read_on(const std::shared_ptr<Reading>& reading);
  void catch_up(const std::shared_ptr<Reading>& reading, bool joined);
  static void take_newer(Reading& reading, const std::vector<journal::EventRecord>& events);

  Core& core_;
  House house_;
  std::map<std::string, Operation, std::less<>> operations_;
  std::list<std::shared_ptr<Reading>> followers_;
};

/// {"kind","epoch","seq", …body}: an event as hazctl shows it.
boost::json::object event_object(const journal::EventRecord& record, const std::string& epoch);

}  // namespace hazgate::daemon
