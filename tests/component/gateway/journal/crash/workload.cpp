#include "workload.hpp"

#include <algorithm>
#include <utility>

#include "disk.hpp"
#include "gateway/journal/frame.hpp"

namespace hazgate::crash {

using namespace std::chrono_literals;
using journal::EventRecord;
using journal::Journal;
using journal::Lane;

namespace {

constexpr std::uint64_t kStart = 1'700'000'000'000;  ///< [ms]
constexpr std::uint64_t kSampleStep = 100;           ///< [ms]
constexpr int kSamplesPerBatch = 3;

std::uint64_t events_of(std::uint64_t batch) {
  return 1 + batch % 3;
}

std::uint64_t audits_of(std::uint64_t batch) {
  return batch % 2;
}

/// Some are longer than a page.
std::string body_of(const char* lane, std::uint64_t seq) {
  const std::size_t size = seq % 11 == 0 ? 6000 : 40 + seq % 90;
  return "{\"" + std::string(lane) + "\":" + std::to_string(seq) + ",\"text\":\"" +
         std::string(size, static_cast<char>('a' + seq % 26)) + "\"}";
}

/// Which batch an event belongs to.
std::uint64_t batch_with(std::uint64_t seq, std::uint64_t (*until)(std::uint64_t)) {
  std::uint64_t batch = 1;
  while (until(batch) < seq) ++batch;
  return batch;
}

}  // namespace

std::uint64_t events_until(std::uint64_t batch) {
  constexpr std::uint64_t kPartial[] = {0, 2, 5};  // batches 1 and 2 bring 2 and 3, the third 1
  return batch / 3 * 6 + kPartial[batch % 3];
}

std::uint64_t audits_until(std::uint64_t batch) {
  return (batch + 1) / 2;
}

WallTime time_of_batch(std::uint64_t number) {
  return from_unix_ms(static_cast<std::int64_t>(kStart + number * kSampleStep * kSamplesPerBatch));
}

WallTime time_of_sample(std::uint64_t seq) {
  return from_unix_ms(static_cast<std::int64_t>(kStart + seq * kSampleStep));
}

EventRecord event_of(std::uint64_t seq) {
  return {seq, time_of_batch(batch_with(seq, events_until)), "alarm", body_of("event", seq)};
}

EventRecord audit_of(std::uint64_t seq) {
  return {seq, time_of_batch(batch_with(seq, audits_until)), "audit", body_of("audit", seq)};
}

std::string frame_of_sample(std::uint64_t seq) {
  if (seq % 3 != 0) {  // readings, told by what has changed
    return journal::pack({{std::int64_t(seq / 5), Quality::Good},
                          {static_cast<double>(seq) * 0.1, Quality::Good},
                          {seq % 4 == 0 ? "fault" : std::string("ok"), Quality::Uncertain}});
  }
  return std::string(60 + seq % 200, static_cast<char>('A' + seq % 26)) + std::to_string(seq);
}

Journal::Batch batch_of(std::uint64_t number) {
  Journal::Batch batch;
  for (std::uint64_t i = events_of(number); i > 0; --i) {
    batch.events.push_back(event_of(events_until(number) - i + 1));
    batch.events.back().seq = 0;
  }
  if (audits_of(number) > 0) {
    batch.events.push_back(audit_of(audits_until(number)));
    batch.events.back().seq = 0;
  }
  batch.alarms.resize(1);
  batch.alarms[0].id = "gd-101.gas.HH";
  batch.alarms[0].saved.state = alarm::State::Active;
  batch.alarms[0].saved.occurrence = number;
  batch.documents = {{"hazard", "h-1", std::to_string(number)}};
  return batch;
}

journal::Options lively_options(const std::string& folder) {
  journal::Options options;
  options.path = folder + "/hazgate.db";
  options.sample_commit = 1ms;
  options.keep_samples = kSamplesKept;
  options.upkeep = {.retry = 2ms,
                    .retain = 4ms,
                    .retain_more = 1ms,
                    .checkpoint = 200ms,
                    .checkpoint_again = 1ms,
                    .scrub_rest = 0,
                    .checkpoint_pages = 24};
  options.segment.frames = 7;
  return options;
}

Extent extent_of(const journal::Opened& opened) {
  Extent extent{.sample = opened.last_sample,
                .sent_event = opened.sent_event,
                .sent_sample = opened.sent_sample,
                .opened = true};
  if (!opened.memory.alarms.empty()) extent.batch = opened.memory.alarms[0].saved.occurrence;
  return extent;
}

Workload::Workload(std::string folder, bool has_epoch)
    : folder_(std::move(folder)), has_epoch_(has_epoch) {}

Workload::~Workload() = default;

std::string Workload::open() {
  failures_.clear();  // those of the last one, which has ended
  auto opened =
      Journal::open(lively_options(folder_),
                    {[this](journal::Committed&& committed) { told(std::move(committed)); },
                     [this](const std::string& error) {
                       const std::lock_guard lock(mutex_);
                       failures_.push_back(error);
                       changed_.notify_all();
                     }});
  if (!opened) return opened.error().text;
  journal_ = std::move(*opened);
  adopt(journal_->opened());
  return {};
}

/// What was handed in and not promised may be there or not.
void Workload::adopt(const journal::Opened& state) {
  const std::lock_guard lock(mutex_);
  const Extent found = extent_of(state);
  if (!durable_.opened) {
    promises_.push_back({0, found});
    promises_.back().extent.opened = has_epoch_;
  } else if (state.epoch != epoch_) {
    complaint_ = "opened with another epoch: " + state.notice;
  } else if (found.batch < durable_.batch || found.batch > handed_in_.batch ||
             found.sample < durable_.sample || found.sample > handed_in_.sample) {
    complaint_ = "opened with more than was handed in, or less than was promised";
  }
  durable_ = handed_in_ = found;
  last_event_ = state.last_event;
  epoch_ = state.epoch;
  promises_.push_back({Disk::under_this_process().position(), durable_});
}

void Workload::told(journal::Committed&& committed) {
  const std::lock_guard lock(mutex_);
  for (const EventRecord& event : committed.events) {
    if (event.seq != ++last_event_) complaint_ = "an event came twice or not in order";
  }
  for (const journal::SampleRecord& sample : committed.samples) {
    if (sample.seq != durable_.sample + 1) complaint_ = "a sample came twice or not in order";
    durable_.sample = sample.seq;
  }
  promise(durable_);
}

void Workload::promise(const Extent& extent) {
  durable_ = extent;
  promises_.push_back({Disk::under_this_process().position(), extent});
  changed_.notify_all();
}

void Workload::hand_in_batch() {
  const std::uint64_t number = ++handed_in_.batch;
  Journal::Batch batch = batch_of(number);
  batch.durable = [this, number, sent = handed_in_] {
    const std::lock_guard lock(mutex_);
    if (number != durable_.batch + 1) complaint_ = "a batch was called durable out of turn";
    Extent extent = durable_;
    extent.batch = number;
    extent.sent_event = sent.sent_event;
    extent.sent_sample = sent.sent_sample;
    promise(extent);
  };
  journal_->append(std::move(batch));
}

void Workload::hand_in_samples(int count) {
  const std::uint32_t layout = journal_->layout("gd-101", {"gas", "status"});
  for (int i = 0; i < count; ++i) {
    const std::uint64_t seq = ++handed_in_.sample;
    journal_->append_sample(time_of_sample(seq), layout, frame_of_sample(seq));
  }
}

/// As the uplink does: what is durable was sent and acknowledged.
void Workload::send_cursors() {
  const Extent durable = promised();
  handed_in_.sent_event = events_until(durable.batch);
  handed_in_.sent_sample = durable.sample;
  journal_->set_sent(Lane::Event, handed_in_.sent_event);
  journal_->set_sent(Lane::Sample, handed_in_.sent_sample);
}

bool Workload::run(int batches) {
  for (int i = 0; i < batches; ++i) {
    hand_in_samples(kSamplesPerBatch);
    if (handed_in_.batch % 2 == 0) send_cursors();
    hand_in_batch();
    if (handed_in_.batch % 5 == 0) {
      journal_->read_events(Lane::Event, 0, 20, [](const std::vector<EventRecord>&) {});
    }
    const bool waits = handed_in_.batch % 4 != 3 || i + 1 == batches;
    if (waits && !wait_for_batch(handed_in_.batch)) return false;
  }
  return wait_for_sample(handed_in_.sample);
}

bool Workload::wait(const std::function<bool()>& condition) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, 10s, condition);
}

bool Workload::wait_for_batch(std::uint64_t number) {
  return wait([&] { return durable_.batch >= number; });
}

bool Workload::wait_for_sample(std::uint64_t seq) {
  return wait([&] { return durable_.sample >= seq; });
}

bool Workload::settle(const std::function<void()>& mend) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < deadline) {
    const journal::JournalCounters counters = journal_->counters();
    if (counters.failed_commits >= 3) mend();
    std::unique_lock lock(mutex_);
    const bool said = !failures_.empty() && !failures_.back().empty();
    const bool all = durable_.batch == handed_in_.batch && durable_.sample == handed_in_.sample;
    if (all && !said && counters.healthy) return true;
    changed_.wait_for(lock, 1ms);
  }
  return false;
}

Extent Workload::promised() const {
  const std::lock_guard lock(mutex_);
  return durable_;
}

Extent Workload::promised_by(std::size_t position) const {
  const std::lock_guard lock(mutex_);
  Extent extent;
  for (const Promise& promise : promises_) {
    if (promise.position <= position) extent = promise.extent;
  }
  return extent;
}

std::vector<std::string> Workload::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

std::string Workload::complaint() const {
  const std::lock_guard lock(mutex_);
  return complaint_;
}

}  // namespace hazgate::crash
