#include "gateway/daemon/sparkplug_catalog.hpp"

#include <boost/json.hpp>
#include <utility>

#include "gateway/daemon/document_reader.hpp"

namespace hazgate::daemon {
namespace {

using uplink::sparkplug::Datatype;

constexpr const char* kKind = "sparkplug";
constexpr const char* kId = "bdSeq";

/// As codec::decode_registers() makes the values.
Datatype datatype_of(const site::PointSpec& point) {
  const codec::PointFormat& format = point.format;
  if (!format.states.empty() || !point.parts.empty()) return Datatype::String;
  if (codec::is_bit_table(format.table)) return Datatype::Boolean;
  const bool is_scaled = format.scale != 1.0 || format.offset != 0.0;
  switch (format.type) {
    case codec::RawType::Bool:
    case codec::RawType::Bit:
      return Datatype::Boolean;
    case codec::RawType::String:
      return Datatype::String;
    case codec::RawType::Float32:
    case codec::RawType::Float64:
      return Datatype::Double;
    case codec::RawType::Uint16:
    case codec::RawType::Bcd16:
      return is_scaled ? Datatype::Double : Datatype::UInt16;
    case codec::RawType::Uint32:
    case codec::RawType::Bcd32:
      return is_scaled ? Datatype::Double : Datatype::UInt32;
    case codec::RawType::Uint64:
      return is_scaled ? Datatype::Double : Datatype::UInt64;
    case codec::RawType::Int16:
      return is_scaled ? Datatype::Double : Datatype::Int16;
    case codec::RawType::Int32:
      return is_scaled ? Datatype::Double : Datatype::Int32;
    case codec::RawType::Int64:
      break;
  }
  return is_scaled ? Datatype::Double : Datatype::Int64;
}

}  // namespace

uplink::sparkplug::Catalog catalog_of(const site::SiteSpec& site) {
  std::vector<uplink::sparkplug::Device> devices;
  devices.reserve(site.devices.size());
  for (const site::DeviceSpec& device : site.devices) {
    uplink::sparkplug::Device& its = devices.emplace_back();
    its.id = device.id;
    for (const PointIndex index : device.points) {
      const site::PointSpec& point = site.points[at(index)];
      its.metrics.push_back(
          {point.id.substr(device.id.size() + 1), datatype_of(point), point.unit});
    }
  }
  return uplink::sparkplug::Catalog(std::move(devices));
}

std::optional<std::uint8_t> bd_seq_from(const std::vector<site::Document>& documents) {
  for (const site::Document& document : documents) {
    if (document.kind != kKind || document.id != kId) continue;
    const auto body = unsealed(document.body);
    if (!body) return std::nullopt;
    bool good = true;
    DocumentReader reader(*body, good);
    const auto reserved = reader.count<std::uint8_t>("reserved");
    return good ? std::optional(reserved) : std::nullopt;
  }
  return std::nullopt;
}

site::Document bd_seq_document(std::uint8_t reserved) {
  return {kKind, kId, sealed({{"reserved", reserved}})};
}

}  // namespace hazgate::daemon
