#include "gateway/daemon/gateway_desk.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;

constexpr std::size_t kPage = 500;

}  // namespace

GatewayDesk::GatewayDesk(Core& core, House house)
    : core_(core),
      house_(std::move(house)),
      operations_{{"status", &GatewayDesk::status},
                  {"metrics", &GatewayDesk::metrics},
                  {"calendar", &GatewayDesk::calendar},
                  {"handover", &GatewayDesk::handover},
                  {"points", &GatewayDesk::points},
                  {"watch", &GatewayDesk::watch},
                  {"alarms", &GatewayDesk::alarms},
                  {"ack", &GatewayDesk::acknowledge},
                  {"reset", &GatewayDesk::reset},
                  {"shelve", &GatewayDesk::shelve},
                  {"unshelve", &GatewayDesk::unshelve},
                  {"out-of-service", &GatewayDesk::remove},
                  {"return", &GatewayDesk::put_back},
                  {"explain", &GatewayDesk::explain},
                  {"history", &GatewayDesk::history},
                  {"silence", &GatewayDesk::silence},
                  {"events", &GatewayDesk::events},
                  {"plan-list", &GatewayDesk::plan_list},
                  {"plan-show", &GatewayDesk::plan_show},
                  {"incident-list", &GatewayDesk::incident_list},
                  {"incident-show", &GatewayDesk::incident_show},
                  {"incident-file", &GatewayDesk::incident_file},
                  {"incident-ack", &GatewayDesk::incident_acknowledge},
                  {"incident-close", &GatewayDesk::incident_close},
                  {"incident-review", &GatewayDesk::incident_review},
                  {"incident-reported", &GatewayDesk::incident_reported},
                  {"incident-casualties", &GatewayDesk::incident_casualties},
                  {"incident-neighbour", &GatewayDesk::incident_neighbour},
                  {"plan-start", &GatewayDesk::plan_start},
                  {"plan-stop", &GatewayDesk::plan_stop},
                  {"plan-go", &GatewayDesk::plan_go},
                  {"plan-veto", &GatewayDesk::plan_veto},
                  {"plan-grade", &GatewayDesk::plan_grade},
                  {"read", &GatewayDesk::read},
                  {"write", &GatewayDesk::write},
                  {"scan", &GatewayDesk::scan},
                  {"trace", &GatewayDesk::trace}} {}

void GatewayDesk::call(const Request& request, Answer answer) {
  if (house_.ledger != nullptr && house_.ledger->call(request, answer)) return;
  const auto found = operations_.find(request.op);
  if (found == operations_.end()) {
    if (house_.office && house_.office(request, answer)) return;
    if (house_.contacts && house_.contacts(request, answer)) return;
    answer->fail(Failure::Usage, "unknown operation '" + request.op +
                                     "'; hazctl and hazgated may "
                                     "be of different versions");
    return;
  }
  (this->*found->second)(request, std::move(answer));
}

void GatewayDesk::status(const Request&, Answer answer) {
  answer->item(house_.status());
  answer->done();
}

void GatewayDesk::metrics(const Request&, Answer answer) {
  answer->item({{"text", house_.metrics()}});
  answer->done();
}

void GatewayDesk::handover(const Request&, Answer answer) {
  answer->item(house_.handover());
  answer->done();
}

void GatewayDesk::calendar(const Request&, Answer answer) {
  answer->item(house_.calendar());
  answer->done();
}

void GatewayDesk::points(const Request& request, Answer answer) {
  core_.board().list(text_argument(request.args, "pattern"), *answer);
  answer->done();
}

void GatewayDesk::watch(const Request& request, Answer answer) {
  core_.board().watch(text_argument(request.args, "pattern"), std::move(answer));
}

void GatewayDesk::read(const Request& request, Answer answer) {
  const auto table = codec::table_from(text_argument(request.args, "table"));
  const auto unit = number_argument(request.args, "unit");
  const auto address = number_argument(request.args, "address");
  const auto count = number_argument(request.args, "count").value_or(1);
  const std::uint64_t most = table && codec::is_bit_table(*table) ? 2000 : 125;
  if (!table || !unit || *unit > 255 || !address || *address > 65535 || count < 1 || count > most) {
    answer->fail(Failure::Usage,
                 "read needs a bus, a unit (0-255), a table (coil, discrete, input, "
                 "holding), an address (0-65535) and a count (registers: at most "
                 "125, bits: at most 2000)");
    return;
  }
  poll::RawRead read{.unit = static_cast<std::uint8_t>(*unit),
                     .table = *table,
                     .address = static_cast<std::uint16_t>(*address),
                     .count = static_cast<std::uint16_t>(count)};
  const std::uint64_t first = *address;
  read.ticket = core_.expect_read([answer, first](const poll::RawReadResult& result) {
    if (!result.error.empty()) {
      answer->fail(result.refused ? Failure::Refused : Failure::Unreachable, result.error);
      return;
    }
    for (std::size_t i = 0; i < result.words.size(); ++i) {
      answer->item({{"address", first + i}, {"word", result.words[i]}});
    }
    answer->done();
  });
  const std::string error = house_.read(text_argument(request.args, "bus"), read);
  if (!error.empty()) core_.take(poll::RawReadResult{.ticket = read.ticket, .error = error});
}

