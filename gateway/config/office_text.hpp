#pragma once

#include "drivers/model/reader.hpp"
#include "gateway/config/site_text.hpp"

namespace hazgate::config {

/// One [[equipment]].
EquipmentText read_equipment(model::TableReader& reader);

/// scope, drill_every and last_drill of a [[plan]].
DrillText read_drill(model::TableReader& reader);

/// [report]; a missing one like an empty one.
ReportText read_report(model::TableReader& reader);

}  // namespace hazgate::config
