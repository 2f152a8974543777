#include "simulators/field/identification.hpp"

#include <algorithm>
#include <string_view>

namespace hazgate::sim {
namespace {

constexpr std::uint8_t kInterface = 0x0E;
constexpr std::size_t kRequest = 4;  ///< function, interface, access, object
constexpr std::uint8_t kBasic = 1, kExtended = 3, kSingle = 4;
constexpr std::uint8_t kConformity = 0x81;  ///< basic, in a stream or one at a time
constexpr std::size_t kHead = 7;  ///< function, interface, access, conformity, more, next, count
constexpr std::size_t kMostText = kMostPdu - kHead - 2;

std::string_view text_of(const Identity& identity, std::size_t object) {
  return std::string_view(identity[object]).substr(0, kMostText);
}

/// The first object that does not fit into one reply with those before it.
std::size_t end_of(const Identity& identity, std::size_t first) {
  std::size_t size = kHead;
  std::size_t object = first;
  for (; object < identity.size(); ++object) {
    size += 2 + text_of(identity, object).size();
    if (size > kMostPdu) break;
  }
  return object;
}

void put(std::uint8_t access, const Identity& identity, std::size_t first, std::size_t end,
         Reply& reply) {
  const bool more = access != kSingle && end < identity.size();
  reply.clear();
  reply.add(kEncapsulated);
  reply.add(kInterface);
  reply.add(access);
  reply.add(kConformity);
  reply.add(more ? 0xFF : 0);
  reply.add(static_cast<std::uint8_t>(more ? end : 0));
  reply.add(static_cast<std::uint8_t>(end - first));
  for (std::size_t object = first; object < end; ++object) {
    const std::string_view text = text_of(identity, object);
    reply.add(static_cast<std::uint8_t>(object));
    reply.add(static_cast<std::uint8_t>(text.size()));
    for (const char letter : text) reply.add(static_cast<std::uint8_t>(letter));
  }
}

}  // namespace

void reply_identification(Pdu pdu, const Identity& identity, Reply& reply) {
  const auto refuse = [&](Exception exception) {
    reply_exception(kEncapsulated, static_cast<std::uint8_t>(exception), reply);
  };
  if (pdu.size() < 2) return refuse(Exception::IllegalValue);
  if (pdu[1] != kInterface) return refuse(Exception::IllegalFunction);
  if (pdu.size() != kRequest) return refuse(Exception::IllegalValue);
  const std::uint8_t access = pdu[2], object = pdu[3];
  const bool known = object < identity.size();
  if (access == kSingle) {
    if (!known) return refuse(Exception::IllegalAddress);
    return put(access, identity, object, object + 1U, reply);
  }
  if (access < kBasic || access > kExtended) return refuse(Exception::IllegalValue);
  const std::size_t first = known ? object : 0;
  put(access, identity, first, end_of(identity, first), reply);
}

}  // namespace hazgate::sim