void GatewayDesk::write(const Request& request, Answer answer) {
  const std::string id = text_argument(request.args, "point");
  const auto point = core_.site().find_point(id);
  site::AuditEvent audit{.by = request.caller.user, .from = "control", .op = "write", .target = id};
  std::string error;
  Value value;
  if (!point) {
    error = "no point '" + id + "'; see `hazctl points`";
  } else if (!core_.site().spec().points[at(*point)].writable) {
    error = "point " + id + " is not writable (writable = true in its model allows it)";
  } else {
    value = value_argument(core_.site().spec().points[at(*point)], request.args, error);
  }
  if (error.empty()) {
    if (const auto may = core_.site().may_write(*point, value); !may) error = may.error();
  }
  audit.note = hazgate::to_text(value);
  audit.ok = error.empty();
  audit.error = error;
  core_.audit(std::move(audit));
  if (!error.empty()) {
    answer->fail(Failure::Refused, error);
    return;
  }
  const Tick asked = core_.now().tick;
  const auto done = [this, answer, id, value, asked](const poll::WriteResult& result) {
    if (!result.done) {
      answer->fail(Failure::Unreachable, id + " not written: " + result.error);
      return;
    }
    if (const auto there = core_.site().find_point(id)) {
      site::Effects effects;
      core_.site().person_wrote(*there, value, core_.now(), effects);
      core_.perform(std::move(effects));
    }
    const std::chrono::duration<double, std::milli> took = result.finished - asked;
    answer->item({{"point", id},
                  {"value", to_json(result.read_back)},
                  {"attempts", result.attempts},
                  {"took_ms", took.count()}});
    answer->done();
  };
  core_.write_point(*point, value, done);
}

void GatewayDesk::scan(const Request& request, Answer answer) {
  site::AuditEvent audit{.by = request.caller.user, .from = "control", .op = "scan"};
  audit.target = text_argument(request.args, "bus");
  audit.note = json::serialize(request.args);
  audit.ok = house_.commissioning->scan(request, answer);
  if (!audit.ok) audit.error = "refused";
  core_.audit(std::move(audit));
}

void GatewayDesk::trace(const Request& request, Answer answer) {
  house_.commissioning->trace(request, answer);
}

json::object event_object(const journal::EventRecord& record, const std::string& epoch) {
  json::object object{{"kind", record.kind}, {"epoch", epoch}, {"seq", record.seq}};
  const json::value body = json::parse(record.body);
  for (const auto& [key, value] : body.as_object()) object[key] = value;
  return object;
}

void GatewayDesk::events(const Request& request, Answer answer) {
  const bool goes_on = flag_argument(request.args, "follow");
  const auto since = number_argument(request.args, "since");
  const std::string kind = text_argument(request.args, "kind");
  const std::string epoch = house_.journal() == nullptr ? "" : house_.journal()->opened().epoch;
  auto reading = std::make_shared<Reading>(Reading{.answer = answer});
  if (since) reading->since = from_unix_ms(static_cast<std::int64_t>(*since));
  reading->take = [answer, epoch, kind](const journal::EventRecord& record) {
    if (kind.empty() || kind == record.kind) answer->item(event_object(record, epoch));
  };
  if (const auto after = number_argument(request.args, "after")) {
    reading->seen = *after;
    read_on(reading);
    return;
  }
  if (goes_on && !since) {  // only what comes from now on
    follow(reading);
    return;
  }
  reading->end = [answer] { answer->done(); };
  if (goes_on) {
    const std::weak_ptr<Reading> self = reading;
    reading->end = [this, self] {
      const auto follower = self.lock();
      if (follower == nullptr) return;
      follower->seen = follower->seen.value_or(0);
      catch_up(follower, false);
    };
  }
  read_page(reading);
}

