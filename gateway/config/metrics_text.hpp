#pragma once

#include "drivers/model/reader.hpp"
#include "gateway/config/site_text.hpp"

namespace hazgate::config {

/// [metrics].
void read_metrics(model::TableReader& reader, MetricsText& metrics);

/// Whether only this machine can reach it. Of what read_metrics() has accepted.
bool is_loopback(const MetricsSettings& metrics);

}  // namespace hazgate::config
