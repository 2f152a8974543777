#include "gateway/daemon/core.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <set>
#include <spdlog/spdlog.h>
#include <utility>

#include "drivers/poll/clock.hpp"
#include "gateway/daemon/messages.hpp"
#include "gateway/daemon/response_codec.hpp"

namespace hazgate::daemon {

namespace {

constexpr const char* kJournalAlarm = "gateway.journal";
constexpr const char* kUplinkAlarm = "gateway.uplink";
constexpr const char* kCertificateAlarm = "gateway.certificate";
/// The longest that a message to people waits for the disk.
constexpr std::chrono::seconds kMostWait{2};

}  // namespace

Core::AtWork::AtWork(const site::SiteSpec& site_spec, const site::LocalTime& local)
    : spec(site_spec),
      site(spec, local),
      board(spec),
      recorder(spec),
      last(spec.points.size()),
      answering(spec.devices.size()),
      open(spec.buses.size(), true),
      bus_alarm(spec.buses.size()) {
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const site::AlarmSpec& alarm = spec.alarms[i];
    if (alarm.bus) bus_alarm[at(*alarm.bus)] = index_of<AlarmIndex>(i);
  }
}

Core::Core(boost::asio::io_context& io, const site::SiteSpec& spec, uplink::Uplink* uplink,
           Write write, Recorded recorded, site::LocalTime local)
    : io_(io),
      local_(std::move(local)),
      at_work_(std::make_unique<AtWork>(spec, local_)),
      uplink_(uplink),
      write_(std::move(write)),
      recorded_(std::move(recorded)),
      timer_(io) {}

Now Core::now() const {
  return {.tick = poll::monotonic_now(),
          .wall = poll::utc_now(),
          .wall_trusted = is_clock_synchronised()};
}

void Core::restore(const site::Memory& memory) {
  site::Effects effects;
  at_work_->site.restore(memory, now(), effects);
  perform(std::move(effects));
  publish_alarms_soon();
}

void Core::change(const site::SiteSpec& spec, const poll::Renumbering& renumbering) {
  auto next = std::make_unique<AtWork>(spec, local_);
  next->recorder.attach(journal_);
  next->recorder.take_over(at_work_->recorder, renumbering);
  next->board.take_over(at_work_->board, renumbering);
  site::Effects effects;
  next->site.go_on(at_work_->site, renumbering.points, now(), effects);
  // Nothing has restarted.
  std::erase_if(effects.events, [](const site::Event& event) {
    const auto* alarm = std::get_if<site::AlarmEvent>(&event);
    const auto* incident = std::get_if<site::IncidentEvent>(&event);
    return (alarm != nullptr && alarm->cause == site::Cause::Restart) ||
           (incident != nullptr && incident->entry == site::EntryKind::Resumed);
  });
  const auto before = std::exchange(at_work_, std::move(next));
  hand_over(*before, renumbering, effects);
  armed_.reset();
  perform(std::move(effects));
  publish_alarms_soon();
}

/// What the site before knew of the world, told to the one that is at work now.
void Core::hand_over(const AtWork& before, const poll::Renumbering& renumbering,
                     site::Effects& effects) {
  AtWork& after = *at_work_;
  const Now when = now();
  for (std::size_t i = 0; i < before.open.size(); ++i) {
    const auto bus = renumbering.of(index_of<BusIndex>(i));
    if (!bus) continue;
    after.open[at(*bus)] = before.open[i];
    const auto alarm = after.bus_alarm[at(*bus)];
    if (alarm) after.site.report(*alarm, !before.open[i], when, effects);
  }
  for (std::size_t i = 0; i < before.answering.size(); ++i) {
    const auto device = renumbering.of(index_of<DeviceIndex>(i));
    if (!device || !before.answering[i]) continue;
    after.answering[at(*device)] = before.answering[i];
    after.site.device_answers(*device, *before.answering[i], when, effects);
  }
  forget_panels(before, renumbering, effects);
  for (const auto& [alarm, condition] :
       {std::pair{kJournalAlarm, !journal_healthy_ || journal_warns_},
        std::pair{kUplinkAlarm, !link_up_}, std::pair{kCertificateAlarm, certificate_problem_}}) {
    const auto found = after.site.find_alarm(alarm);
    if (found) after.site.report(*found, condition, when, effects);
  }
  samples_.clear();
  std::set<DeviceIndex> panels;
  for (const auto& sample : before.last) {
    const auto point = sample ? renumbering.of(sample->point) : std::nullopt;
    if (!point) continue;
    after.last[at(*point)] = *sample;
    after.last[at(*point)]->point = *point;
    if (!after.spec.points[at(*point)].parts.empty() && is_usable(sample->quality)) {
      panels.insert(after.spec.points[at(*point)].device);
    } else {
      samples_.push_back(*after.last[at(*point)]);
    }
  }
  after.site.take(samples_, when, effects);
  for (const DeviceIndex panel : panels) after.site.panel_shown(panel, when, effects);
  after.site.vote_anew(when, effects);
}

