#pragma once

#include "drivers/model/reader.hpp"
#include "gateway/config/site_text.hpp"

namespace hazgate::config {

/// Reads a [[plan]] with its steps and rises; nothing is looked up yet.
PlanText read_plan(model::TableReader& reader);
VentilationText read_ventilation(model::TableReader& reader);

}  // namespace hazgate::config
