// What a host sends to the edge node: NCMD and DCMD payloads, and STATE.
#include <cstddef>
#include <cstdint>
#include <string>

#include "gateway/uplink/sparkplug/session.hpp"

using namespace hazgate::uplink;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string payload(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  sparkplug::Session session({"p", "e.g", "1", (bytes[0] & 1) != 0 ? "host" : ""});
  session.set_catalog(sparkplug::Catalog({{"d", {{"x", sparkplug::Datatype::Double, ""}}}}));
  session.will(1);
  const hazgate::WallTime now{};
  if (session.subscribed() == sparkplug::Session::Wish::Births) session.births(now);
  for (const char* topic : {"spBv1.0/STATE/host", "spBv1.0/p/NCMD/e.g", "spBv1.0/p/DCMD/e.g/d"}) {
    if (session.heard({topic, payload, false, {}}) == sparkplug::Session::Wish::Births) {
      session.births(now);
    }
  }
  if (session.refused_command().size() > 1000) __builtin_trap();
  return 0;
}
