#include "gateway/uplink/outbox.hpp"

#include <utility>

namespace hazgate::uplink {
namespace {

constexpr std::size_t kEventsPerRead = 128;
constexpr std::size_t kSamplesPerRead = 128;

}  // namespace

void Outbox::attach(std::uint64_t last_event, std::uint64_t sent_event, std::uint64_t last_sample,
                    std::uint64_t sent_sample) {
  disconnected();  // nothing of the old journal is waited for
  events_.attach(last_event, sent_event);
  samples_.attach(last_sample, sent_sample);
}

void Outbox::committed(journal::Committed&& committed) {
  for (auto& record : committed.events) events_.committed(std::move(record));
  for (auto& record : committed.samples) samples_.committed(std::move(record));
}

void Outbox::send_unjournaled(const std::string& kind, const std::string& body) {
  if (unjournaled_.held() >= kMostUnjournaled) {
    ++dropped_unjournaled_;
    return;
  }
  unjournaled_.committed({++last_unjournaled_, kind, body});
}

std::optional<ReadRequest> Outbox::wanted_read() {
  if (events_.wants_read()) {
    events_.read_begun();
    return ReadRequest{journal::Lane::Event, events_.held_end(), kEventsPerRead};
  }
  if (samples_.wants_read()) {
    samples_.read_begun();
    return ReadRequest{journal::Lane::Sample, samples_.held_end(), kSamplesPerRead};
  }
  return std::nullopt;
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

std::optional<Outgoing> Outbox::next() {
  if (in_flight() >= kWindow) return std::nullopt;
  if (const auto* record = unjournaled_.next()) {
    ++events_in_flight_;
    return Outgoing{{Ticket::Of::Unjournaled, record->seq}, record};
  }
  if (const auto* record = events_.next()) {
    ++events_in_flight_;
    return Outgoing{{Ticket::Of::Event, record->seq}, record};
  }
  if (events_.is_behind() || samples_in_flight_ >= kSampleWindow) return std::nullopt;
  if (const auto* record = samples_.next()) {
    ++samples_in_flight_;
    return Outgoing{{Ticket::Of::Sample, record->seq}, record};
  }
  return std::nullopt;
}

bool Outbox::acknowledged(Ticket ticket) {
  switch (ticket.of) {
    case Ticket::Of::Event:
      --events_in_flight_;
      return events_.acknowledged(ticket.seq);
    case Ticket::Of::Sample:
      --samples_in_flight_;
      return samples_.acknowledged(ticket.seq);
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
  events_in_flight_ = samples_in_flight_ = 0;
}

std::uint64_t Outbox::sent(journal::Lane lane) const {
  return lane == journal::Lane::Event ? events_.sent() : samples_.sent();
}

std::uint64_t Outbox::lag(journal::Lane lane) const {
  return lane == journal::Lane::Event ? events_.lag() : samples_.lag();
}

}  // namespace hazgate::uplink
