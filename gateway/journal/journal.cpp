#include "gateway/journal/journal.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "gateway/journal/block.hpp"
#include "gateway/journal/database.hpp"
#include "gateway/journal/files.hpp"
#include "gateway/journal/minute_block.hpp"
#include "gateway/journal/reader.hpp"
#include "gateway/journal/sample_read.hpp"
#include "gateway/journal/schema.hpp"
#include "gateway/journal/scrub.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/journal/writer.hpp"

namespace hazgate::journal {
namespace {

void add_line(std::string& notice, const std::string& line) {
  notice += (notice.empty() ? "" : "; ") + line;
}

/// The writer's connection and all that the journal knew.
struct Prepared {
  std::unique_ptr<Database> database;
  std::unique_ptr<Store> store;  // after the database: its statements go first
  Opened opened;
  std::map<std::uint32_t, FrameLayout> layouts;
};

/// A file that may hold little holds little in one segment: only closed ones can go.
SegmentLimits limits_of(const Options& options) {
  SegmentLimits limits = options.segment;
  const std::uint64_t most = options.max_size_bytes / 16;
  if (limits.bytes > most) limits.bytes = static_cast<std::size_t>(most);
  return limits;
}

constexpr std::int64_t kMostChecked =
    200'000;  ///< events looked at before the start: a second at most

/// What is to be sound at the start, with its indexes, and is not long: the rest is looked at in the background.
void check(Database& database) {
  std::vector<std::string> tables{
      "meta", "lane", "layout", "alarm_memory", "incident_memory", "part_memory", "document"};
  for (const std::string lane : {"event", "audit"}) {
    const std::int64_t rows = database.integer("SELECT max(seq) FROM " + lane) -
                              database.integer("SELECT min(seq) FROM " + lane);
    if (rows <= kMostChecked) tables.push_back(lane);
  }
  for (const std::string& table : tables) {
    Statement row = database.prepare("PRAGMA quick_check('" + table + "')");
    row.start();
    const std::string said = row.next() ? row.text(0) : std::string("ok");
    row.finish();
    if (said != "ok") database.fail(DatabaseError{DatabaseFault::Damaged, said});
  }
}

/// What SQLite knows nothing of: the checksum within a block.
RowCheck block_check() {
  return {"block", [](const Statement& row) {
            bool damaged = false;
            open_block(row.text(2), damaged);
            return damaged ? "block " + std::to_string(row.number(1)) + " of samples is garbled"
                           : std::string();
          }};
}

RowCheck minute_check() {
  return {"minute_block", [](const Statement& row) {
            return decode_minutes(row.text(3))
                       ? std::string()
                       : "block " + std::to_string(row.number(1)) + " of minutes is garbled";
          }};
}

/// From here on there is a WAL, until the writer has closed it in order; the name of it is on the disk
/// before the database says so.
tl::expected<void, OpenError> begin_work(Prepared& prepared, const std::string& path) {
  Database& database = *prepared.database;
  database.begin();
  const std::uint64_t skip = take_skip(database);
  if (skip > 0) prepared.store->leave_out(prepared.opened, skip);
  set_use(database, kAtWork);
  const auto error = database.commit();
  if (error && skip > 0) {
    return tl::unexpected(
        OpenError{OpenFault::Unreachable, "cannot write " + path + ": " + error->text});
  }
  if (auto synced = sync_folder(path); !synced) {
    return tl::unexpected(OpenError{OpenFault::Unreachable, synced.error()});
  }
  return {};
}

/// A journal that proves corrupt only while it is read is set aside too, once.
tl::expected<Prepared, OpenError> prepare(const std::string& path, const SegmentLimits& limits,
                                          bool again = true) {
  auto database = open_database(path);
  if (!database) return tl::unexpected(std::move(database.error()));
  Prepared prepared;
  prepared.database = std::move(database->database);
  prepared.store = std::make_unique<Store>(*prepared.database, limits);
  prepared.store->load(prepared.opened, prepared.layouts);
  check(*prepared.database);
  prepared.opened.epoch = database->epoch;
  prepared.opened.notice = database->notice;
  if (const auto error = prepared.database->take_error()) {
    const bool damaged = error->fault == DatabaseFault::Damaged;
    if (damaged && again) {
      prepared = Prepared{};
      mark_damaged(path);
      return prepare(path, limits, false);
    }
    return tl::unexpected(OpenError{damaged ? OpenFault::Damaged : OpenFault::Unreachable,
                                    "cannot read the journal " + path + ": " + error->text});
  }
  if (auto begun = begin_work(prepared, path); !begun) {
    return tl::unexpected(std::move(begun.error()));
  }
  if (prepared.store->has_garbled_ahead()) {
    add_line(prepared.opened.notice,
             "which telemetry the park has already got could not be read whole: some of it is sent "
             "again");
  }
  if (const std::size_t lost = prepared.store->memory().unreadable(); lost > 0) {
    add_line(
        prepared.opened.notice,
        std::to_string(lost) +
            " remembered alarms or incidents could not be read whole: what is missing begins anew");
  }
  return prepared;
}

std::string damage_text(const std::string& path, const std::string& what) {
  return "the journal " + path + " is damaged: " + what +
         "; it goes on recording; restart hazgated when it suits: what can be read is taken over "
         "into a new file and the damaged one is kept";
}

/// Walks, and says whether the record could be read; the reader opens it afresh when not.
Walk walked(Database* database, const std::function<Walk(Database&)>& walk) {
  if (database == nullptr) return {.whole = false, .error = "the journal cannot be opened"};
  Walk done = walk(*database);
  if (auto error = database->take_error()) {
    done.whole = false;
    done.error = error->text;
    database->fail(*std::move(error));
  }
  return done;
}

}  // namespace

struct Journal::Parts {
  Parts(Lock its_lock, std::string path) : lock(std::move(its_lock)), reader(std::move(path)) {}

