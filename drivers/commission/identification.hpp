#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

/// Read Device Identification, the basic category: vendor, product, version.
/// Thread  any (pure)
/// Source  MODBUS Application Protocol V1.1b3, 6.21
namespace hazgate::commission {

struct Identity {
  std::string vendor;
  std::string product;
  std::string version;

  bool empty() const { return vendor.empty() && product.empty() && version.empty(); }
  friend bool operator==(const Identity&, const Identity&) = default;
};

/// The PDU that asks, beginning with `object`.
std::array<std::uint8_t, 4> identification_pdu(std::uint8_t object);

/// Puts what a reply's PDU says into `identity`: printable ASCII, other bytes as '?'.
/// Result  the object to ask for next; nothing when that was all
/// Errors  none: what is cut short or is no such reply gives what there is
std::optional<std::uint8_t> read_identification(std::span<const std::uint8_t> pdu,
                                                Identity& identity);

}  // namespace hazgate::commission
