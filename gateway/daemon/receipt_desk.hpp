#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/receipt/receipts.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/journal/journal.hpp"

namespace hazgate::daemon {

/// Waits for the duty room: what sounds and is not confirmed in time is announced again, in the lane of events,
/// and becomes the alarm "gateway.duty-room".
///
///   Core (events) ─► raise ─► (one transaction: event, document "receipt") ─► committed: its seq
///   park `confirm`, `ack` ─► done            time ─► announced again, alarm
///
/// What waits is a document by alarm and survives a kill at any moment; a number that was given just before is
/// found in the record. While the line to the park is down, nobody is said not to answer.
/// Thread  core
class ReceiptDesk {
 public:
  /// `delivered`: the last seq of the lane of events that the broker has acknowledged.
  using Delivered = std::function<std::uint64_t()>;
  ReceiptDesk(boost::asio::io_context& io, Core& core, receipt::Terms terms, Delivered delivered);

  /// What is on record; once, before the site is restored, and when a journal is joined.
  void restore(const journal::Opened& opened, journal::Journal* journal);
  void committed(const journal::Committed& committed);
  void link_changed(bool connected);
  /// The site has other alarms. Also once behind its restore.
  void look();

  /// The duty room has seen this message, or all up to it. `effects`: what comes of it, to be performed.
  /// Result  for the audit: which alarms wait no more
  /// Errors  a text: there is no such message yet
  tl::expected<std::string, std::string> confirm(std::uint64_t seq, bool upto,
                                                 const std::string& by, site::Effects& effects);

  /// {"unconfirmed","overdue"}: alarms. Empty: nobody waits.
  boost::json::object status() const;

 private:
  void accompany(const std::vector<site::Event>& events, std::vector<site::Document>& documents);
  bool take(const site::AlarmEvent& event);
  void take(const site::IncidentEvent& event, std::vector<site::Document>& documents);
  void find_numbers(journal::Journal* journal);
  void add_entries(const std::vector<std::string>& alarms, std::uint64_t seq, bool upto,
                   const std::string& by, site::Effects& effects);
  site::Document paper(const std::string& alarm) const;
  site::AlarmEvent again(const receipt::Again& what) const;
  void run();
  void report_soon();
  void report();
  void arm();

  boost::asio::io_context& io_;
  Core& core_;
  receipt::Receipts receipts_;
  Delivered delivered_;
  boost::asio::steady_timer timer_;
  std::uint64_t last_event_ = 0;                 ///< on record
  std::map<std::uint64_t, std::string> opened_;  ///< incidents by the seq of their first entry
  std::optional<bool> told_;                     ///< of the alarm
  bool soon_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< posted work holds it weakly
};

}  // namespace hazgate::daemon
