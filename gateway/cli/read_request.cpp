#include "gateway/cli/read_request.hpp"

#include <fmt/core.h>

#include "gateway/cli/numbers.hpp"

namespace hazgate::cli {
namespace {

using codec::RawType;
using codec::Table;

constexpr std::uint64_t kMostUnit = 255;
constexpr std::uint64_t kMostAddress = 65535;
constexpr std::uint64_t kMostBits = 2000;      // MODBUS Application Protocol V1.1b3, 6.1
constexpr std::uint64_t kMostRegisters = 125;  // 6.3

using Wrong = tl::unexpected<std::string>;

tl::expected<std::optional<Typed>, std::string> typed_from(const Arguments& a, Table table) {
  if (a.type.empty()) {
    if (!a.order.empty()) return Wrong("--order needs --type");
    return std::nullopt;
  }
  const auto type = codec::raw_type_from(a.type);
  if (!type) {
    return Wrong("no type '" + a.type +
                 "'; there are uint16 int16 uint32 int32 uint64 int64 float32 float64 bcd16 bcd32 "
                 "string bool");
  }
  if (*type == RawType::Bit) {
    return Wrong("leave --type bit out: `read` shows every register in binary");
  }
  if (codec::is_bit_table(table) && *type != RawType::Bool) {
    return Wrong("coils and discrete inputs are bool; leave --type out");
  }
  Typed typed{.type = *type};
  if (a.order.empty()) return typed;
  const auto order = codec::byte_order_from(a.order);
  if (!order) return Wrong("no order '" + a.order + "'; there are ABCD, CDAB, BADC and DCBA");
  typed.order = *order;
  return typed;
}

}  // namespace

tl::expected<ReadRequest, std::string> read_request_from(const Arguments& a) {
  const auto unit = number_from(a.unit);
  if (!unit || *unit > kMostUnit) return Wrong("unit " + a.unit + " is no number from 0 to 255");
  const auto table = codec::table_from(a.table);
  if (!table) return Wrong("no table '" + a.table + "'; there are coil, discrete, input, holding");
  const auto address = number_from(a.address);
  if (!address || *address > kMostAddress) {
    return Wrong("address " + a.address + " is no zero-based address from 0 to 65535, or 0x…");
  }
  const auto typed = typed_from(a, *table);
  if (!typed) return tl::unexpected(typed.error());
  const bool bits = codec::is_bit_table(*table);
  const std::uint64_t most = bits ? kMostBits : kMostRegisters;
  const std::uint64_t usual = *typed && !bits ? registers_of((*typed)->type, 1) : 1;
  const auto count = a.count.empty() ? usual : number_from(a.count);
  if (!count || *count < 1 || *count > most) {
    return Wrong(fmt::format("count {} is no number from 1 to {}", a.count, most));
  }
  if (*count < usual) {
    return Wrong(fmt::format("a {} takes {} registers; read at least so many", a.type, usual));
  }
  ReadRequest request;
  request.args = {{"bus", a.bus},
                  {"unit", *unit},
                  {"table", a.table},
                  {"address", *address},
                  {"count", *count}};
  request.words.table = *table;
  request.words.address = static_cast<std::uint16_t>(*address);
  request.typed = *typed;
  return request;
}

}  // namespace hazgate::cli
