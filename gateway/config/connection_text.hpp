#pragma once

#include "drivers/model/reader.hpp"
#include "gateway/config/settings.hpp"

namespace hazgate::config {

/// How [uplink] speaks and goes back to a better broker: `mqtt`, `fail_back`.
void read_connection(model::TableReader& reader, UplinkSettings& uplink);

}  // namespace hazgate::config