/// A fire panel that is asked otherwise, or elsewhere, may be another one: it must be looked at.
void Core::forget_panels(const AtWork& before, const poll::Renumbering& renumbering,
                         site::Effects& effects) {
  std::set<DeviceIndex> same;
  for (std::size_t i = 0; i < before.spec.devices.size(); ++i) {
    if (const auto device = renumbering.of(index_of<DeviceIndex>(i))) same.insert(*device);
  }
  for (std::size_t i = 0; i < at_work_->spec.devices.size(); ++i) {
    const auto device = index_of<DeviceIndex>(i);
    if (!same.contains(device)) at_work_->site.panel_missed(device, true, now(), effects);
  }
}

void Core::attach(journal::Journal* journal) {
  journal_ = journal;
  journal_healthy_ = journal != nullptr;
  at_work_->recorder.attach(journal);
}

void Core::stop() {
  stopped_ = true;
  timer_.cancel();
}

void Core::take(poll::Report&& report) {
  if (stopped_) return;
  struct Visitor {
    Core& core;
    void operator()(poll::PollResult& result) { core.take_poll(result); }
    void operator()(const poll::WriteResult& result) { core.take_write(result); }
    void operator()(const poll::RawReadResult& result) { core.take_read(result); }
    void operator()(const poll::BusChange& change) { core.take_bus(change); }
    void operator()(const poll::NearLimit&) {}  // between bus workers
  };
  std::visit(Visitor{*this}, report);
}

void Core::take_poll(poll::PollResult& result) {
  samples_.clear();
  for (const poll::PointReading& reading : result.readings) {
    samples_.push_back({.point = reading.point,
                        .quality = reading.decoded.quality,
                        .above_range = reading.decoded.above_range,
                        .value = reading.decoded.number,
                        .at = result.at});
  }
  const Now when{
      .tick = result.at, .wall = result.wall, .wall_trusted = clock_trust_.at(result.at)};
  site::Effects effects;
  for (const Sample& sample : samples_) at_work_->last[at(sample.point)] = sample;
  at_work_->site.take(samples_, when, effects);
  if (result.answer != poll::DeviceAnswer::Missed) {
    const bool answers = result.answer == poll::DeviceAnswer::Answered;
    auto& before = at_work_->answering[at(result.device)];
    if (answers != before) {
      const std::string& id = at_work_->spec.devices[at(result.device)].id;
      if (!answers) {
        spdlog::warn("device {} does not answer", id);
      } else if (before) {
        spdlog::info("device {} answers again", id);
      }
      before = answers;
      at_work_->site.device_answers(result.device, answers, when, effects);
    }
  }
  if (result.queue != nullptr) take_panel(result, when, effects);
  for (const poll::PointReading& reading : result.readings) {
    if (!at_work_->remarks.is_new(reading, result.at)) continue;
    effects.events.emplace_back(
        site::NoteEvent{result.wall, reading.point, reading.note, reading.decoded.number});
  }
  std::optional<Waiting> event;
  if (result.queue != nullptr && result.queue->event) {
    event = Waiting{at_work_->spec.devices[at(result.device)].id, result.queue->ticket};
  }
  if (!effects.empty()) perform(std::move(effects), result.at, event);
  at_work_->board.take(result);
  at_work_->recorder.take(result, beside_the_record());
  arm_timer();
}

Recorder::Aside Core::beside_the_record() {
  if (journal_healthy_ || uplink_ == nullptr) return {};
  return [this](const journal::FrameLayout& layout, const journal::SampleRecord& record) {
    uplink_->send_unjournaled(layout, record);
  };
}

/// The zones of a fire panel are read with its events; who looks at readings finds them among the others.
void Core::take_panel(poll::PollResult& result, Now when, site::Effects& effects) {
  const poll::QueueNews& news = *result.queue;
  const bool silent = result.answer == poll::DeviceAnswer::Lost;
  std::vector<Sample> zones;
  if (news.gap) zones = at_work_->site.panel_missed(result.device, silent, when, effects);
  if (news.read) zones = at_work_->site.panel_read(result.device, news.event, when, effects);
  for (const Sample& zone : zones) {
    at_work_->last[at(zone.point)] = zone;
    const auto& states = at_work_->spec.points[at(zone.point)].format.states;
    result.readings.push_back({zone.point,
                               {.value = states.at(static_cast<std::size_t>(zone.value)).text,
                                .quality = zone.quality,
                                .number = zone.value}});
  }
}

