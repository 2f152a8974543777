#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace hazgate::journal {

/// What became of one table of a damaged journal.
struct SalvagedTable {
  std::string name;
  std::uint64_t rows = 0;     ///< taken over
  std::uint64_t lost = 0;     ///< rows that were seen, or numbered, and could not be read; at most
  bool is_end_lost = false;   ///< of its newest rows some may be gone, nobody knows how many
  bool is_some_lost = false;  ///< rows that have no numbers: how many is not known
  std::uint64_t left_behind = 0;  ///< pages that are left in the old file for want of room
};

struct Salvage {
  std::vector<SalvagedTable> tables;
  bool is_schema_lost = false;
  bool is_wal_torn = false;

  /// Something is there at all.
  bool is_worth_it() const;
  /// "12 events, 3000 samples were taken over; lost: at most 4 events"
  std::string text() const;
};

/// A new journal `to` of everything that can be read in a damaged one: memory, events and audit first, samples
/// as far as the disk has room. It has a new epoch; numbers are kept, and where the end is not known they go
/// on behind a stretch that is left out. `from` and its WAL are not touched. Tables are taken as the damaged file
/// describes them, or as they are today where it does not any more.
/// Errors  `from` cannot be opened, `to` not be written; `to` is removed then
/// Thread  any; 1 GiB takes some seconds (docs/store.md)
tl::expected<Salvage, std::string> salvage(const std::string& from, const std::string& to);

}  // namespace hazgate::journal
