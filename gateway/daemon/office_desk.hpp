#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/config/settings.hpp"
#include "gateway/control/desk.hpp"
#include "gateway/core/office/contents.hpp"
#include "gateway/core/office/returns.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/office_papers.hpp"
#include "gateway/daemon/office_reading.hpp"
#include "gateway/daemon/outbox_desk.hpp"
#include "gateway/notify/channel.hpp"

namespace hazgate::daemon {

/// What the office needs to know of the rest of the house, besides the core.
struct OfficeSurroundings {
  std::function<const config::Settings&()> settings;  ///< in force
  std::function<office::OfficeTime()> time;           ///< of the calendar
  office::MomentOf moment_of;
  site::LocalTime local;                            ///< what clocks of the site show then
  std::function<journal::Journal*()> journal;       ///< null while there is none
  std::function<void(std::function<void()>)> post;  ///< runs this later on the core
  std::function<void()> marks_changed;              ///< which devices are overdue
  /// Writes a letter to these contacts; `to` and `ticket` are not filled in.
  std::function<Written(const std::vector<std::string>& contacts, const notify::Letter&)> letter;
  /// Those that have not arrived, for the list of reports; empty: there are none.
  std::function<std::vector<boost::json::object>()> letters;
  /// What the ledger counts in a period; empty: zeros.
  std::function<office::LedgerCounts(const kpi::Period&)> ledger;
};

/// The office of the gateway: reports, the equipment register, the drill clock. It looks at the calendar, keeps
/// its papers in the journal, and answers `report`, `equipment` and `drill`.
///
///   look ─► a report is owed ─► OfficeReading (record) ─► one batch: `report` event, its proof, its letters
///        └► something is due ─► one batch: `due` event, what was announced, its letters
///
/// An event and the paper that says it was made become durable together: a report is made once, whenever the
/// process is killed. Without a journal nothing is made: nobody would know that it was.
/// Thread  core
class OfficeDesk {
 public:
  OfficeDesk(Core& core, OfficeSurroundings surroundings);

  /// Once, with what the journal gave back. `recorded`: the latest stamp of the record before this start.
  void restore(const journal::Opened& opened, WallTime recorded);
  /// The configuration or the time zone has changed.
  void change();
  /// Often: what is due now?
  void look();
  void committed(const journal::Committed& committed);
  /// A drill of the plan has ended.
  void drill_done(const std::string& plan, WallTime when);

  /// Answers the operations of the office; false: it is none of them.
  bool call(const control::Request& request, const std::shared_ptr<control::Answer>& answer);
  /// Reports that are missing, in one line; empty: none is.
  std::string problem() const;
  /// Papers that the journal gave back and that could not be read: the log names them.
  std::size_t unreadable() const { return unreadable_; }

 private:
  using Answer = std::shared_ptr<control::Answer>;

  // office_desk.cpp
  void keep(const std::string& kind, const std::string& id);
  void flush();
  void tell(const std::string& kind, WallTime t, const boost::json::object& body,
            notify::Letter letter);
  void begin_service(WallTime recorded, WallTime now);
  void look_at_service(const office::OfficeTime& time);
  void service_changed();
  void settle(const office::OfficeTime& time);
  void announce(const office::OfficeTime& time);
  void mark(office::Date today);
  void look_at_arrivals(const office::OfficeTime& time);
  void find_numbers();
  void make(const office::Owed& owed);
  void send(const office::Owed& owed, office::Contents contents);
  void read(const office::Round& round, std::function<void(office::Contents)> done);

  // office_calls.cpp
  void report_list(const control::Request&, const Answer&);
  void report_show(const control::Request&, const Answer&);
  void report_make(const control::Request&, const Answer&);
  void equipment_list(const control::Request&, const Answer&);
  void equipment_show(const control::Request&, const Answer&);
  void equipment_done(const control::Request&, const Answer&);
  void drill_list(const control::Request&, const Answer&);

  Core& core_;
  OfficeSurroundings around_;
  OfficeMemory memory_;
  bool remembers_ = false;  ///< the journal has given back what it knew
  bool busy_ = false;       ///< a report is being made
  std::size_t unreadable_ = 0;
  std::uint64_t arrived_before_ = 0;    ///< had reached the park before this start …
  WallTime recorded_{};                 ///< … at this time at the latest
  std::vector<site::Document> papers_;  ///< to be kept with the next batch
  std::map<DeviceIndex, boost::json::object> marks_;
};

}  // namespace hazgate::daemon
