#include "gateway/journal/queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hazgate::journal {
namespace {

constexpr std::chrono::seconds kSentCommit{1};

template <class Item>
void put_first(std::deque<Item>& queue, std::deque<Item>&& items) {
  queue.insert(queue.begin(), std::make_move_iterator(items.begin()),
               std::make_move_iterator(items.end()));
}

}  // namespace

bool Queue::push(Journal::Batch batch, Clock::time_point now) {
  waiting_.batches.push_back({std::move(batch), now});
  return waiting_.batches.size() == 1;
}

bool Queue::push(PendingSample sample, Clock::time_point now) {
  waiting_.samples.push_back(std::move(sample));
  drop_oldest();
  const bool first = !samples_due_;
  if (first) samples_due_ = now + sample_commit_;
  if (waiting_.samples.size() == kMostSamples / 2) samples_due_ = now;
  return first || waiting_.samples.size() == kMostSamples / 2;
}

bool Queue::push_sent(Lane lane, std::uint64_t seq, const Spans& ahead, Clock::time_point now) {
  if (lane == Lane::Audit) return false;  // it stays at home
  (lane == Lane::Event ? waiting_.sent_event : waiting_.sent_sample) = seq;
  if (lane == Lane::Sample) waiting_.ahead_sample = ahead;
  const bool first = !sent_due_;
  if (first) sent_due_ = now + kSentCommit;
  return first;
}

std::optional<Clock::time_point> Queue::due() const {
  std::optional<Clock::time_point> due;
  const auto earlier = [&](Clock::time_point at) { due = due ? std::min(*due, at) : at; };
  if (!waiting_.batches.empty()) earlier(waiting_.batches.front().handed_in);
  if (samples_due_) earlier(*samples_due_);
  if (sent_due_) earlier(*sent_due_);
  return due;
}

Work Queue::take(bool events_alone) {
  Work work = std::exchange(waiting_, Work{});
  sent_due_.reset();
  const std::size_t samples = events_alone ? 0 : std::min(work.samples.size(), kSamplesPerCommit);
  if (samples == work.samples.size()) {
    samples_due_.reset();
    return work;
  }
  const auto rest = work.samples.begin() + static_cast<std::ptrdiff_t>(samples);
  std::move(rest, work.samples.end(), std::back_inserter(waiting_.samples));
  work.samples.erase(rest, work.samples.end());
  return work;  // samples_due_ stays: the rest is due no later than before
}

void Queue::put_back(Work work) {
  const Clock::time_point due = samples_due_.value_or(Clock::now());
  waiting_.layouts.insert(waiting_.layouts.begin(), std::make_move_iterator(work.layouts.begin()),
                          std::make_move_iterator(work.layouts.end()));
  put_first(waiting_.batches, std::move(work.batches));
  put_first(waiting_.samples, std::move(work.samples));
  if (!waiting_.samples.empty()) samples_due_ = due;
  drop_oldest();
  if (!waiting_.sent_event) waiting_.sent_event = work.sent_event;
  if (!waiting_.sent_sample) {
    waiting_.sent_sample = work.sent_sample;
    waiting_.ahead_sample = std::move(work.ahead_sample);
  }
  if (waiting_.sent_event || waiting_.sent_sample) sent_due_ = due;
}

std::uint64_t Queue::records() const {
  std::uint64_t records = waiting_.samples.size();
  for (const PendingBatch& pending : waiting_.batches) records += pending.batch.events.size();
  return records;
}

void Queue::drop_oldest() {
  while (waiting_.samples.size() > kMostSamples) {
    waiting_.samples.pop_front();
    ++dropped_;
  }
}

}  // namespace hazgate::journal
