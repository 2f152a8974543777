#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/poll/report.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/incident.hpp"

namespace hazgate::journal {

/// Each lane has its own contiguous numbers from 1. Audit stays at home: it is not published, so it
/// must not leave gaps in what the park sees.
enum class Lane : std::uint8_t { Event, Sample, Audit };

/// One entry of the event or audit lane.
struct EventRecord {
  std::uint64_t seq = 0;
  WallTime t{};
  std::string
      kind;  ///< "alarm" "incident" "panel" "note" "report" "due" "audit": the last part of its topic
  std::string body;  ///< a JSON object without epoch, seq and kind
};

/// Which points a frame holds, in order; written once per device and configuration.
struct FrameLayout {
  std::uint32_t id = 0;  ///< given by the journal, 0 before
  std::string device;
  std::vector<std::string> points;  ///< without the device: "gas"
};

/// One device's poll.
struct SampleRecord {
  std::uint64_t seq = 0;  ///< 0: kept at home, not published
  WallTime t{};
  std::uint32_t layout = 0;
  std::string frame;  ///< readings, packed (journal/frame.hpp)
};

/// One incident as it is on record.
struct RecordedIncident {
  emergency::IncidentMemory incident;
  std::string archive;  ///< body of its document of kind site::kArchive; empty: there is none
};

}  // namespace hazgate::journal
