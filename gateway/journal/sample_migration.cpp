#include "gateway/journal/sample_migration.hpp"

#include <cstdint>
#include <map>
#include <string>

#include "gateway/journal/database.hpp"
#include "gateway/journal/sample_store.hpp"
#include "gateway/journal/segment.hpp"

namespace hazgate::journal {
namespace {

constexpr int kCheckpointPages = 2048;

/// The oldest rows that make one segment; none: all were moved.
Segment next_segment(Database& database, std::uint64_t id) {
  const SegmentLimits limits;
  Segment segment(id);
  Statement row = database.prepare("SELECT seq, t, layout, frame FROM sample ORDER BY seq");
  for (row.start(); row.next();) {
    SampleRecord record{row.number(0), from_unix_ms(row.integer(1)),
                        static_cast<std::uint32_t>(row.number(2)), row.text(3)};
    if (!segment.takes(record.t, limits)) break;
    segment.add(std::move(record));
  }
  return segment;
}

void move(Database& database, const Segment& segment) {
  std::map<std::uint32_t, std::string> blocks;
  for (const auto& [layout, frames] : segment.by_layout()) blocks[layout] = segment.block(frames);
  const std::uint64_t last = segment.frames().back().seq;
  insert_segment(database, segment, last, blocks);
  database.prepare("DELETE FROM sample WHERE seq <= ?").run(last);
  database.prepare("UPDATE lane SET last = max(last, ?) WHERE name = 'sample'").run(last);
}

}  // namespace

void move_samples(Database& database) {
  auto id = static_cast<std::uint64_t>(database.integer("SELECT max(id) FROM segment"));
  while (database.ok()) {
    const Segment segment = next_segment(database, ++id);
    if (segment.empty() || !database.ok()) return;
    database.begin();
    move(database, segment);
    if (auto error = database.commit()) return database.fail(*std::move(error));
    if (database.wal_pages() >= kCheckpointPages) database.checkpoint();
  }
}

}  // namespace hazgate::journal
