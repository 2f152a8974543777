// What may come from the park on `command`: whatever it is, it is in the audit once, does nothing that the
// site file does not allow, and the site goes on. Input: one command in each line.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <cstdlib>
#include <spdlog/spdlog.h>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "gateway/daemon/park_commands.hpp"
#include "tests/support/small_site.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  const auto insist = [](bool holds) {
    if (!holds) std::abort();
  };
  spdlog::set_level(spdlog::level::off);
  static const testing::SmallSite kSmall;
  boost::asio::io_context io;
  uplink::Uplink uplink(io, {.brokers = {"tcp://127.0.0.1:1"}, .client_id = "fuzz"}, {});
  daemon::Core core(io, kSmall.spec, &uplink, [](const auto&) {});
  core.restore({});
  std::size_t audits = 0, wrong = 0;
  core.watch([&](const site::Event& event) {
    const auto* audit = std::get_if<site::AuditEvent>(&event);
    if (audit == nullptr) return;
    ++audits;
    if (!audit->ok) ++wrong;
    insist(audit->from == "park" && audit->by.starts_with("park"));
    insist(audit->ok == audit->error.empty());
    insist(!audit->ok || audit->op == "ack" || audit->op == "silence" || audit->op == "drill");
  });
  daemon::ParkCommands park(core, uplink, {"ack", "silence", "drill"});
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t commands = 0;
  for (; !text.empty(); ++commands) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    park.take(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    for (const auto& incident : core.site().incidents()) insist(incident.drill);
  }
  insist(audits == commands && wrong <= commands);
  core.stop();
  return 0;
}