void GatewayDesk::read_page(const std::shared_ptr<Reading>& reading) {
  journal::Journal* journal = house_.journal();
  if (journal == nullptr) {
    reading->answer->fail(Failure::Unreachable, "the journal is not open; see `hazctl status`");
    return;
  }
  journal->read_events_since(
      reading->since, kPage + reading->at_since.size(),
      [this, reading, post = house_.post](std::vector<journal::EventRecord> records) mutable {
        // Nothing of it stays here: its end belongs to the core.
        post([this, reading = std::move(reading), records = std::move(records)] {
          take_page(reading, records);
        });
      });
}

void GatewayDesk::take_page(const std::shared_ptr<Reading>& reading,
                            const std::vector<journal::EventRecord>& records) {
  const bool more = records.size() >= kPage + reading->at_since.size();
  for (const journal::EventRecord& record : records) {
    const bool audit = record.kind == "audit";
    if (record.t != reading->since) {
      reading->since = record.t;
      reading->at_since.clear();
    }
    if (!reading->at_since.emplace(audit, record.seq).second) continue;
    if (!audit) reading->seen = std::max(reading->seen.value_or(0), record.seq);
    reading->take(record);
  }
  if (!reading->answer->is_open()) return;
  if (more) {
    reading->answer->when_room([this, reading] { read_page(reading); });
  } else {
    reading->end();
  }
}

/// What is committed from now on goes to this reader at once.
void GatewayDesk::follow(const std::shared_ptr<Reading>& reading) {
  followers_.remove_if([](const auto& follower) { return !follower->answer->is_open(); });
  if (followers_.size() >= kMostFollowers) {
    reading->answer->fail(Failure::Refused, "too many are following already; end one of them");
    return;
  }
  followers_.push_back(reading);
}

void GatewayDesk::take_newer(Reading& reading, const std::vector<journal::EventRecord>& events) {
  for (const journal::EventRecord& record : events) {
    if (reading.seen && record.seq <= *reading.seen) continue;
    reading.take(record);
    reading.seen = record.seq;
  }
}

/// Reads the event lane by number to its end: the order in which things happened, whatever the clock
/// said.
void GatewayDesk::read_on(const std::shared_ptr<Reading>& reading) {
  journal::Journal* journal = house_.journal();
  if (journal == nullptr) {
    reading->answer->fail(Failure::Unreachable, "the journal is not open; see `hazctl status`");
    return;
  }
  auto read = [this, reading,
               post = house_.post](std::vector<journal::EventRecord> records) mutable {
    post([this, reading = std::move(reading), records = std::move(records)] {
      take_newer(*reading, records);
      if (records.size() < kPage) {
        reading->answer->done();
      } else {
        reading->answer->when_room([this, reading] { read_on(reading); });
      }
    });
  };
  journal->read_events(journal::Lane::Event, reading->seen.value_or(0), kPage, std::move(read));
}

/// Reads on by number what was committed while somebody was not yet among the followers; he joins
/// them before the last look, so that nothing falls between.
void GatewayDesk::catch_up(const std::shared_ptr<Reading>& reading, bool joined) {
  journal::Journal* journal = house_.journal();
  if (journal == nullptr || !reading->answer->is_open()) return;
  auto read = [this, reading, joined,
               post = house_.post](std::vector<journal::EventRecord> records) mutable {
    post([this, reading = std::move(reading), joined, records = std::move(records)] {
      take_newer(*reading, records);
      if (joined) return;
      if (records.size() >= kPage) {
        reading->answer->when_room([this, reading] { catch_up(reading, false); });
        return;
      }
      follow(reading);
      catch_up(reading, true);
    });
  };
  journal->read_events(journal::Lane::Event, reading->seen.value_or(0), kPage, std::move(read));
}

void GatewayDesk::committed(const journal::Committed& committed) {
  if (followers_.empty() || committed.events.empty()) return;
  followers_.remove_if([](const auto& follower) { return !follower->answer->is_open(); });
  // Somebody who missed a commit while his last page was under way reads on from the journal.
  const std::uint64_t first = committed.events.front().seq;
  std::vector<std::shared_ptr<Reading>> behind;
  followers_.remove_if([&](const auto& follower) {
    const bool missed = follower->seen && *follower->seen + 1 < first;
    if (missed) behind.push_back(follower);
    return missed;
  });
  for (const auto& follower : followers_) take_newer(*follower, committed.events);
  for (const auto& reading : behind) catch_up(reading, false);
}

}  // namespace hazgate::daemon
