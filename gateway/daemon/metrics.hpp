#pragma once

#include <prometheus/metric_family.h>
#include <string>
#include <vector>

#include "gateway/daemon/figures.hpp"

namespace hazgate::daemon {

/// Figures for machines, by the conventions of Prometheus: seconds and bytes, `_total` for what only grows.
/// Labels are bus, device, lane, priority, state and channel: as many series as the site file has lines.
/// Thread  any (pure)
/// Source  prometheus.io/docs/practices/naming
std::vector<prometheus::MetricFamily> metric_families(const Figures& figures);

/// The same in the text form, version 0.0.4.
std::string metrics_text(const Figures& figures);

}  // namespace hazgate::daemon
