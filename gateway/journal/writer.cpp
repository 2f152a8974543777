#include "gateway/journal/writer.hpp"

#include <algorithm>
#include <utility>

#include "gateway/journal/files.hpp"
#include "gateway/journal/schema.hpp"

namespace hazgate::journal {
namespace {

constexpr std::size_t kLatencies = 512;

WallTime wall_now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
      WallTime{std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::system_clock::now().time_since_epoch())});
}

std::string failure_text(const std::string& path, const DatabaseError& error) {
  std::string text =
      "cannot write " + path + ": " + error.text + "; events are kept in memory and ";
  text += "tried again; ";
  text += error.fault == DatabaseFault::Damaged
              ? "the file is corrupt: restart hazgated, which checks it and sets it aside"
              : "check the disk and its free space";
  return text;
}

}  // namespace

Writer::Writer(Options options, Journal::Sink sink, std::unique_ptr<Database> database,
               std::unique_ptr<Store> store, const Opened& opened)
    : options_(std::move(options)),
      sink_(std::move(sink)),
      database_(std::move(database)),
      store_(std::move(store)),
      room_(options_, sink_.warned),
      last_event_(opened.last_event),
      last_sample_(opened.last_sample),
      last_audit_(opened.last_audit),
      retain_at_(Clock::now() + options_.upkeep.retain / 10),
      checkpoint_at_(Clock::now() + options_.upkeep.checkpoint),
      queue_(options_.sample_commit),
      ends_{opened.last_event, opened.last_sample, opened.sent_event, opened.sent_sample,
            opened.ahead_sample} {
  counters_.size_bytes = size_on_disk(options_.path);
  counters_.damaged_blocks = store_->samples().damaged();
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Writer::append(Journal::Batch batch) {
  const std::lock_guard lock(mutex_);
  if (queue_.push(std::move(batch), Clock::now())) wake_.notify_one();
}

void Writer::append(PendingSample sample) {
  const std::lock_guard lock(mutex_);
  if (room_.is_for_events_only()) return queue_.refuse_sample();
  if (queue_.push(std::move(sample), Clock::now())) wake_.notify_one();
}

void Writer::append(FrameLayout layout) {
  const std::lock_guard lock(mutex_);
  queue_.push(std::move(layout));
}

void Writer::set_sent(Lane lane, std::uint64_t seq, const Spans& ahead) {
  const std::lock_guard lock(mutex_);
  if (lane == Lane::Event) ends_.sent_event = seq;
  if (lane == Lane::Sample) {
    ends_.sent_sample = seq;
    ends_.ahead_sample = ahead;
  }
  if (queue_.push_sent(lane, seq, ahead, Clock::now())) wake_.notify_one();
}

Ends Writer::ends() const {
  const std::lock_guard lock(mutex_);
  return ends_;
}

JournalCounters Writer::counters() const {
  const std::lock_guard lock(mutex_);
  JournalCounters counters = counters_;
  counters.waiting = queue_.records() + in_hand_;
  counters.dropped_samples = queue_.dropped_samples();
  count_waiting(counters, Clock::now());
  if (latencies_.empty()) return counters;
  std::vector<std::chrono::microseconds> sorted = latencies_;
  const auto p99 = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) * 99 / 100);
  std::nth_element(sorted.begin(), p99, sorted.end());
  counters.event_commit_p99 = *p99;
  const auto p50 = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) / 2);
  std::nth_element(sorted.begin(), p50, sorted.end());
  counters.event_commit_p50 = *p50;
  return counters;
}

/// How long the disk, or the writer itself, has made a record wait. With the lock held.
void Writer::count_waiting(JournalCounters& counters, Clock::time_point now) const {
  const auto since = [now](Clock::time_point then) {
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(now - then),
                    std::chrono::milliseconds{0});
  };
  if (in_disk_) {
    counters.in_disk = std::max(since(*in_disk_), std::chrono::milliseconds{1});
  } else if (const auto due = retry_at_ ? retry_at_ : queue_.due()) {
    counters.overdue = since(*due);
  }
}

void Writer::run() {
  std::unique_lock lock(mutex_);
  while (wait(lock)) {
    if (may_commit(Clock::now())) commit(lock);
    if (retry_at_ || (queue_.has_batches() && !store_->samples().is_behind())) continue;
    in_disk_ = Clock::now();
    lock.unlock();
    look_after(Clock::now());
    lock.lock();
    in_disk_.reset();
  }
  retry_at_.reset();
  while (!queue_.empty() && !retry_at_) commit(lock);
  while (!retry_at_ && store_->samples().has_to_close() && database_->ok()) {
    store_->samples().close_some();
  }
  if (!retry_at_) close();
  database_->take_error();
}

