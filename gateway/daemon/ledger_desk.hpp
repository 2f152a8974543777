#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/control/desk.hpp"
#include "gateway/core/ledger/ledger.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/outbox_desk.hpp"

namespace hazgate::daemon {

/// The ledger of hidden dangers in the running gateway: keeps it in the journal, feeds it with alarms and
/// the calendar, and does what `hazctl hazard` asks. Each change is one event of kind "hazard" together with
/// the document of the item, in one transaction (decision 2); what a person asks is in the audit, also when
/// it was refused. Without a journal there is no ledger: numbers would be given twice.
/// Thread  core
class LedgerDesk {
 public:
  using Clock = std::function<ledger::Moment()>;  ///< now, and the day that it is at the site
  /// Somebody is to be told: what it has written goes into the record with the event.
  using Remind = std::function<Written(const ledger::Item&, const ledger::Reminder&)>;

  LedgerDesk(Core& core, Clock clock, ledger::Terms terms);

  /// Once, when the journal is open and before the first alarm. A document that cannot be read is left as
  /// it is, counted and logged; its number is not given again.
  void restore(const std::vector<site::Document>& documents);
  void set_terms(ledger::Terms terms) { ledger_.set_terms(std::move(terms)); }
  void set_remind(Remind remind) { remind_ = std::move(remind); }

  /// With the tick of the calendar: what is to be said today.
  void look();
  /// Every event of an alarm; those that raise it anew by its condition count, unless it is out of service or
  /// suppressed.
  void take(const site::AlarmEvent& event);
  /// The item of an incident that is over: its number, the same one when it is asked for again.
  /// Errors  a text: without a journal, or the text is empty
  tl::expected<std::string, std::string> open_for_incident(const std::string& incident,
                                                           const std::string& plan,
                                                           const std::string& text,
                                                           const std::string& by);

  /// Whether `request` is one of its operations, "hazard-…"; then it is answered.
  bool call(const control::Request& request, const std::shared_ptr<control::Answer>& answer);

  const ledger::Ledger& ledger() const { return ledger_; }
  std::size_t unreadable() const { return unreadable_; }

 private:
  using Answer = std::shared_ptr<control::Answer>;

  void list(const control::Request&, const Answer&);
  void send_page(const std::shared_ptr<std::vector<std::string>>& ids, std::size_t from,
                 const Answer&);
  void show(const control::Request&, const Answer&);
  void figures(const control::Request&, const Answer&);
  void open(const control::Request&, const Answer&);
  void act(ledger::Act act, const control::Request&, const Answer&);
  void finish(const control::Request&, const std::string& target,
              const ledger::Ledger::Result& result, const Answer&);

  void record(const ledger::Change& change, const std::string& entered_by,
              std::vector<site::Document> documents = {}, std::function<void()> on_record = {});
  void open_repeated(const site::AlarmSpec& alarm);
  boost::json::object object_of(const ledger::Item& item) const;
  std::string person(const std::string& text) const;
  std::string name_of(const std::string& person) const;

  Core& core_;
  Clock clock_;
  ledger::Ledger ledger_;
  Remind remind_;
  bool ready_ = false;
  std::size_t unreadable_ = 0;
};

}  // namespace hazgate::daemon
