#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gateway/journal/database.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/journal/memory_table.hpp"
#include "gateway/journal/minute_store.hpp"
#include "gateway/journal/sample_store.hpp"

namespace hazgate::journal {

/// How much may stay.
struct Retention {
  WallTime samples_before{};  ///< older ones go
  WallTime minutes_before{};
  WallTime events_before{};
  std::uint64_t max_size_bytes = 0;
};

/// The tables of one journal: plain inserts, and a load at the start. Transactions are the writer's.
/// Errors  in the Database, as with every statement
class Store {
 public:
  Store(Database& database, const SegmentLimits& limits);

  void insert(Lane lane, const EventRecord& record);  ///< Event or Audit
  void insert(const FrameLayout& layout);
  void set_sent(Lane lane, std::uint64_t seq, const Spans& ahead);
  void touch();  ///< writes, and changes nothing: shows whether the disk takes it
  MemoryTable& memory() { return memory_; }
  SampleStore& samples() { return samples_; }
  MinuteStore& minutes() { return minutes_; }

  /// Fills everything but the epoch and the notice.
  void load(Opened& opened, std::map<std::uint32_t, FrameLayout>& layouts);
  /// load() could not make sense of Opened::ahead_sample: it is taken for empty.
  bool has_garbled_ahead() const { return garbled_ahead_; }

  /// Numbers that are never given: the lanes go on behind them. What was all sent stays so.
  void leave_out(Opened& opened, std::uint64_t numbers);

  /// Takes one segment's worth away where the disk is short of room: of samples older than `before` first all
  /// but one of each device in a minute, then the oldest, then the oldest minutes. Within a transaction. Whether anything went, and how.
  enum class Relief : std::uint8_t { None, Thinned, Dropped };
  Relief make_room(WallTime before);

  /// Deletes one small slice of what is too old or too much, oldest first; true: there is more.
  bool retain(const Retention& retention);

  std::uint64_t page_size() const { return page_size_; }

 private:
  void load_lane(const char* name, std::uint64_t& last, std::uint64_t* sent);
  Spans load_ahead(std::uint64_t sent, std::uint64_t last);
  void keep_last(const std::string& table, std::int64_t highest);
  bool retain_events(const std::string& table, WallTime before);
  bool retain_samples(const Retention& retention);

  Database& database_;
  MemoryTable memory_;
  SampleStore samples_;
  MinuteStore minutes_;
  Statement insert_event_, insert_audit_, insert_layout_, set_sent_;
  Statement page_count_, free_pages_;
  std::uint64_t page_size_ = 4096;
  bool garbled_ahead_ = false;
};

/// What read_* of the Journal gives, over any connection.
std::vector<EventRecord> select_events(Database& database, Lane lane, std::uint64_t after,
                                       std::size_t limit);
std::vector<EventRecord> select_events_since(Database& database, WallTime since, std::size_t limit);

}  // namespace hazgate::journal