/// The next event may be taken out of the panel.
void Core::on_record(const Waiting& event) {
  std::erase_if(waiting_, [&](const Waiting& other) {
    return other.device == event.device && other.ticket == event.ticket;
  });
  const auto& devices = at_work_->spec.devices;
  const auto found = std::find_if(devices.begin(), devices.end(),
                                  [&](const auto& device) { return device.id == event.device; });
  if (found == devices.end() || stopped_) return;
  recorded_(index_of<DeviceIndex>(static_cast<std::size_t>(found - devices.begin())), event.ticket);
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
  const std::string point =
      result.point == poll::kNoPoint ? "(gone)" : at_work_->spec.points[at(result.point)].id;
  if (result.done) {
    spdlog::info("output {} written and read back", point);
  } else {
    spdlog::error("output {} not confirmed: {}", point, result.error);
  }
  site::Effects effects;
  at_work_->site.written(result.ticket, result.done, result.error, now(), effects);
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
  const std::string& id = at_work_->spec.buses[at(change.bus)].id;
  if (change.open) {
    spdlog::info("bus {} is open", id);
  } else {
    spdlog::error("bus {}: {}", id, change.error);
  }
  at_work_->open[at(change.bus)] = change.open;
  const auto alarm = at_work_->bus_alarm[at(change.bus)];
  if (!alarm) return;
  site::Effects effects;
  at_work_->site.report(*alarm, !change.open, now(), effects);
  perform(std::move(effects));
}

void Core::report(const std::string& alarm_id, bool condition) {
  const auto alarm = at_work_->site.find_alarm(alarm_id);
  if (!alarm) return;
  site::Effects effects;
  at_work_->site.report(*alarm, condition, now(), effects);
  perform(std::move(effects));
}

void Core::journal_warned(const std::string& text) {
  if (!text.empty()) spdlog::error("journal: {}", text);
  journal_warns_ = !text.empty();
  report(kJournalAlarm, !journal_healthy_ || journal_warns_);
}

void Core::journal_failed(const std::string& error) {
  const bool was_healthy = std::exchange(journal_healthy_, error.empty() && journal_ != nullptr);
  if (!error.empty()) {
    spdlog::error("journal: {}", error);
  } else if (!was_healthy) {
    spdlog::info("journal works again");
  }
  report(kJournalAlarm, !error.empty() || journal_warns_);
  // Behind an event that cannot be recorded now there may be a fire.
  if (error.empty()) return;
  for (const Waiting& event : std::exchange(waiting_, {})) on_record(event);
}

void Core::link_changed(bool connected) {
  link_up_ = connected;
  connected_ = connected;
  report(kUplinkAlarm, !connected);
}

void Core::certificate_changed(bool problem) {
  certificate_problem_ = problem;
  report(kCertificateAlarm, problem);
}

void Core::perform(site::Effects&& effects) {
  perform(std::move(effects), std::nullopt);
}

void Core::perform(site::Effects&& effects, std::optional<Tick> reply,
                   const std::optional<Waiting>& waiting) {
  std::vector<poll::WriteRequest> writes;
  for (site::OutputOrder& write : effects.writes) {
    if (reply) reaction_.ordered(write.ticket, *reply);
    writes.push_back({write.ticket, write.point, std::move(write.value)});
  }
  if (!writes.empty()) write_(std::move(writes));
  record(effects, waiting);
  arm_timer();
}

void Core::record(site::Effects& effects, const std::optional<Waiting>& waiting) {
  if (effects.events.empty() && effects.alarms.empty() && effects.incidents.empty() &&
      effects.parts.empty() && effects.documents.empty() && effects.response.empty()) {
    return;
  }
  if (accompany_) accompany_(effects.events, effects.documents);
  if (compose_) put_told_texts(effects.messages, compose_, effects.events);
  journal::Journal::Batch batch;
  for (const site::Event& event : effects.events) {
    batch.events.push_back(record_of(at_work_->spec, event));
    if (batch.events.back().kind != "audit") send_now(batch.events.back());
    publish_with(event);
  }
  if (!effects.alarms.empty()) publish_alarms_soon();
  batch.alarms = std::move(effects.alarms);
  batch.incidents = std::move(effects.incidents);
  batch.parts = std::move(effects.parts);
  batch.documents = std::move(effects.documents);
  // Without a journal: what is put away is remembered by nobody else.
  const site::ResponseMemory put_away{.at_rest = effects.response.at_rest};
  for (site::Document& document : documents_of(journal_ != nullptr ? effects.response : put_away)) {
    batch.documents.push_back(std::move(document));
  }
  if (waiting && journal_ != nullptr && journal_healthy_) {
    waiting_.push_back(*waiting);
    batch.durable = [this, what = *waiting] {
      boost::asio::post(io_, [this, what] { on_record(what); });
    };
  } else if (waiting) {
    on_record(*waiting);
  }
  if (!effects.messages.empty()) hold_messages(std::move(effects.messages), batch);
  append(std::move(batch));
  if (!watch_) return;
  for (const site::Event& event : effects.events) watch_(event);
}

