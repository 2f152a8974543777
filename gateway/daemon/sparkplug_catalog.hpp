#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/site/document.hpp"
#include "gateway/core/site/spec.hpp"
#include "gateway/uplink/sparkplug/catalog.hpp"

/// What a site is to Sparkplug.
/// Thread  any (pure)
namespace hazgate::daemon {

/// A device each, a metric for each of its points, of the type that the point's values have.
uplink::sparkplug::Catalog catalog_of(const site::SiteSpec& site);

/// See uplink::sparkplug::BdSeq. None: nothing is on record, or it cannot be read.
std::optional<std::uint8_t> bd_seq_from(const std::vector<site::Document>& documents);
site::Document bd_seq_document(std::uint8_t reserved);

}  // namespace hazgate::daemon
