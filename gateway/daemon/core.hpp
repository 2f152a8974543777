#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/renumbering.hpp"
#include "gateway/core/site/site.hpp"
#include "gateway/daemon/board.hpp"
#include "gateway/daemon/clock_trust.hpp"
#include "gateway/daemon/reaction.hpp"
#include "gateway/daemon/recorder.hpp"
#include "gateway/daemon/remarks.hpp"
#include "gateway/daemon/told_texts.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/uplink/uplink.hpp"

namespace hazgate::daemon {

/// The core thread's work: what comes in goes to the site first, what the site asks for is done in
/// the order of its urgency: outputs, then the record, then everything else.
///
///   report ─► site ─► writes ─► bus workers          nothing waits for a disk or a network
///                └──► events ─► journal ─► uplink    (or straight to the uplink, marked, when the
///   report ─► board, recorder                         journal is broken)
/// Thread  core
class Core {
 public:
  /// Sends a write to the worker of the point's bus.
  using Write = std::function<void(std::vector<poll::WriteRequest>)>;

  /// See poll::BusWorker::recorded().
  using Recorded = std::function<void(DeviceIndex, std::uint64_t)>;

  Core(
      boost::asio::io_context& io, const site::SiteSpec& spec, uplink::Uplink* uplink, Write write,
      Recorded recorded = [](DeviceIndex, std::uint64_t) {}, site::LocalTime local = site::as_utc);

  /// Before the first report: the state before the last stop.
  void restore(const site::Memory& memory);
  /// Goes on with another configuration: alarms, incidents and the values of unchanged devices stay. New
  /// limits are judged at once by the values that are there.
  void change(const site::SiteSpec& spec, const poll::Renumbering& renumbering);
  void attach(journal::Journal* journal);  ///< null: none
  /// The journal can be opened at last. What has happened without it, and all that is known, becomes its first
  /// batch; what was on record comes to life. What runs goes on: no message is interrupted.
  void join(journal::Journal& journal, const site::Memory& recorded);
  /// What waits for a journal, for the next core; and with which one begins.
  const journal::Journal::Batch& unrecorded() const { return unrecorded_; }
  void wait_for_record(journal::Journal::Batch batch) { unrecorded_ = std::move(batch); }
  void take(poll::Report&& report);
  void journal_failed(const std::string& error);  ///< empty: healthy again
  /// What is no failure: it records, and a person must look all the same. Empty: that is over.
  void journal_warned(const std::string& text);
  /// Messages to people go there when they are on record, or kMostWait later: a disk that hangs does not
  /// keep anybody from being told.
  using Send = std::function<void(std::vector<emergency::MessageOrder>)>;
  /// `compose`: their words, which are on record before; what is sent is what it has said.
  void send_through(Send send, Compose compose = nullptr) {
    send_ = std::move(send);
    compose_ = std::move(compose);
  }
  void receipt(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error);
  /// A condition of the gateway itself; an alarm that the site does not have is nobody's news.
  void report(const std::string& alarm_id, bool condition);
  void link_changed(bool connected);
  void certificate_changed(bool problem);  ///< one ends soon, or its files are not in order
  /// When the site wants to be evaluated next.
  std::optional<Tick> timer_due() const { return armed_; }
  /// Whether the park hears us now.
  bool is_connected() const { return connected_; }
  void stop();

  Now now() const;
  site::Site& site() { return at_work_->site; }
  Board& board() { return at_work_->board; }
  Reaction::Figures reaction() const { return reaction_.figures(); }