  Lock lock;  // first in, last out
  Opened opened;
  std::mutex layout_mutex;
  std::map<std::uint32_t, FrameLayout> layouts;
  std::map<std::pair<std::string, std::vector<std::string>>, std::uint32_t> layout_ids;
  std::unique_ptr<Writer> writer;
  Damage damage;
  SampleReader samples{damage};  // on the reader's thread
  Reader reader;
  std::unique_ptr<Scrub> scrub;
};

tl::expected<std::unique_ptr<Journal>, OpenError> Journal::open(const Options& options, Sink sink) {
  auto lock = Lock::take(options.path);
  if (!lock) return tl::unexpected(OpenError{OpenFault::Unreachable, lock.error()});
  auto prepared = prepare(options.path, limits_of(options));
  if (!prepared) return tl::unexpected(std::move(prepared.error()));
  auto parts = std::make_unique<Parts>(std::move(*lock), options.path);
  parts->opened = std::move(prepared->opened);
  parts->layouts = std::move(prepared->layouts);
  for (const auto& [id, layout] : parts->layouts) {
    parts->layout_ids[{layout.device, layout.points}] = id;
  }
  const auto warned = sink.warned;
  parts->writer = std::make_unique<Writer>(options, std::move(sink), std::move(prepared->database),
                                           std::move(prepared->store), parts->opened);
  if (options.upkeep.scrub_rest > 0) {
    parts->scrub =
        std::make_unique<Scrub>(options.path, options.upkeep.scrub_rest, options.upkeep.scrub_round,
                                std::vector<RowCheck>{block_check(), minute_check()},
                                [path = options.path, warned](const std::string& what) {
                                  mark_damaged(path);
                                  if (warned) warned(Warning::Damage, damage_text(path, what));
                                });
  }
  return std::unique_ptr<Journal>(new Journal(std::move(parts)));
}

std::optional<std::string> Journal::why_left_alone(const std::string& path) {
  return journal::why_left_alone(path);
}

Journal::Journal(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Journal::~Journal() = default;

const Opened& Journal::opened() const {
  return parts_->opened;
}

void Journal::append(Batch batch) {
  parts_->writer->append(std::move(batch));
}

std::uint32_t Journal::layout(const std::string& device, const std::vector<std::string>& points) {
  const std::lock_guard lock(parts_->layout_mutex);
  std::uint32_t& id = parts_->layout_ids[{device, points}];
  if (id != 0) return id;
  id = parts_->layouts.empty() ? 1 : parts_->layouts.rbegin()->first + 1;
  FrameLayout layout{id, device, points};
  parts_->layouts.emplace(id, layout);
  parts_->writer->append(std::move(layout));
  return id;
}

std::optional<FrameLayout> Journal::layout(std::uint32_t id) const {
  const std::lock_guard lock(parts_->layout_mutex);
  const auto found = parts_->layouts.find(id);
  if (found == parts_->layouts.end()) return std::nullopt;
  return found->second;
}

void Journal::append_sample(WallTime t, std::uint32_t layout_id, std::string frame, bool publish) {
  parts_->writer->append(PendingSample{{0, t, layout_id, std::move(frame)}, publish});
}

void Journal::set_sent(Lane lane, std::uint64_t seq, const Spans& ahead) {
  parts_->writer->set_sent(lane, seq, ahead);
}

void Journal::read_events(Lane lane, std::uint64_t after, std::size_t limit,
                          std::function<void(std::vector<EventRecord>)> done) {
  parts_->reader.ask([lane, after, limit, done = std::move(done)](Database* database) {
    done(database != nullptr ? select_events(*database, lane, after, limit)
                             : std::vector<EventRecord>{});
  });
}

void Journal::read_events_since(WallTime since, std::size_t limit,
                                std::function<void(std::vector<EventRecord>)> done) {
  parts_->reader.ask([since, limit, done = std::move(done)](Database* database) {
    done(database != nullptr ? select_events_since(*database, since, limit)
                             : std::vector<EventRecord>{});
  });
}

void Journal::read_samples(std::uint64_t after, std::size_t limit,
                           std::function<void(std::vector<SampleRecord>)> done) {
  SampleReader& samples = parts_->samples;
  parts_->reader.ask([&samples, after, limit, done = std::move(done)](Database* database) {
    done(database != nullptr ? samples.after(*database, after, limit)
                             : std::vector<SampleRecord>{});
  });
}

void Journal::read_incident(std::string id,
                            std::function<void(std::optional<RecordedIncident>)> done) {
  parts_->reader.ask([id = std::move(id), done = std::move(done)](Database* database) {
    done(database != nullptr ? select_incident(*database, id) : std::nullopt);
  });
}

Places Journal::places_of(const std::string& device, const std::string& point) const {
  Places places;
  const std::lock_guard lock(parts_->layout_mutex);
  for (const auto& [id, layout] : parts_->layouts) {
    if (layout.device != device) continue;
    const auto found = std::find(layout.points.begin(), layout.points.end(), point);
    if (found != layout.points.end()) {
      places[id] = static_cast<std::size_t>(found - layout.points.begin());
    }
  }
  return places;
}

void Journal::read_minutes(MinuteQuery query, TakeMinutes take,
                           std::function<void(const Walk&)> done) {
  Places places = places_of(query.device, query.point);
  Damage& damage = parts_->damage;
  parts_->reader.ask([&damage, query = std::move(query), places = std::move(places),
                      take = std::move(take), done = std::move(done)](Database* database) {
    done(walked(database, [&](Database& record) {
      return walk_minutes(record, query, places, damage, take);
    }));
  });
}

void Journal::read_course(CourseQuery query, TakeReading take,
                          std::function<void(const Walk&)> done) {
  Places places = places_of(query.device, query.point);
  Damage& damage = parts_->damage;
  parts_->reader.ask([&damage, query = std::move(query), places = std::move(places),
                      take = std::move(take), done = std::move(done)](Database* database) {
    done(walked(database, [&](Database& record) {
      return walk_course(record, query, places, damage, take);
    }));
  });
}

void Journal::read_events_back(std::size_t most_rows, TakeEvent take,
                               std::function<void(const Walk&)> done) {
  parts_->reader.ask(
      [most_rows, take = std::move(take), done = std::move(done)](Database* database) {
        done(walked(database,
                    [&](Database& record) { return walk_events_back(record, most_rows, take); }));
      });
}

Ends Journal::ends() const {
  return parts_->writer->ends();
}

JournalCounters Journal::counters() const {
  JournalCounters counters = parts_->writer->counters();
  counters.damaged_blocks += parts_->damage.count();
  return counters;
}

}  // namespace hazgate::journal