/// In order: only then may there be no WAL at the next start.
void Writer::close() {
  database_->begin();
  set_use(*database_, kAtRest);
  const bool is_at_rest = !database_->commit();
  database_->checkpoint();
  if (is_at_rest) database_->leave_wal_on_close(false);
}

bool Writer::may_commit(Clock::time_point now) const {
  if (retry_at_) return *retry_at_ <= now;  // with nothing in hand: a try whether it works again
  const auto due = queue_.due();
  return due && *due <= now;
}

bool Writer::wait(std::unique_lock<std::mutex>& lock) {
  while (!stopping_) {
    const Clock::time_point now = Clock::now();
    if (may_commit(now)) return true;
    const bool has_to_pack = store_->samples().has_to_close() || store_->minutes().has_to_pack();
    if (!retry_at_ && has_to_pack && close_at_ <= now) return true;
    if (!retry_at_ && retain_at_ <= now) return true;
    Clock::time_point until = retry_at_.value_or(retain_at_);
    if (const auto due = queue_.due(); due && !retry_at_) until = std::min(until, *due);
    wake_.wait_until(lock, until);
  }
  return false;
}

void Writer::commit(std::unique_lock<std::mutex>& lock) {
  if (store_->samples().is_overdue()) {
    in_disk_ = Clock::now();
    lock.unlock();
    catch_up();
    lock.lock();
  }
  const bool failing = retry_at_.has_value();
  const bool events_alone = (failing && queue_.has_batches()) || store_->samples().is_overdue();
  const std::uint64_t before = queue_.records();
  Work work = queue_.take(events_alone);
  in_hand_ = before - queue_.records();
  in_disk_ = Clock::now();
  lock.unlock();
  if (const auto error = write(work)) {
    failed(*error);  // the disk's part, too: it gives up the ballast, or writes the mark
    lock.lock();
    in_disk_.reset();
    in_hand_ = 0;
    queue_.put_back(std::move(work));
    return;
  }
  Committed committed = settle(work);
  lock.lock();
  in_disk_.reset();
  in_hand_ = 0;
  const bool healthy = !events_alone || queue_.empty();  // else the samples have to show it
  succeeded(work, healthy);
  lock.unlock();
  for (const PendingBatch& pending : work.batches) {
    if (pending.batch.durable) pending.batch.durable();
  }
  if (failing && healthy && sink_.failed) sink_.failed("");
  const bool any = !committed.events.empty() || !committed.samples.empty();
  if (any && sink_.committed) sink_.committed(std::move(committed));
  lock.lock();
}

/// One transaction. Numbers are written into the records but count only when it is durable.
std::optional<DatabaseError> Writer::write(Work& work) {
  std::uint64_t event = last_event_, audit = last_audit_, sample = last_sample_;
  database_->begin();
  if (work.empty()) store_->touch();
  for (const FrameLayout& layout : work.layouts) store_->insert(layout);
  for (PendingBatch& pending : work.batches) {
    for (EventRecord& record : pending.batch.events) {
      const bool home = record.kind == "audit";
      record.seq = home ? ++audit : ++event;
      store_->insert(home ? Lane::Audit : Lane::Event, record);
    }
    for (const auto& alarm : pending.batch.alarms) store_->memory().save(alarm);
    for (const auto& incident : pending.batch.incidents) store_->memory().save(incident);
    for (const auto& part : pending.batch.parts) store_->memory().save(part);
    for (const auto& document : pending.batch.documents) store_->memory().save(document);
  }
  std::vector<SampleRecord> samples;
  samples.reserve(work.samples.size());
  for (PendingSample& pending : work.samples) {
    pending.record.seq = pending.publish ? ++sample : 0;
    samples.push_back(pending.record);
  }
  store_->samples().insert(samples);
  store_->minutes().write();
  if (work.sent_event) store_->set_sent(Lane::Event, *work.sent_event, {});
  if (work.sent_sample) store_->set_sent(Lane::Sample, *work.sent_sample, work.ahead_sample);
  auto error = database_->commit();
  store_->samples().settle(!error);
  store_->minutes().settle(!error);
  return error;
}

/// Moves what is durable out of the work, and the lanes' ends with it.
Committed Writer::settle(Work& work) {
  Committed committed;
  for (PendingBatch& pending : work.batches) {
    for (EventRecord& record : pending.batch.events) {
      newest_ = std::max(newest_, record.t);
      if (record.kind == "audit") {
        last_audit_ = record.seq;
      } else {
        last_event_ = record.seq;
        committed.events.push_back(std::move(record));
      }
    }
  }
  committed.samples.reserve(work.samples.size());
  for (std::size_t i = 0; i < work.samples.size(); ++i) {
    store_->minutes().take(work.samples[i].record, store_->samples().places()[i]);
  }
  for (auto& [record, publish] : work.samples) {
    newest_ = std::max(newest_, record.t);
    if (!publish) continue;
    last_sample_ = record.seq;
    committed.samples.push_back(std::move(record));
  }
  return committed;
}

