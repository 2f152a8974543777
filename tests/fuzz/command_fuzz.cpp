// What may come from the park on `command`: whatever it is, it is in the audit once or counted in a sum, does
// nothing that the site file does not allow, none twice by the same id, and the site goes on. Input: one command in each line.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <spdlog/spdlog.h>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "gateway/daemon/park_commands.hpp"
#include "gateway/daemon/receipt_codec.hpp"
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
  std::size_t audits = 0, wrong = 0, summed = 0;
  core.watch([&](const site::Event& event) {
    const auto* audit = std::get_if<site::AuditEvent>(&event);
    if (audit == nullptr) return;
    if (audit->op == "sum") {
      summed += std::stoul(audit->note);
      return;
    }
    ++audits;
    if (!audit->ok) ++wrong;
    insist(audit->from == "park" && audit->by.starts_with("park"));
    insist(audit->ok == audit->error.empty());
    insist(!audit->ok || audit->op == "ack" || audit->op == "silence" || audit->op == "drill" ||
           audit->op == "confirm");
  });
  receipt::Terms terms;
  terms.within.fill(std::chrono::seconds{1});
  daemon::ReceiptDesk receipts(io, core, terms, [] { return std::uint64_t{0}; });
  receipts.committed(
      {.events = {{.seq = 3, .t = {}, .kind = "note", .body = "{}"}}, .samples = {}});
  daemon::ParkCommands park(core, uplink, receipts,
                            {.allowed = {"ack", "silence", "drill", "confirm"}});
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t commands = 0;
  for (; !text.empty(); ++commands) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    park.take(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    for (const auto& incident : core.site().incidents()) insist(incident.drill);
  }
  park.look(true);
  insist(audits + summed == commands && wrong <= commands);
  // The same again, as it is carried over a restart: what was done is not done again.
  daemon::ParkCommands later(core, uplink, receipts, {.allowed = {"drill"}});
  later.restore(core.unrecorded().documents);
  const std::size_t before = core.site().incidents().size();
  for (const site::Document& document : std::vector(core.unrecorded().documents)) {
    if (const auto one = daemon::answered_from(document); one && one->ok) {
      later.take(R"({"op":"drill","args":{"plan":"leak"},"by":"x","id":)" +
                 boost::json::serialize(boost::json::value(one->id)) + "}");
    }
  }
  insist(core.site().incidents().size() == before);
  core.stop();
  return 0;
}
