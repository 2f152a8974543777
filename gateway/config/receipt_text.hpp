#pragma once

#include "gateway/config/settings.hpp"

namespace hazgate::model {
class TableReader;
}

namespace hazgate::config {

/// Reads `confirm_within` and `command_age` of [uplink]; what is wrong becomes a mistake.
void read_receipt(model::TableReader& reader, UplinkSettings& uplink);

}  // namespace hazgate::config
