#pragma once

#include "drivers/model/reader.hpp"
#include "gateway/config/site_text.hpp"

namespace hazgate::config {

/// [site], [store], [uplink], [control] and [alarms].
void read_sections(model::TableReader& reader, SiteText& site);

/// [control] alone.
void read_control(model::TableReader& reader, ControlSettings& control);

/// One [[bus]], without its id.
BusText read_bus(model::TableReader& reader);

/// One [[season]].
SeasonText read_season(model::TableReader& reader, const Reference& id);

}  // namespace hazgate::config