void Writer::succeeded(const Work& work, bool healthy) {
  const Clock::time_point now = Clock::now();
  counters_.segments = store_->samples().closed();
  counters_.damaged_blocks = store_->samples().damaged() + store_->minutes().damaged();
  ++counters_.commits;
  counters_.wal_bytes = static_cast<std::uint64_t>(database_->wal_pages()) * store_->page_size();
  ends_.last_event = last_event_;
  ends_.last_sample = last_sample_;
  counters_.samples += work.samples.size();
  if (healthy) {
    counters_.healthy = true;
    counters_.error.clear();
    retry_at_.reset();
  } else {
    retry_at_ = now;
  }
  for (const PendingBatch& pending : work.batches) {
    counters_.events += pending.batch.events.size();
    const auto latency = std::chrono::ceil<std::chrono::microseconds>(now - pending.handed_in);
    if (latencies_.size() < kLatencies) latencies_.emplace_back();
    latencies_[latency_place_] = latency;
    latency_place_ = (latency_place_ + 1) % kLatencies;
  }
}

void Writer::failed(const DatabaseError& error) {
  if (error.fault == DatabaseFault::Damaged) mark_damaged(options_.path);
  const bool has_room_again = error.is_full && room_.give_up();
  const std::string text = failure_text(options_.path, error);
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    retry_at_ = Clock::now() + (has_room_again ? Clock::duration{0} : options_.upkeep.retry);
    changed = counters_.error != text;
    counters_.healthy = false;
    ++counters_.failed_commits;
    counters_.error = text;
  }
  if (changed && sink_.failed) sink_.failed(text);
}

/// Frames come faster than their segments are closed: memory is bounded, so that comes first.
void Writer::catch_up() {
  while (store_->samples().is_overdue() && database_->ok()) store_->samples().close_some();
  if (const auto error = database_->take_error()) failed(*error);
}

/// Checkpoints, retention and closing, between commits.
void Writer::look_after(Clock::time_point now) {
  const bool wal_is_long =
      database_->wal_pages() >= options_.upkeep.checkpoint_pages && now >= checkpoint_again_at_;
  if (wal_is_long || (now >= checkpoint_at_ && database_->wal_pages() > 0)) checkpoint(now);
  if (now >= retain_at_) retain(now);
  if (now >= close_at_ && database_->ok()) {
    if (!store_->samples().close_some() && store_->minutes().has_to_pack()) {
      store_->minutes().pack_some();
    }
    if (!database_->ok()) close_at_ = now + options_.upkeep.retain;  // not with each commit anew
  }
  if (const auto error = database_->take_error()) failed(*error);
}

void Writer::checkpoint(Clock::time_point now) {
  checkpoint_at_ = now + options_.upkeep.checkpoint;
  checkpoint_again_at_ = now + options_.upkeep.checkpoint_again;
  const bool whole = database_->checkpoint();
  if (!whole) checkpoint_at_ = checkpoint_again_at_;  // a reader is in the way
  count_checkpoint(now, whole);
}

void Writer::count_checkpoint(Clock::time_point began, bool whole) {
  const std::lock_guard lock(mutex_);
  counters_.wal_bytes = static_cast<std::uint64_t>(database_->wal_pages()) * store_->page_size();
  if (!whole) return;
  ++counters_.checkpoints;
  counters_.checkpoint_last = std::chrono::ceil<std::chrono::microseconds>(Clock::now() - began);
}

void Writer::retain(Clock::time_point now) {
  // Never by a clock that ran ahead of the records: it would empty the journal.
  const WallTime wall = std::min(wall_now(), newest_);
  Retention retention{wall - options_.keep_samples, wall - options_.keep_minutes,
                      wall - options_.keep_events, options_.max_size_bytes};
  database_->begin();
  bool more = store_->retain(retention);
  more = room_.look_after(*store_, newest_) || more;
  if (const auto error = database_->commit()) failed(*error);
  retain_at_ = now + (more ? options_.upkeep.retain_more : options_.upkeep.retain);
  const std::uint64_t size = size_on_disk(options_.path);
  const std::lock_guard lock(mutex_);
  counters_.size_bytes = size;
}

}  // namespace hazgate::journal
