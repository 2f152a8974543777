#include "gateway/uplink/outbox.hpp"

#include <utility>

namespace hazgate::uplink {
namespace {

constexpr std::size_t kEventsPerRead = 128;

}  // namespace

void Outbox::attach(const journal::Ends& ends, std::uint64_t old_event, Tick now) {
  unjournaled_.disconnected();  // nothing of the old journal is waited for
  events_in_flight_ = 0;
  events_.attach(ends.last_event, ends.sent_event);
  event_age_.begin(old_event, ends.last_event, now);
  samples_.attach(ends.last_sample, ends.sent_sample, ends.ahead_sample);
}

void Outbox::connected(Tick now) {
  samples_.connected(now);
}

void Outbox::committed(journal::Committed&& committed, Tick now) {
  if (!committed.events.empty()) event_age_.committed(committed.events.back().seq, now);
  for (auto& record : committed.events) events_.committed(std::move(record));
  for (auto& record : committed.samples) samples_.committed(std::move(record), now);
}

void Outbox::send_unjournaled(const std::string& kind, const std::string& body, Tick now) {
  if (unjournaled_.held() >= kMostUnjournaled) {
    ++dropped_unjournaled_;
    return;
  }
  unjournaled_.committed({++last_unjournaled_, kind, body});
  unjournaled_age_.committed(last_unjournaled_, now);
}

std::optional<ReadRequest> Outbox::wanted_read() {
  if (events_.wants_read()) {
    events_.read_begun();
    return ReadRequest{journal::Lane::Event, events_.held_end(), kEventsPerRead};
  }
  const auto samples = samples_.wanted_read();
  if (!samples) return std::nullopt;
  return ReadRequest{journal::Lane::Sample, samples->after, samples->limit};
}

void Outbox::read_done(std::vector<journal::EventRecord>&& records) {
  events_.read_done(std::move(records));
}

void Outbox::read_done(std::vector<journal::SampleRecord>&& records) {
  samples_.read_done(std::move(records));
}

void Outbox::retry() {
  events_.retry();
  samples_.retry();
}

std::optional<Outgoing> Outbox::next(Tick now) {
  if (events_in_flight_ < kEventWindow) {
    if (auto event = next_event(now)) return event;
  }
  if (events_.is_behind() || samples_.in_flight() >= samples_.window()) return std::nullopt;
  const auto sample = samples_.next(now);
  if (!sample) return std::nullopt;
  return Outgoing{{Ticket::Of::Sample, sample->record->seq}, sample->record, sample->late};
}

std::optional<Outgoing> Outbox::next_event(Tick now) {
  if (const auto* record = unjournaled_.next()) {
    ++events_in_flight_;
    return Outgoing{
        {Ticket::Of::Unjournaled, record->seq}, record, unjournaled_age_.is_late(record->seq, now)};
  }
  const auto* record = events_.next();
  if (record == nullptr) return std::nullopt;
  ++events_in_flight_;
  return Outgoing{{Ticket::Of::Event, record->seq}, record, event_age_.is_late(record->seq, now)};
}

void Outbox::sized(Ticket ticket, std::size_t bytes) {
  if (ticket.of == Ticket::Of::Sample) samples_.sized(ticket.seq, bytes);
}

std::optional<Tick> Outbox::wake_at(Tick now) const {
  if (events_.is_behind() || samples_.in_flight() >= samples_.window()) {
    return std::nullopt;  // an acknowledgement, or the journal's answer, wakes
  }
  return samples_.wake_at(now);
}

bool Outbox::acknowledged(Ticket ticket, Tick now) {
  switch (ticket.of) {
    case Ticket::Of::Event:
      --events_in_flight_;
      return events_.acknowledged(ticket.seq);
    case Ticket::Of::Sample:
      return samples_.acknowledged(ticket.seq, now);
    case Ticket::Of::Unjournaled:
      --events_in_flight_;
      unjournaled_.acknowledged(ticket.seq);
      return false;
    case Ticket::Of::Other:
      break;
  }
  return false;
}

void Outbox::disconnected() {
  events_.disconnected();
  samples_.disconnected();
  unjournaled_.disconnected();
  events_in_flight_ = 0;
}

std::uint64_t Outbox::sent(journal::Lane lane) const {
  return lane == journal::Lane::Event ? events_.sent() : samples_.sent();
}

std::uint64_t Outbox::lag(journal::Lane lane) const {
  return lane == journal::Lane::Event ? events_.lag() : samples_.lag();
}

}  // namespace hazgate::uplink
