#pragma once

#include <cstddef>
#include <map>
#include <random>
#include <string>

#include "disk.hpp"

namespace hazgate::crash {

using Random = std::mt19937_64;

/// What becomes of changes that no sync has promised.
enum class Unsynced : std::uint8_t { Kept, Dropped, Mixed };

/// How a power cut leaves the disk.
///   data     Mixed: each write is kept, dropped (the file may have grown all the same) or torn: each
///            of its 512-byte sectors is new, old or garbage
///   names    Mixed: each creation, removal and renaming by itself; in_order: the first so many of
///            them, as a file system with a log of its names has it
struct PowerCut {
  std::size_t after = 0;  ///< so many operations were made
  Unsynced data = Unsynced::Mixed, names = Unsynced::Mixed;
  bool names_in_order = true;
};

/// A cut after `after` operations that the random numbers choose the rest of.
PowerCut random_cut(std::size_t after, Random& random);

/// The folder's files as they are found when the power is back. What was synced is there: a file's
/// content by its sync, its name by the folder's. A file's sync that failed promises nothing, nor does
/// a later one for the writes before it: the system has forgotten that they were not written.
std::map<std::string, std::string> after_power_cut(const Recording& recording, const PowerCut& cut,
                                                   Random& random);

}  // namespace hazgate::crash
