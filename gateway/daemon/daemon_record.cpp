// The daemon and its record: opening it, working without it, and joining what both know (decision 12).
#include <algorithm>
#include <boost/asio/post.hpp>
#include <random>
#include <spdlog/spdlog.h>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/daemon.hpp"
#include "gateway/daemon/response_codec.hpp"
#include "gateway/journal/space.hpp"

namespace hazgate::daemon {
namespace {

constexpr auto kRetryJournal = std::chrono::seconds{5};
/// For some ten thousand events when the disk is full.
constexpr std::uint64_t kBallast = 8ULL << 20;
/// A disk that does not answer for so long at the start is waited for no more: alarms go first.
constexpr auto kOpenWithin = std::chrono::seconds{2};

journal::Options journal_options(const config::StoreSettings& store) {
  journal::Options options;
  options.path = store.path;
  options.keep_samples = store.keep_samples;
  options.keep_minutes = store.keep_minutes;
  options.keep_events = store.keep_events;
  options.max_size_bytes = store.max_size_bytes;
  options.ballast_bytes = kBallast;
  const auto space = journal::free_space(store.path);
  options.reserve_bytes = store.reserve_bytes;
  if (space && options.reserve_bytes == 0) options.reserve_bytes = journal::usual_reserve(*space);
  return options;
}

/// With what of the telling of people stands in its documents.
site::Memory with_response(site::Memory memory) {
  std::size_t unreadable = 0;
  memory.response = response_of(memory.documents, unreadable);
  if (unreadable > 0) {
    spdlog::error(
        "{} documents about who was told of an incident cannot be read and were left as they are: "
        "look yourself whether everybody knows",
        unreadable);
  }
  return memory;
}

}  // namespace

journal::Journal::Sink Daemon::journal_sink() {
  return {.committed =
              [this](journal::Committed&& committed) {
                boost::asio::post(io_, [this, committed = std::move(committed)]() mutable {
                  if (journal_ == nullptr) return;
                  desk_.committed(committed);
                  office_.committed(committed);
                  receipts_.committed(committed);
                  if (uplink_ != nullptr) uplink_->committed(std::move(committed));
                });
              },
          .failed =
              [this](const std::string& error) {
                boost::asio::post(io_, [this, error] {
                  journal_error_ = error;
                  core_.journal_failed(error);
                });
              },
          .warned =
              [this](journal::Warning warning, const std::string& text) {
                boost::asio::post(io_, [this, warning, text] { journal_warned(warning, text); });
              }};
}

void Daemon::journal_warned(journal::Warning warning, const std::string& text) {
  journal_warnings_[static_cast<std::size_t>(warning)] = text;
  std::string all;
  for (const std::string& each : journal_warnings_) {
    if (!each.empty()) all += (all.empty() ? "" : "; ") + each;
  }
  journal_warning_ = all;
  core_.journal_warned(all);
}

/// The alarm of the journal comes, and goes when it was acknowledged; what it is about is on record.
void Daemon::announce(const std::string& notice) {
  if (notice.empty()) return;
  core_.journal_warned(notice);
  core_.journal_warned(journal_warning_);
  core_.audit({.by = "hazgated", .from = "daemon", .op = "journal", .note = notice});
}

void Daemon::begin_opening() {
  opening_ = std::make_unique<journal::Opening>(
      journal_options(configuration_->store), journal_sink(),
      [this] { boost::asio::post(io_, [this] { opened_late(); }); });
}

tl::expected<void, StartError> Daemon::open_journal() {
  begin_opening();
  auto journal = opening_->wait(kOpenWithin);
  if (journal) return take_journal(std::move(*journal));
  journal_error_ = "the disk of " + configuration_->store.path + " does not answer";
  return {};
}

tl::expected<void, StartError> Daemon::take_journal(journal::Opening::Result journal) {
  opening_.reset();
  if (journal) {
    journal_ = std::move(*journal);
    journal_error_.clear();
    return {};
  }
  journal_error_ = journal.error().text;
  if (journal.error().fault == journal::OpenFault::Newer) {
    return tl::unexpected(StartError{1, journal_error_});
  }
  return {};
}

void Daemon::retry_journal() {
  journal_retry_.expires_after(kRetryJournal);
  journal_retry_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) begin_opening();
  });
}

/// Behind the start. What was taken there is here no more.
void Daemon::opened_late() {
  auto journal = opening_ == nullptr ? std::nullopt : opening_->wait({});
  if (!journal) return;
  if (!take_journal(std::move(*journal)) || journal_ == nullptr) {
    retry_journal();
    return;
  }
  spdlog::info("the journal can be opened: what was on record comes back, what has begun goes on");
  join_record();
}

/// Until the journal can be opened nobody knows what was before.
void Daemon::begin_without_record() {
  begun_ = core_.now().wall;
  unheard_ = std::exchange(handover_.unheard, {});
  if (handover_.memory) {
    core_.wait_for_record(std::move(handover_.unrecorded));
    core_.restore(*handover_.memory);
    handover_.memory.reset();
  } else {
    std::random_device random;
    core_.restore(with_parts(memory_without_record(configuration_->site, core_.now(), random()),
                             handover_.parts));
  }
  if (journal_ != nullptr) {
    join_record();
  } else {
    core_.journal_failed(journal_error_);
    if (opening_ == nullptr) retry_journal();  // else it is under way
  }
}

/// What is on record from before and what has happened without it become one.
void Daemon::join_record() {
  const journal::Opened& opened = journal_->opened();
  recorded_ = opened.newest;
  ledger_.restore(opened.memory.documents);
  outbox_.restore(opened.memory.documents);
  bus_restarts_.restore(opened.memory.documents);
  restore_park(opened);
  if (uplink_ != nullptr) uplink_->attach(journal_.get());
  core_.join(*journal_, remembered());
  core_.journal_failed({});
  receipts_.look();
  announce(opened.notice);
  office_.restore(opened, recorded_);
  for (Unheard& work : std::exchange(unheard_, {})) {
    if (const auto event = heard(std::move(work), core_.site().spec())) take(*event);
  }
  tell_missed_shift();
}

/// One that was over before this start, which nobody knew then.
void Daemon::tell_missed_shift() {
  if (recorded_ == WallTime{}) return;
  const auto& shifts = configuration_->alarm_system.shifts;
  calendar::ShiftWatch missed;
  missed.look(zone_, shifts, recorded_);
  const auto ended = missed.look(zone_, shifts, begun_);
  if (!ended) return;
  const Now now = core_.now();
  core_.tell("shift", now.wall, control::json_text(handover(*ended, now)));
}

site::Memory Daemon::remembered() const {
  return with_response(journal_->opened().memory);
}

Daemon::Handover Daemon::finish() {
  Handover handover;
  if (journal_ != nullptr) handover.recorded_in = configuration_->store.path;
  stop();
  handover.memory = core_.site().memory(core_.now());
  handover.parts = handover.memory->parts;
  handover.unrecorded = core_.unrecorded();
  handover.unheard = std::exchange(unheard_, {});
  handover.socket = std::move(next_socket_);
  return handover;
}

}  // namespace hazgate::daemon
