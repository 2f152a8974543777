#include "gateway/daemon/core.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>
#include <utility>

#include "drivers/poll/clock.hpp"
#include "gateway/daemon/clock_trust.hpp"
#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {

Core::Core(boost::asio::io_context& io, const site::SiteSpec& spec, uplink::Uplink* uplink,
           Write write)
    : io_(io),
      spec_(spec),
      site_(spec),
      board_(spec),
      recorder_(spec),
      uplink_(uplink),
      write_(std::move(write)),
      timer_(io),
      answering_(spec.devices.size(), true),
      bus_alarm_(spec.buses.size()) {
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const site::AlarmSpec& alarm = spec.alarms[i];
    if (alarm.bus) bus_alarm_[at(*alarm.bus)] = index_of<AlarmIndex>(i);
  }
}

Now Core::now() const {
  return {.tick = poll::monotonic_now(),
          .wall = poll::utc_now(),
          .wall_trusted = is_clock_synchronised()};
}

void Core::restore(const site::Memory& memory) {
  site::Effects effects;
  site_.restore(memory, now(), effects);
  perform(std::move(effects));
  publish_alarms_soon();
}

void Core::attach(journal::Journal* journal) {
  journal_ = journal;
  journal_healthy_ = journal != nullptr;
  recorder_.attach(journal);
}

void Core::stop() {
  stopped_ = true;
  timer_.cancel();
}

void Core::take(poll::Report&& report) {
  if (stopped_) return;
  struct Visitor {
    Core& core;
    void operator()(const poll::PollResult& result) { core.take_poll(result); }
    void operator()(const poll::WriteResult& result) { core.take_write(result); }
    void operator()(const poll::RawReadResult& result) { core.take_read(result); }
    void operator()(const poll::BusChange& change) { core.take_bus(change); }
    void operator()(const poll::NearLimit&) {}  // between bus workers
  };
  std::visit(Visitor{*this}, report);
}

void Core::take_poll(const poll::PollResult& result) {
  samples_.clear();
  for (const poll::PointReading& reading : result.readings) {
    samples_.push_back({.point = reading.point,
                        .quality = reading.decoded.quality,
                        .above_range = reading.decoded.above_range,
                        .value = reading.decoded.number,
                        .at = result.at});
  }
  const Now when{.tick = result.at, .wall = result.wall};
  site::Effects effects;
  site_.take(samples_, when, effects);
  if (result.answer != poll::DeviceAnswer::Missed) {
    const bool answers = result.answer == poll::DeviceAnswer::Answered;
    if (answers != answering_[at(result.device)]) {
      answering_[at(result.device)] = answers;
      const std::string& id = spec_.devices[at(result.device)].id;
      if (answers) {
        spdlog::info("device {} answers again", id);
      } else {
        spdlog::warn("device {} does not answer", id);
      }
      site_.device_answers(result.device, answers, when, effects);
    }
  }
  if (!effects.empty()) perform(std::move(effects), result.at);
  board_.take(result);
  recorder_.take(result);
  arm_timer();
}

void Core::take_write(const poll::WriteResult& result) {
  reaction_.sent(result.ticket, result.sent);
  const auto person = writes_.find(result.ticket);
  if (person != writes_.end()) {
    const auto done = std::move(person->second);
    writes_.erase(person);
    done(result);
    return;
  }
  const std::string& point = spec_.points[at(result.point)].id;
  if (result.done) {
    spdlog::info("output {} written and read back", point);
  } else {
    spdlog::error("output {} not confirmed: {}", point, result.error);
  }
  site::Effects effects;
  site_.written(result.ticket, result.done, result.error, now(), effects);
  perform(std::move(effects));
}

void Core::take_read(const poll::RawReadResult& result) {
  const auto found = reads_.find(result.ticket);
  if (found == reads_.end()) return;
  const auto done = std::move(found->second);
  reads_.erase(found);
  done(result);
}

void Core::take_bus(const poll::BusChange& change) {
  const std::string& id = spec_.buses[at(change.bus)].id;
  if (change.open) {
    spdlog::info("bus {} is open", id);
  } else {
    spdlog::error("bus {}: {}", id, change.error);
  }
  const auto alarm = bus_alarm_[at(change.bus)];
  if (!alarm) return;
  site::Effects effects;
  site_.report(*alarm, !change.open, now(), effects);
  perform(std::move(effects));
}

void Core::report(const char* alarm_id, bool condition) {
  const auto alarm = site_.find_alarm(alarm_id);
  if (!alarm) return;
  site::Effects effects;
  site_.report(*alarm, condition, now(), effects);
  perform(std::move(effects));
}

void Core::journal_failed(const std::string& error) {
  journal_healthy_ = error.empty() && journal_ != nullptr;
  if (error.empty()) {
    spdlog::info("journal works again");
  } else {
    spdlog::error("journal: {}", error);
  }
  report("gateway.journal", !error.empty());
}

void Core::link_changed(bool connected) {
  report("gateway.uplink", !connected);
}

void Core::perform(site::Effects&& effects) {
  perform(std::move(effects), std::nullopt);
}

void Core::perform(site::Effects&& effects, std::optional<Tick> reply) {
  for (site::OutputOrder& write : effects.writes) {
    if (reply) reaction_.ordered(write.ticket, *reply);
    write_({write.ticket, write.point, std::move(write.value)});
  }
  record(effects);
  arm_timer();
}

void Core::record(site::Effects& effects) {
  if (effects.events.empty() && effects.alarms.empty() && effects.incidents.empty()) return;
  journal::Journal::Batch batch;
  for (const site::Event& event : effects.events) {
    batch.events.push_back(record_of(spec_, event));
    const journal::EventRecord& record = batch.events.back();
    if (record.kind != "audit") spdlog::info("{} {}", record.kind, record.body);
    const bool sent_at_once = !journal_healthy_ && record.kind != "audit";
    if (sent_at_once && uplink_ != nullptr) uplink_->send_unjournaled(record.kind, record.body);
  }
  if (!effects.alarms.empty()) publish_alarms_soon();
  batch.alarms = std::move(effects.alarms);
  batch.incidents = std::move(effects.incidents);
  if (journal_ != nullptr) journal_->append(std::move(batch));
}

void Core::audit(site::AuditEvent event) {
  event.t = now().wall;
  site::Effects effects;
  effects.events.emplace_back(std::move(event));
  perform(std::move(effects));
}

void Core::write_point(PointIndex point, Value value,
                       std::function<void(const poll::WriteResult&)> done) {
  const std::uint64_t ticket = next_ticket_++;
  writes_.emplace(ticket, std::move(done));
  write_({ticket, point, std::move(value)});
}

std::uint64_t Core::expect_read(std::function<void(const poll::RawReadResult&)> done) {
  const std::uint64_t ticket = next_ticket_++;
  reads_.emplace(ticket, std::move(done));
  return ticket;
}

void Core::arm_timer() {
  const auto deadline = site_.deadline();
  if (deadline == armed_ || stopped_) return;
  armed_ = deadline;
  timer_.cancel();
  if (!deadline) return;
  timer_.expires_at(std::chrono::steady_clock::time_point(deadline->time_since_epoch()));
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    armed_.reset();
    site::Effects effects;
    site_.run(now(), effects);
    perform(std::move(effects));
  });
}

void Core::publish_alarms_soon() {
  if (uplink_ == nullptr || std::exchange(alarms_stale_, true)) return;
  boost::asio::post(io_, [this] {
    alarms_stale_ = false;
    uplink_->set_alarms(alarms_message(site_, now()));
  });
}

}  // namespace hazgate::daemon
