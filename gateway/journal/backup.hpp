#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "gateway/journal/archive.hpp"

namespace hazgate::journal {

/// What a copy holds.
struct Backup {
  std::uint64_t bytes = 0, events = 0, audits = 0, samples = 0;
  std::optional<Extent> stretch;  ///< of its samples; none: it has none
  std::chrono::milliseconds took{};
};

struct BackupError {
  bool is_source = false;  ///< the journal cannot be read; else the copy not be made
  std::string text;        ///< what, why, what to do
};

/// A whole copy of a journal as it stands now, with or without a gateway at work on it, which is not held up: a
/// MiB at a time, and as long a rest. Written as `<target>.part`, checked, and only then given its name. It
/// is marked: who puts it to work begins a new epoch, since the old journal may have gone on.
/// Errors  no journal, or a damaged one; `target` exists (unless `overwrite`), or cannot be written
/// Thread  any; blocks
tl::expected<Backup, BackupError> back_up(const std::string& path, const std::string& target,
                                          bool overwrite);

}  // namespace hazgate::journal