/// The park sees the reading beside the alarm that it has raised or ended.
void Core::publish_with(const site::Event& event) {
  const auto* alarm = std::get_if<site::AlarmEvent>(&event);
  if (alarm == nullptr || !alarm->gone.empty()) return;
  const site::AlarmSpec& spec = at_work_->spec.alarms[at(alarm->alarm)];
  const auto device =
      spec.point ? std::optional(at_work_->spec.points[at(*spec.point)].device) : spec.device;
  if (device) at_work_->recorder.publish_next(*device);
}

/// Behind what has waited for a journal; or to that.
void Core::append(journal::Journal::Batch&& batch) {
  const auto move_all = [](auto& from, auto& to) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  journal::Journal::Batch all = std::exchange(unrecorded_, {});
  move_all(batch.events, all.events);
  move_all(batch.documents, all.documents);
  if (journal_ == nullptr) {
    unrecorded_ = std::move(all);
    return;
  }
  all.alarms = std::move(batch.alarms);
  all.incidents = std::move(batch.incidents);
  all.parts = std::move(batch.parts);
  all.durable = std::move(batch.durable);
  journal_->append(std::move(all));
}

/// Until they are durable: a message that was sent and is not on record would be sent again.
void Core::hold_messages(std::vector<emergency::MessageOrder>&& messages,
                         journal::Journal::Batch& batch) {
  const auto held = std::make_shared<std::vector<emergency::MessageOrder>>(std::move(messages));
  const auto release = [this, held] {
    if (held->empty() || stopped_) return;
    auto ready = std::exchange(*held, {});
    if (send_) send_(std::move(ready));
  };
  if (journal_ == nullptr || !journal_healthy_) {
    boost::asio::post(io_, release);
    return;
  }
  batch.durable = [this, release, before = std::move(batch.durable)] {
    if (before) before();
    boost::asio::post(io_, release);
  };
  const auto timer = std::make_shared<boost::asio::steady_timer>(io_, kMostWait);
  timer->async_wait([release, timer](boost::system::error_code cancelled) {
    if (!cancelled) release();
  });
}

void Core::receipt(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error) {
  if (stopped_) return;
  site::Effects effects;
  at_work_->site.receipt(ticket, kind, error, now(), effects);
  perform(std::move(effects));
}

/// Into the log, and to the park when the journal cannot carry it there.
void Core::send_now(const journal::EventRecord& record) {
  constexpr std::size_t kLongest = 1000;  // of a line in the log
  spdlog::info("{} {}", record.kind, std::string_view(record.body).substr(0, kLongest));
  if (!journal_healthy_ && uplink_ != nullptr) uplink_->send_unjournaled(record.kind, record.body);
}

void Core::tell(const std::string& kind, WallTime t, std::string body,
                std::vector<site::Document> documents, std::function<void()> on_record) {
  journal::Journal::Batch batch;
  batch.documents = std::move(documents);
  if (on_record) {
    batch.durable = [&io = io_, done = std::move(on_record)] { boost::asio::post(io, done); };
  }
  batch.events.push_back({.t = t, .kind = kind, .body = std::move(body)});
  send_now(batch.events.back());
  append(std::move(batch));
}

void Core::keep(std::vector<site::Document> documents) {
  journal::Journal::Batch batch;
  batch.documents = std::move(documents);
  append(std::move(batch));
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
  std::vector<poll::WriteRequest> requests;
  requests.push_back({ticket, point, std::move(value)});
  write_(std::move(requests));
}

std::uint64_t Core::expect_read(std::function<void(const poll::RawReadResult&)> done) {
  const std::uint64_t ticket = next_ticket_++;
  reads_.emplace(ticket, std::move(done));
  return ticket;
}

void Core::arm_timer() {
  const auto deadline = at_work_->site.deadline();
  if (deadline == armed_ || stopped_) return;
  armed_ = deadline;
  timer_.cancel();
  if (!deadline) return;
  timer_.expires_at(std::chrono::steady_clock::time_point(deadline->time_since_epoch()));
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    armed_.reset();
    site::Effects effects;
    at_work_->site.run(now(), effects);
    perform(std::move(effects));
  });
}

void Core::publish_alarms_soon() {
  if (uplink_ == nullptr || std::exchange(alarms_stale_, true)) return;
  boost::asio::post(io_, [this] {
    alarms_stale_ = false;
    uplink_->set_alarms(alarms_message(at_work_->site, now()));
  });
}

}  // namespace hazgate::daemon