  /// Carries out what a command of a person asked of the site, with its audit entry.
  void perform(site::Effects&& effects);
  void audit(site::AuditEvent event);
  /// An event of the gateway itself in the lane `event`. `body`: a JSON object with the same `t`.
  /// `documents`: what of it outlives the process, in the same transaction. `on_record`: called on the core
  /// when that is done, never without a journal.
  void tell(const std::string& kind, WallTime t, std::string body,
            std::vector<site::Document> documents = {}, std::function<void()> on_record = {});
  /// What outlives the process and is nobody's news.
  void keep(std::vector<site::Document> documents);
  /// What else becomes durable with events of the site, in the same transaction.
  using Accompany =
      std::function<void(const std::vector<site::Event>&, std::vector<site::Document>&)>;
  void accompany(Accompany accompany) { accompany_ = std::move(accompany); }
  /// Is shown every event of the site when it is on its way into the record.
  void watch(std::function<void(const site::Event&)> watch) { watch_ = std::move(watch); }

  /// A write or a raw read by a person; `done` is called with its end.
  void write_point(PointIndex point, Value value,
                   std::function<void(const poll::WriteResult&)> done);
  std::uint64_t expect_read(std::function<void(const poll::RawReadResult&)> done);

 private:
  /// What follows the tables of one configuration.
  struct AtWork {
    AtWork(const site::SiteSpec& site_spec, const site::LocalTime& local);

    const site::SiteSpec& spec;
    site::Site site;
    Board board;
    Recorder recorder;
    std::vector<std::optional<Sample>> last;     ///< by point
    std::vector<std::optional<bool>> answering;  ///< by device; none: not known yet
    std::vector<bool> open;                      ///< by bus
    std::vector<std::optional<AlarmIndex>> bus_alarm;
    Remarks remarks;
  };

  /// An event of a fire panel on its way into the journal.
  struct Waiting {
    std::string device;
    std::uint64_t ticket = 0;
  };

  void take_poll(poll::PollResult& result);
  Recorder::Aside beside_the_record();  ///< while it does not work; else none
  void take_panel(poll::PollResult& result, Now when, site::Effects& effects);
  void on_record(const Waiting& event);
  void take_write(const poll::WriteResult& result);
  void take_read(const poll::RawReadResult& result);
  void take_bus(const poll::BusChange& change);
  void perform(site::Effects&& effects, std::optional<Tick> reply,
               const std::optional<Waiting>& waiting = {});
  void hand_over(const AtWork& before, const poll::Renumbering& renumbering,
                 site::Effects& effects);
  void forget_panels(const AtWork& before, const poll::Renumbering& renumbering,
                     site::Effects& effects);
  void record(site::Effects& effects, const std::optional<Waiting>& waiting);
  void publish_with(const site::Event& event);
  void append(journal::Journal::Batch&& batch);
  void hold_messages(std::vector<emergency::MessageOrder>&& messages,
                     journal::Journal::Batch& batch);
  void send_now(const journal::EventRecord& record);
  void arm_timer();
  void publish_alarms_soon();

  boost::asio::io_context& io_;
  site::LocalTime local_;
  std::unique_ptr<AtWork> at_work_;
  Reaction reaction_;
  ClockTrust clock_trust_;
  uplink::Uplink* uplink_;
  Write write_;
  Recorded recorded_;
  std::function<void(const site::Event&)> watch_;
  Accompany accompany_;
  std::vector<Waiting> waiting_;
  Send send_;
  Compose compose_;
  journal::Journal* journal_ = nullptr;
  /// What waits for a journal: events as they were, and what nobody else remembers. Of alarms, incidents and people
  /// the site knows all.
  journal::Journal::Batch unrecorded_;
  bool journal_healthy_ = false;
  bool journal_warns_ = false;
  boost::asio::steady_timer timer_;
  std::optional<Tick> armed_;
  bool alarms_stale_ = false;
  bool stopped_ = false;
  bool link_up_ = true;     ///< no alarm before the first try has failed
  bool connected_ = false;  ///< said by the uplink
  bool certificate_problem_ = false;
  std::vector<Sample> samples_;  ///< reused
  std::unordered_map<std::uint64_t, std::function<void(const poll::WriteResult&)>> writes_;
  std::unordered_map<std::uint64_t, std::function<void(const poll::RawReadResult&)>> reads_;
  std::uint64_t next_ticket_ = 1ULL << 63;  ///< of persons; the site's own start at 1
};

}  // namespace hazgate::daemon
