#include "simulators/field/pdu.hpp"

#include <algorithm>

namespace hazgate::sim {
namespace {

constexpr std::size_t kHead = 5;  ///< function, address, and the count or the one value
constexpr std::uint16_t kOn = 0xFF00;

std::uint16_t word_at(Pdu pdu, std::size_t place) {
  return static_cast<std::uint16_t>(pdu[place] << 8 | pdu[place + 1]);
}

tl::expected<Request, Exception> wrong(Exception exception) {
  return tl::unexpected(exception);
}

tl::expected<Request, Exception> parse_read(Request request) {
  constexpr std::array<codec::Table, 4> kTables = {codec::Table::Coil, codec::Table::Discrete,
                                                   codec::Table::Holding, codec::Table::Input};
  if (request.pdu.size() != kHead) return wrong(Exception::IllegalValue);
  request.table = kTables[request.function - 1U];
  request.count = word_at(request.pdu, 3);
  const std::uint32_t most = codec::is_bit_table(request.table) ? 2000 : 125;
  if (request.count < 1 || request.count > most) return wrong(Exception::IllegalValue);
  return request;
}

tl::expected<Request, Exception> parse_write_one(Request request) {
  if (request.pdu.size() != kHead) return wrong(Exception::IllegalValue);
  const bool coil = request.function == 5;
  const std::uint16_t value = word_at(request.pdu, 3);
  if (coil && value != kOn && value != 0) return wrong(Exception::IllegalValue);
  request.table = coil ? codec::Table::Coil : codec::Table::Holding;
  request.count = 1;
  return request;
}

tl::expected<Request, Exception> parse_write_many(Request request) {
  if (request.pdu.size() <= kHead) return wrong(Exception::IllegalValue);
  const bool coils = request.function == 15;
  request.table = coils ? codec::Table::Coil : codec::Table::Holding;
  request.count = word_at(request.pdu, 3);
  const std::uint32_t bytes = coils ? (request.count + 7) / 8 : request.count * 2;
  const bool fits = request.count >= 1 && request.count <= (coils ? 1968U : 123U) &&
                    request.pdu[kHead] == bytes && request.pdu.size() == kHead + 1 + bytes;
  if (!fits) return wrong(Exception::IllegalValue);
  return request;
}

}  // namespace

std::uint16_t Request::written(std::size_t i) const {
  if (function == 5) return word_at(pdu, 3) == kOn ? 1 : 0;
  if (function == 6) return word_at(pdu, 3);
  if (function == 16) return word_at(pdu, kHead + 1 + i * 2);
  return static_cast<std::uint16_t>((pdu[kHead + 1 + i / 8] >> (i % 8)) & 1U);
}

tl::expected<Request, Exception> parse(Pdu pdu) {
  Request request{.function = pdu.empty() ? std::uint8_t{0} : pdu[0], .pdu = pdu};
  if (pdu.size() >= kHead) request.address = word_at(pdu, 1);
  switch (request.function) {
    case 1:
    case 2:
    case 3:
    case 4:
      return parse_read(request);
    case 5:
    case 6:
      request.writes = true;
      return parse_write_one(request);
    case 15:
    case 16:
      request.writes = true;
      return parse_write_many(request);
    default:
      return wrong(Exception::IllegalFunction);
  }
}

void reply_read(const Request& request, std::span<const std::uint16_t> words, Reply& reply) {
  reply.clear();
  reply.add(request.function);
  if (!codec::is_bit_table(request.table)) {
    reply.add(static_cast<std::uint8_t>(words.size() * 2));
    for (const std::uint16_t word : words) reply.add_word(word);
    return;
  }
  reply.add(static_cast<std::uint8_t>((words.size() + 7) / 8));
  for (std::size_t begin = 0; begin < words.size(); begin += 8) {
    const std::size_t end = std::min(begin + 8, words.size());
    unsigned byte = 0;
    for (std::size_t i = begin; i < end; ++i) {
      if (words[i] != 0) byte |= 1U << (i - begin);
    }
    reply.add(static_cast<std::uint8_t>(byte));
  }
}

void reply_written(const Request& request, Reply& reply) {
  reply.clear();
  for (const std::uint8_t byte : request.pdu.first(kHead)) reply.add(byte);
}

void reply_exception(std::uint8_t function, std::uint8_t code, Reply& reply) {
  reply.clear();
  reply.add(static_cast<std::uint8_t>(function | 0x80));
  reply.add(code);
}

}  // namespace hazgate::sim
