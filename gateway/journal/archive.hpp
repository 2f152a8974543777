#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/kpi/transition.hpp"
#include "gateway/journal/record.hpp"
#include "gateway/journal/sample_read.hpp"

namespace hazgate::journal {

class Database;
class Archive;

/// Which moments a record has. A record belongs to a stretch when its own stamp lies in [begin, end).
struct Extent {
  WallTime begin{};
  WallTime end{};  ///< behind the last one

  friend bool operator==(const Extent&, const Extent&) = default;
};

/// Numbers [first, last] of a lane.
using SeqRange = std::pair<std::uint64_t, std::uint64_t>;

/// Goes through the samples of a stretch in the order of the record. A segment at a time is in memory, and
/// no transaction is open between two of them: a daemon that writes is never held up.
class SampleCursor {
 public:
  /// The next one, valid until the next call; null: there is no more, or the archive has failed.
  const SampleRecord* next();

 private:
  friend class Archive;
  SampleCursor(Archive& archive, Extent stretch, std::vector<SeqRange> ranges);
  bool fetch();
  bool fetch_segment();
  bool fetch_rows();

  Archive& archive_;
  Extent stretch_;
  std::uint64_t segment_ = 0;     ///< the next one is this or a later one
  std::vector<SeqRange> ranges_;  ///< before version 6: what is still to be read, the last first
  std::vector<SampleRecord> batch_;
  std::size_t place_ = 0;
};

/// The same for the events of one kind.
class EventCursor {
 public:
  const EventRecord* next();

 private:
  friend class Archive;
  EventCursor(Archive& archive, Extent stretch, std::string kind, SeqRange range);
  bool fetch();

  Archive& archive_;
  Extent stretch_;
  std::string kind_;
  std::uint64_t after_, last_;
  std::vector<EventRecord> batch_;
  std::size_t place_ = 0;
};

/// A journal as a file to look into, with or without a daemon at work on it. Nothing in it is changed; an
/// older format is read as it is. Where there is no WAL beside it nobody writes it: then no side files are
/// made, which might be another user's than the daemon's; a daemon that starts meanwhile is an error.
/// Errors  the first one sticks: everything after it finds nothing, and error() says what it was. Texts say
///         what, why, what to do
/// Thread  one at a time
class Archive {
 public:
  /// Errors  no such file, no permission, no journal, a newer one, a damaged one
  static tl::expected<std::unique_ptr<Archive>, std::string> open(const std::string& path);
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  /// What the samples are from; before version 6 by a look at one in some thousand. None: there are none.
  std::optional<Extent> extent();

  /// Only segments that touch the stretch are read. Before version 6 samples have no index by time, and a clock
  /// that was put back has earlier stamps behind later ones. So the lane is looked at in some thousand places,
  /// and only parts between two of them that may touch the stretch are read: a clock that was wrong for a
  /// shorter time than such a part may be missed.
  SampleCursor samples(const Extent& stretch);
  EventCursor events(const Extent& stretch, std::string kind);

  /// Alarms as they stand now, and since when their occurrence is there.
  std::vector<std::pair<kpi::Standing, WallTime>> standings();
  /// What frames of this number hold; none: the journal does not say.
  std::optional<FrameLayout> layout(std::uint32_t id);

  /// Blocks of samples that could not be decoded and were left out of what was given.
  std::uint64_t damaged_blocks() const { return damage_.count(); }

  /// Empty: all is well.
  const std::string& error() const { return error_; }

 private:
  friend class SampleCursor;
  friend class EventCursor;
  struct Probe {
    std::uint64_t seq = 0;
    WallTime t{};
  };
  Archive(std::string path, std::unique_ptr<Database> database, std::uint32_t version,
          bool resting);
  bool has_segments() const;
  std::vector<Probe> probes();
  std::optional<Extent> extent_of_rows();
  std::optional<Extent> extent_of_segments();
  bool is_well();  ///< after a statement

  const std::string path_;
  std::unique_ptr<Database> database_;
  const std::uint32_t version_;
  const bool resting_;
  Damage damage_;
  std::string error_;
};

}  // namespace hazgate::journal
