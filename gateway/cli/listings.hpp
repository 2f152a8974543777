#pragma once

#include <cstdint>
#include <string>

#include "gateway/cli/fields.hpp"
#include "gateway/cli/style.hpp"
#include "gateway/cli/table.hpp"
#include "gateway/cli/texts.hpp"

/// The daemon's items as tables and lines for people.
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

/// How it is to look.
struct Look {
  Language language = Language::English;
  Paint paint;
  std::size_t width = 0;  ///< of the terminal; 0: no limit
};

std::string points_text(const Items& points, const Look& look);
/// Those that wait for somebody first, then by priority, then the newest.
Items by_urgency(Items alarms);
/// In the order of urgency; under each that waits for somebody, what to do about it.
std::string alarms_text(const Items& alarms, const Look& look);
/// The same, and in a flood those of priority medium and low stand together by device.
std::string gathered_alarms_text(const Items& alarms, const Look& look);
/// What `ack` and `reset` changed.
std::string changed_text(const Items& alarms, const Look& look);
std::string incidents_text(const Items& incidents, const Look& look);
/// One line, with its newline: `events` and `watch` into a pipe.
std::string event_line(const Item& event, const Look& look);
std::string point_line(const Item& point, const Look& look);

/// "52.3 %LEL"; "-" without a value.
std::string value_text(const Item& point, Language language);
/// What an entry of a timeline is about: "relay-1.siren = on", "shift-leader by sms".
std::string entry_text(const Item& entry, Language language);

}  // namespace hazgate::cli
