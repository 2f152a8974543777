#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/site/event.hpp"
#include "gateway/journal/course.hpp"
#include "gateway/journal/minute_read.hpp"
#include "gateway/journal/record.hpp"
#include "gateway/journal/spans.hpp"

namespace hazgate::journal {

/// When the writer tries again and looks after its file; tests choose smaller ones.
struct Upkeep {
  std::chrono::milliseconds retry{500};                            ///< after a commit that failed
  std::chrono::milliseconds retain{std::chrono::seconds{10}};      ///< looks at what is too old
  std::chrono::milliseconds retain_more{100};                      ///< while there is more
  std::chrono::milliseconds checkpoint{std::chrono::seconds{60}};  ///< of a WAL however short
  std::chrono::milliseconds checkpoint_again{std::chrono::seconds{2}};  ///< the least between two
  /// The background check rests so many times as long as it reads, a minute at most; 0: there is none.
  int scrub_rest = 50;
  std::chrono::milliseconds scrub_round{std::chrono::hours{6}};  ///< between two of its rounds
  int checkpoint_pages = 2048;  ///< a WAL so long is moved into the database: 8 MiB
};

/// When a segment of the sample lane is closed: its frames are stored as columns, and no other comes
/// into it.
struct SegmentLimits {
  std::chrono::milliseconds span{std::chrono::seconds{60}};  ///< of its stamps, with `few` frames
  std::chrono::milliseconds longest{std::chrono::minutes{10}};  ///< with fewer; one hour at most
  std::size_t few = 1024;
  std::size_t frames = 16384;
  std::size_t bytes = std::size_t{4}
                      << 20U;  ///< of frames in memory; less when the file may hold less
};

struct Options {
  std::string path;
  std::chrono::milliseconds sample_commit{500};  ///< samples are durable within one second
  std::chrono::seconds keep_samples{std::chrono::days{30}};
  std::chrono::seconds keep_minutes{std::chrono::days{365}};
  std::chrono::seconds keep_events{std::chrono::days{1095}};
  std::uint64_t max_size_bytes = 2ULL << 30;
  std::uint64_t reserve_bytes =
      0;  ///< to stay free on the disk; less: old samples are thinned, then dropped
  std::uint64_t ballast_bytes = 0;  ///< held in `<path>.reserve` for events on a full disk; 0: none
  /// What is free [bytes]; none: the file system is asked.
  std::function<std::uint64_t()> free_bytes = {};
  Upkeep upkeep;
  SegmentLimits segment;
};

/// What is no failure yet.
enum class Warning : std::uint8_t {
  Space,   ///< the disk is nearly full
  Damage,  ///< something on record cannot be read
};

enum class OpenFault : std::uint8_t {
  Unreachable,  ///< folder missing, no permission, disk full: run without, alarm, try again
  Newer,        ///< written by a newer hazgate: refuse, never touch it
  Damaged,      ///< not a database or corrupt
};

struct OpenError {
  OpenFault fault = OpenFault::Unreachable;
  std::string text;  ///< what, why, what to do
};

/// What was in the journal when it was opened.
struct Opened {
  std::string epoch;  ///< identity of this journal: random, made with it
  std::uint64_t last_event = 0, last_sample = 0, last_audit = 0;
  std::uint64_t sent_event = 0, sent_sample = 0;  ///< the uplink's cursors
  Spans ahead_sample;                             ///< acknowledged beyond sent_sample
  WallTime newest{};  ///< the latest stamp that the ends of the lanes bear; 1970 when there is none
  site::Memory memory;
  std::string notice;  ///< for people: what was set aside or salvaged; empty: nothing to say
};

/// Where the published lanes end and how far the uplink has got.
struct Ends {
  std::uint64_t last_event = 0, last_sample = 0;  ///< durable
  std::uint64_t sent_event = 0, sent_sample = 0;  ///< as last set, durable or not
  Spans ahead_sample;                             ///< likewise
};

/// What became durable with one commit, in seq order: what the uplink sends.
struct Committed {
  std::vector<EventRecord> events;    ///< event lane only
  std::vector<SampleRecord> samples;  ///< the published ones
};

struct JournalCounters {
  bool healthy = true;
  std::string error;  ///< of the last commit that failed
  std::uint64_t commits = 0, failed_commits = 0;
  std::uint64_t events = 0, samples = 0;
  std::uint64_t waiting = 0;          ///< records not yet durable
  std::uint64_t dropped_samples = 0;  ///< oldest first, when the queue is full
  std::uint64_t segments = 0;         ///< of samples, closed
  std::uint64_t damaged_blocks = 0;   ///< left out of what was read
  std::uint64_t size_bytes = 0;
  std::chrono::microseconds event_commit_p50{}, event_commit_p99{};
  std::uint64_t wal_bytes = 0;                  ///< of the WAL after the last commit or checkpoint
  std::uint64_t checkpoints = 0;                ///< that moved the whole WAL
  std::chrono::microseconds checkpoint_last{};  ///< what the last one took
  std::chrono::milliseconds in_disk{};  ///< since when the disk has not come back to us; 0: it has
  std::chrono::milliseconds overdue{};  ///< a commit should have begun so long ago; 0: none
};

/// The record. One writer thread owns SQLite (WAL, synchronous=FULL); events are committed at once,
/// samples within Options::sample_commit. Sequence numbers are given by the commit that makes a
/// record durable, so a lane has no gaps, whatever fails or is dropped before.
/// A commit that fails is tried again every 500 ms: events are kept, samples drop the oldest when
/// too many wait.
/// Thread  every function from any thread
class Journal {
 public:
  /// Called on the writer's thread after each commit, and with the text of each failure (once per
  /// change; empty: healthy again). Must not block.
  struct Sink {
    std::function<void(Committed&&)> committed;
    std::function<void(const std::string& error)> failed;
    /// Once per change; empty: that is over. Space on the writer's thread, Damage on one of its own.
    std::function<void(Warning, const std::string& text)> warned = {};
  };

