#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/journal/database.hpp"
#include "gateway/journal/minute.hpp"
#include "gateway/journal/minute_block.hpp"

namespace hazgate::journal {

/// Which quarter of a day, counted from 1970: so much of a point lies in one block.
std::int64_t quarter_of(std::int64_t minute);
inline constexpr std::int64_t kQuarterMinutes = 360;

/// Keys of the blocks of one point, in the order of their quarters. None: it has no place among the keys (layout
/// below 2^25, point below 2^16, quarter below 2^22).
std::optional<std::int64_t> minute_key(std::uint32_t layout, std::size_t point,
                                       std::int64_t quarter);
std::int64_t quarter_of_key(std::int64_t key);

/// Minutes begin behind the frames that are on record now.
void begin_minutes(Database& database);

/// One-minute figures on disk: a row for each minute and layout until its quarter of a day is over, then a
/// block for each point. Frames that were durable before a crash and in no minute yet are read again at the
/// start.
/// Errors  in the Database, as with every statement
/// Thread  the writer's
class MinuteStore {
 public:
  explicit MinuteStore(Database& database);

  /// Reads the frames behind the mark. Where nothing says how far the minutes are, they begin now.
  void load();

  /// A frame that is durable, in the order of the places.
  void take(const SampleRecord& record, FramePlace place);
  /// Within a transaction: the minutes that are over, and where that leaves the frames. It counts when settled.
  void write();
  void settle(bool durable);

  /// Some milliseconds of packing a quarter that is over, in a transaction of its own; true: there is more.
  bool pack_some();
  bool has_to_pack() const { return to_pack_; }
  std::uint64_t damaged() const { return damaged_; }  ///< rows and blocks that could not be read

  /// Within a transaction: one slice of what is older; true: there may be more.
  bool retain(WallTime before);
  /// The same with the oldest, whatever it is; false: there is none.
  bool retain_one();
  /// Of all minutes on disk, without what SQLite needs around them.
  std::uint64_t bytes();

 private:
  /// One quarter of one layout on its way into blocks.
  struct Packing {
    std::uint32_t layout = 0;
    std::int64_t quarter = 0;
    std::uint64_t row = 0;  ///< read up to this one
    bool is_read = false;
    std::vector<std::vector<TimedMinute>> points;
    std::vector<std::string> blocks;
  };
  bool begin_packing();
  void read_rows();
  void encode_points();
  void write_packed();
  void count(std::int64_t bytes);
  std::int64_t retain_table(const char* table, std::int64_t before);

  Database& database_;
  Statement insert_, mark_, block_, rows_;
  MinuteFold fold_;
  std::optional<std::size_t> written_;  ///< so many of the finished ones, not settled
  std::optional<Packing> packing_;
  std::int64_t now_ = 0;  ///< the quarter of the last frame
  bool to_pack_ = true;   ///< there may be something
  std::uint64_t damaged_ = 0;
};

}  // namespace hazgate::journal
