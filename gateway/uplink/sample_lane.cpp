#include "gateway/uplink/sample_lane.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::uplink {

void SampleLane::attach(std::uint64_t last, std::uint64_t sent, journal::Spans ahead) {
  flights_.clear();
  again_.clear();
  live_.clear();
  back_fill_.clear();
  last_ = last;
  live_begin_ = last + 1;
  ahead_ = std::move(ahead);
  sent_ = read_end_ = ahead_.take_following(sent);
  reading_ = stalled_ = answer_is_old_ = false;
}

void SampleLane::connected(Tick now) {
  connected_ = true;
  throttle_.connected(now);
}

void SampleLane::disconnected() {
  connected_ = false;
  for (auto& [seq, flight] : flights_) again_.emplace(seq, std::move(flight.held));
  flights_.clear();
  give_up_live();
}

/// Whatever is durable and was not sent yet is read when its turn comes.
void SampleLane::give_up_live() {
  live_.clear();
  live_begin_ = last_ + 1;
}

void SampleLane::committed(journal::SampleRecord&& record, Tick now) {
  const std::uint64_t seq = record.seq;
  if (seq <= last_) return;
  const bool follows = seq == last_ + 1;
  last_ = seq - 1;
  if (!connected_ || !follows || live_.size() >= kMostLive) give_up_live();
  last_ = seq;
  if (connected_) {
    live_.push_back({std::move(record), now});
  } else {
    live_begin_ = last_ + 1;
  }
}

std::optional<SampleLane::Request> SampleLane::wanted_read() {
  if (!connected_ || reading_ || stalled_ || back_fill_.size() >= kReadAhead) return std::nullopt;
  pass_what_is_done();
  if (read_end_ + 1 >= live_begin_) return std::nullopt;
  const std::uint64_t end =
      std::min(live_begin_, ahead_.next_after(read_end_).value_or(live_begin_));
  reading_ = true;
  asked_after_ = read_end_;
  return Request{read_end_,
                 static_cast<std::size_t>(std::min<std::uint64_t>(kPerRead, end - 1 - read_end_))};
}

void SampleLane::pass_what_is_done() {
  read_end_ = std::max(read_end_, sent_);
  while (read_end_ + 1 < live_begin_) {
    const std::uint64_t end = ahead_.end_of(read_end_ + 1);
    if (end > read_end_) {
      read_end_ = end;
    } else if (is_held(read_end_ + 1)) {
      ++read_end_;
    } else {
      return;
    }
  }
}

void SampleLane::read_done(std::vector<journal::SampleRecord>&& records) {
  reading_ = false;
  if (std::exchange(answer_is_old_, false)) return;
  stalled_ = records.empty();
  read_end_ = asked_after_;
  for (journal::SampleRecord& record : records) {
    if (!take_read(std::move(record))) return;
  }
}

/// False: what follows is of no use.
bool SampleLane::take_read(journal::SampleRecord&& record) {
  if (record.seq <= read_end_) return true;
  const std::uint64_t first = read_end_ + 1, seq = record.seq;
  read_end_ = std::min(seq, live_begin_ - 1);  // before a span is forgotten: perhaps this one
  if (seq >= live_begin_) {
    if (first < live_begin_) done_with(first, live_begin_ - 1);
    return false;
  }
  if (ahead_.contains(seq)) return first == seq || !done_with(first, seq - 1);
  if (Held* held = find_held(seq)) {
    held->first = std::min(held->first, first);
  } else {
    back_fill_.push_back({std::move(record), first});
  }
  return true;
}

SampleLane::Held* SampleLane::find_held(std::uint64_t seq) {
  if (const auto found = flights_.find(seq); found != flights_.end()) return &found->second.held;
  const auto found = again_.find(seq);
  return found == again_.end() ? nullptr : &found->second;
}

std::optional<SampleLane::Outgoing> SampleLane::next(Tick now) {
  if (!connected_) return std::nullopt;
  if (!again_.empty()) {
    auto oldest = again_.extract(again_.begin());
    return fly(std::move(oldest.mapped()), false, true, now);
  }
  if (!live_.empty() && now - live_.front().since > kLiveFor) give_up_live();
  if (!live_.empty()) {
    if (!throttle_.may_send_live(flying(), now)) return std::nullopt;
    journal::SampleRecord record = std::move(live_.front().record);
    live_.pop_front();
    const std::uint64_t seq = record.seq;
    return fly({std::move(record), seq}, false, false, now);
  }
  if (back_fill_.empty() || !throttle_.may_send(flying(), now)) return std::nullopt;
  Held held = std::move(back_fill_.front());
  back_fill_.pop_front();
  throttle_.sent(now);
  return fly(std::move(held), true, true, now);
}

SampleLane::Outgoing SampleLane::fly(Held&& held, bool back_fill, bool late, Tick now) {
  const std::uint64_t seq = held.record.seq;
  const std::size_t bytes = held.record.frame.size();
  Flight& flight = flights_[seq] = {std::move(held), now, bytes, back_fill};
  return {&flight.held.record, late};
}

void SampleLane::sized(std::uint64_t seq, std::size_t bytes) {
  throttle_.sized(bytes);
  if (const auto found = flights_.find(seq); found != flights_.end()) found->second.bytes = bytes;
}

Throttle::InFlight SampleLane::flying() const {
  Throttle::InFlight all;
  for (const auto& [seq, flight] : flights_) {
    all.oldest = all.oldest ? std::min(*all.oldest, flight.sent) : flight.sent;
    if (!flight.back_fill) continue;
    ++all.messages;
    all.bytes += flight.bytes;
  }
  return all;
}

std::optional<Tick> SampleLane::wake_at(Tick now) const {
  if (!connected_ || back_fill_.empty()) return std::nullopt;
  return throttle_.wake_at(flying(), now);
}

bool SampleLane::acknowledged(std::uint64_t seq, Tick now) {
  const auto found = flights_.find(seq);
  if (found == flights_.end()) return false;
  const Flight& flight = found->second;
  throttle_.acknowledged(flying(), flight.bytes, flight.back_fill, flight.sent, now);
  return skip(seq);
}

bool SampleLane::skip(std::uint64_t seq) {
  const auto found = flights_.find(seq);
  if (found == flights_.end()) return false;
  const std::uint64_t first = found->second.held.first;
  flights_.erase(found);
  done_with(first, seq);
  return true;
}

/// True: had to forget others, and goes back for them.
bool SampleLane::done_with(std::uint64_t first, std::uint64_t last) {
  if (first <= sent_ + 1) {
    sent_ = ahead_.take_following(std::max(sent_, last));
    return false;
  }
  const auto forgotten = ahead_.add(first, last);
  return forgotten && go_back_for(*forgotten);
}

bool SampleLane::go_back_for(const journal::Spans::Span& forgotten) {
  if (forgotten.last >= live_begin_) give_up_live();
  if (forgotten.first > read_end_) return false;
  read_end_ = forgotten.first - 1;
  if (!back_fill_.empty()) read_end_ = std::min(read_end_, back_fill_.front().first - 1);
  back_fill_.clear();
  answer_is_old_ = reading_;
  return true;
}

}  // namespace hazgate::uplink
