#pragma once

#include <string>
#include <vector>

#include "tests/component/drivers/scripted_server.hpp"

namespace hazgate::test {

/// The reply to a TCP-shaped request for the basic identification: vendor, product, version.
inline Bytes identity_reply(const Bytes& request, const std::vector<std::string>& objects) {
  Bytes reply(request.begin(), request.begin() + 7);
  const Bytes head = {
      0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, static_cast<std::uint8_t>(objects.size())};
  reply.insert(reply.end(), head.begin(), head.end());
  std::uint8_t number = 0;
  for (const std::string& text : objects) {
    reply.push_back(number++);
    reply.push_back(static_cast<std::uint8_t>(text.size()));
    reply.insert(reply.end(), text.begin(), text.end());
  }
  reply[4] = 0;
  reply[5] = static_cast<std::uint8_t>(reply.size() - 6);
  return reply;
}

}  // namespace hazgate::test