  static tl::expected<std::unique_ptr<Journal>, OpenError> open(const Options& options, Sink sink);
  /// Why a journal here is left alone for good: a newer hazgate's or another program's database is
  /// there. Nothing: it could be opened, or made, or not now; nothing is touched by the question.
  /// Reads the file: not for a thread that must not wait.
  static std::optional<std::string> why_left_alone(const std::string& path);
  ~Journal();  ///< commits what was handed in, then stops; unanswered reads are dropped
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  const Opened& opened() const;

  /// One unit: all of it becomes durable in one transaction, or nothing.
  struct Batch {
    std::vector<EventRecord> events;  ///< seq is filled in; kind "audit" goes to its own lane
    std::vector<site::AlarmMemory> alarms;
    std::vector<site::IncidentMemory> incidents;
    std::vector<site::PartMemory> parts;
    std::vector<site::Document> documents;
    std::function<void()> durable;  ///< called then, on the writer's thread; must not block
  };
  void append(Batch batch);

  /// The id under which frames of this device are kept; the same for the same points.
  std::uint32_t layout(const std::string& device, const std::vector<std::string>& points);
  std::optional<FrameLayout> layout(std::uint32_t id) const;
  /// `publish`: the frame has the next number of the sample lane and goes on to the uplink; else it is
  /// kept at home, where history and replay find it.
  void append_sample(WallTime t, std::uint32_t layout_id, std::string frame, bool publish = true);

  /// The uplink's cursor, all up to `seq` was acknowledged, and for samples what was beyond it;
  /// becomes durable with the next commit, one second at the latest.
  void set_sent(Lane lane, std::uint64_t seq, const Spans& ahead = {});

  /// Reads on the reader thread, in seq order, at most `limit`; `done` is called there. Records that
  /// retention removed are left out; a read that fails gives nothing.
  void read_events(Lane lane, std::uint64_t after, std::size_t limit,
                   std::function<void(std::vector<EventRecord>)> done);
  /// Event and audit lane together from a moment on, oldest first; of too many, the first `limit`.
  void read_events_since(WallTime since, std::size_t limit,
                         std::function<void(std::vector<EventRecord>)> done);
  /// The published ones.
  void read_samples(std::uint64_t after, std::size_t limit,
                    std::function<void(std::vector<SampleRecord>)> done);

  /// On the reader thread; also one that was closed long ago, as long as it is kept (Options::keep_events).
  void read_incident(std::string id, std::function<void(std::optional<RecordedIncident>)> done);

  /// A bounded walk on the reader thread; `take` is called there for each until it says false, then
  /// `done`, there too. Of a point that the record does not know there is nothing.
  void read_course(CourseQuery query, TakeReading take, std::function<void(const Walk&)> done);
  /// The same in steps of minutes; of the minute that runs there is nothing yet.
  void read_minutes(MinuteQuery query, TakeMinutes take, std::function<void(const Walk&)> done);
  void read_events_back(std::size_t most_rows, TakeEvent take,
                        std::function<void(const Walk&)> done);

  /// Now; what `committed` reports later is beyond it or was in it.
  Ends ends() const;
  JournalCounters counters() const;

 private:
  struct Parts;
  Places places_of(const std::string& device, const std::string& point) const;
  explicit Journal(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace hazgate::journal
