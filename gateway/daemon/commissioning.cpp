#include "gateway/daemon/commissioning.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "drivers/commission/scan.hpp"
#include "drivers/commission/trace.hpp"
#include "drivers/poll/clock.hpp"
#include "gateway/daemon/arguments.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;
using std::chrono::milliseconds;

constexpr milliseconds kScanTimeout{100};
constexpr std::uint64_t kLeastTimeout = 5;
constexpr std::uint64_t kMostTimeout = 10'000;
constexpr std::uint64_t kLongestTrace = 24ULL * 3600 * 1000;
/// Frames are given out in bundles: nobody reads faster, and the core wakes less often.
constexpr milliseconds kBundle{50};
constexpr std::chrono::seconds kLookForCaller{1};
constexpr std::size_t kPage = 256;

std::string_view parity_text(modbus::Parity parity) {
  switch (parity) {
    case modbus::Parity::None:
      return "none";
    case modbus::Parity::Even:
      return "even";
    case modbus::Parity::Odd:
      return "odd";
  }
  return "";
}

std::optional<modbus::Parity> parity_from(std::string_view text) {
  for (const auto parity : {modbus::Parity::None, modbus::Parity::Even, modbus::Parity::Odd}) {
    if (text == parity_text(parity)) return parity;
  }
  return std::nullopt;
}

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return parts;
}

using Settings = tl::expected<std::vector<commission::Setting>, std::string>;

/// Every baud with every parity, but for the bus's own.
Settings other_settings(const poll::BusPlan& plan, const json::object& args) {
  const auto bauds = parts_of(text_argument(args, "bauds"));
  const auto parities = parts_of(text_argument(args, "parities"));
  if (bauds.empty() && parities.empty()) return {};
  const auto* own = std::get_if<modbus::SerialLine>(&plan.line);
  if (own == nullptr) {
    return tl::unexpected("bus " + plan.id + " is TCP: it has no bauds and no parities");
  }
  std::vector<int> rates;
  for (const std::string& baud : bauds) {
    const int rate = baud.size() < 8 && baud.find_first_not_of("0123456789") == std::string::npos
                         ? std::stoi("0" + baud)
                         : 0;
    if (!modbus::is_known_baud(rate)) {
      return tl::unexpected("'" + baud + "' is no baud rate; write 9600,19200");
    }
    rates.push_back(rate);
  }
  if (rates.empty()) rates.push_back(own->baud);
  std::vector<modbus::Parity> chosen;
  for (const std::string& text : parities) {
    const auto parity = parity_from(text);
    if (!parity) return tl::unexpected("'" + text + "' is no parity; write none,even,odd");
    chosen.push_back(*parity);
  }
  if (chosen.empty()) chosen.push_back(own->parity);
  std::vector<commission::Setting> settings;
  for (const int baud : rates) {
    for (const modbus::Parity parity : chosen) {
      const commission::Setting setting{baud, parity, own->stop_bits};
      const bool known = std::find(settings.begin(), settings.end(), setting) != settings.end();
      const bool same = baud == own->baud && parity == own->parity;
      if (!known && !same) settings.push_back(setting);
    }
  }
  if (settings.size() > commission::kMostSettings) {
    return tl::unexpected(
        fmt::format("at most {} line settings in one scan", commission::kMostSettings));
  }
  return settings;
}

tl::expected<commission::ScanSpec, std::string> spec_from(const poll::BusPlan& plan,
                                                          const json::object& args) {
  commission::ScanSpec spec;
  auto units = commission::units_from(text_argument(args, "units"));
  if (!units) return tl::unexpected(units.error());
  auto others = other_settings(plan, args);
  if (!others) return tl::unexpected(others.error());
  spec.units = std::move(*units);
  spec.others = std::move(*others);
  spec.identify = !flag_argument(args, "no_identify");
  const auto timeout = number_argument(args, "timeout_ms")
                           .value_or(static_cast<std::uint64_t>(kScanTimeout.count()));
  if (timeout < kLeastTimeout || timeout > kMostTimeout) {
    return tl::unexpected(
        fmt::format("a time-out is from {} ms to {} s", kLeastTimeout, kMostTimeout / 1000));
  }
  spec.timeout = milliseconds(timeout);
  return spec;
}

json::object found_object(const BusAtWork& bus, const commission::ScanSpec& spec,
                          const commission::FoundUnit& found) {
  json::object object{{"unit", found.unit}, {"answer", commission::answer_text(found)}};
  const commission::Identity& identity = found.identity;
  if (!identity.empty()) {
    object["vendor"] = identity.vendor;
    object["product"] = identity.product;
    object["version"] = identity.version;
  }
  if (const auto* own = std::get_if<modbus::SerialLine>(&bus.plan->line)) {
    commission::Setting setting{own->baud, own->parity, own->stop_bits};
    if (found.setting > 0) setting = spec.others[found.setting - 1];
    object["baud"] = setting.baud;
    object["parity"] = parity_text(setting.parity);
  }
  json::array devices;
  for (const poll::PolledDevice* device : bus.devices) {
    if (device->unit == found.unit && found.setting == 0) devices.emplace_back(device->id);
  }
  if (!devices.empty()) object["devices"] = std::move(devices);
  return object;
}

double ms(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

struct Commissioning::Scanning {
  BusAtWork bus;
  Answer answer;
  commission::ScanSpec spec;
  std::set<std::uint8_t> found;

  json::object summary(const poll::ScanEnd& end) const;
};

json::object Commissioning::Scanning::summary(const poll::ScanEnd& end) const {
  json::object summary{{"found", end.found},           {"questions", end.questions},
                       {"took_ms", ms(end.took)},      {"polls", end.polls},
                       {"polls_held", end.polls_held}, {"held_most_ms", ms(end.held_most)}};
  const bool whole = end.error.empty() && !end.cancelled;
  json::array missing, left_out;
  for (const poll::PolledDevice* device : bus.devices) {
    const bool asked =
        std::find(spec.units.begin(), spec.units.end(), device->unit) != spec.units.end();
    if (!whole || !asked || found.count(device->unit) != 0) continue;
    (device->queue ? left_out : missing)
        .push_back({{"unit", device->unit}, {"device", device->id}});
  }
  if (!missing.empty()) summary["missing"] = std::move(missing);
  if (!left_out.empty()) summary["left_out"] = std::move(left_out);
  return {{"summary", std::move(summary)}};
}

bool Commissioning::scan(const Request& request, const Answer& answer) {
  const std::string name = text_argument(request.args, "bus");
  const auto bus = bus_(name);
  if (!bus) {
    answer->fail(Failure::Unreachable, bus.error());
    return false;
  }
  auto spec = spec_from(*bus->plan, request.args);
  if (!spec) {
    answer->fail(Failure::Usage, spec.error());
    return false;
  }
  const auto running = scans_[name].lock();
  if (running != nullptr && !running->answer->is_open()) bus->worker->cancel_scan();
  const auto scan = std::make_shared<Scanning>(Scanning{*bus, answer, *spec, {}});
  // A question about register 0 might take an event out of a panel that is polled for them.
  std::erase_if(spec->units, [&](std::uint8_t unit) {
    return std::any_of(bus->devices.begin(), bus->devices.end(), [unit](const auto* device) {
      return device->queue && device->unit == unit;
    });
  });
  const bool begun = bus->worker->scan(
      {.spec = std::move(*spec), .tell = [this, scan](poll::ScanNews&& news) {
         boost::asio::post(io_, [this, scan, news = std::move(news)] { scanned(scan, news); });
       }});
  if (!begun) {
    answer->fail(Failure::Refused, "a scan of bus " + name +
                                       " is under way; wait for its end, or end it with Ctrl-C "
                                       "where it runs");
    return false;
  }
  scans_[name] = scan;
  return true;
}

void Commissioning::scanned(const std::shared_ptr<Scanning>& scan, const poll::ScanNews& news) {
  const Answer& answer = scan->answer;
  // Not the next one's, should this one have ended meanwhile.
  if (!answer->is_open() && scans_[scan->bus.plan->id].lock() == scan) {
    scan->bus.worker->cancel_scan();
  }
  if (news.found) {
    scan->found.insert(news.found->unit);
    answer->item(found_object(scan->bus, scan->spec, *news.found));
  }
  if (!news.end) {
    const commission::ScanProgress& at = news.progress;
    answer->item(
        {{"progress",
          {{"done", at.done}, {"total", at.total}, {"unit", at.unit}, {"left_ms", ms(at.left)}}}});
    return;
  }
  answer->item(scan->summary(*news.end));
  if (!news.end->error.empty()) {
    answer->fail(Failure::Unreachable, "the scan is not whole: " + news.end->error);
  } else if (news.end->cancelled) {
    answer->fail(Failure::Refused, "the scan was ended");
  } else {
    answer->done();
  }
}

// Tracing

struct Commissioning::Tracing {
  Tracing(boost::asio::io_context& core, const BusAtWork& at, Answer to)
      : bus(at), answer(std::move(to)), bundle(core), caller(core), end(core) {}

  BusAtWork bus;
  Answer answer;
  std::shared_ptr<poll::FrameBuffer> buffer;
  boost::asio::steady_timer bundle;
  boost::asio::steady_timer caller;
  boost::asio::steady_timer end;
  std::uint64_t frames = 0;
  std::uint64_t dropped = 0;
  bool draining = false;
  bool ending = false;
  bool stopped = false;
};

void Commissioning::trace(const Request& request, const Answer& answer) {
  const std::string name = text_argument(request.args, "bus");
  const auto bus = bus_(name);
  if (!bus) {
    answer->fail(Failure::Unreachable, bus.error());
    return;
  }
  const auto span = number_argument(request.args, "for_ms");
  if (span && (*span == 0 || *span > kLongestTrace)) {
    answer->fail(Failure::Usage, "a trace goes on for at most 24h");
    return;
  }
  if (const auto other = traces_[name].lock()) {
    if (other->answer->is_open() && !other->stopped) {
      answer->fail(Failure::Refused,
                   "a trace of bus " + name + " is under way; end it with Ctrl-C where it runs");
      return;
    }
    stop(other);
  }
  const auto tracing = std::make_shared<Tracing>(io_, *bus, answer);
  traces_[name] = tracing;
  const std::weak_ptr<Tracing> weak = tracing;
  // From the bus's thread: the frames of a moment go out together.
  auto wake = [&io = io_, weak] {
    boost::asio::post(io, [weak] {
      const auto awake = weak.lock();
      if (awake == nullptr || awake->stopped) return;
      awake->bundle.expires_after(kBundle);
      awake->bundle.async_wait([awake](boost::system::error_code cancelled) {
        if (!cancelled) drain(awake);
      });
    });
  };
  tracing->buffer =
      std::make_shared<poll::FrameBuffer>(poll::monotonic_now(), poll::utc_now(), std::move(wake));
  bus->worker->trace(tracing->buffer);
  watch(tracing);
  if (!span) return;
  tracing->end.expires_after(milliseconds(*span));
  tracing->end.async_wait([tracing](boost::system::error_code cancelled) {
    if (cancelled || tracing->stopped) return;
    tracing->bus.worker->trace(nullptr);
    tracing->ending = true;
    drain(tracing);
  });
}

/// A caller who went away leaves no trace running, also on a bus where nothing passes.
void Commissioning::watch(const std::shared_ptr<Tracing>& tracing) {
  tracing->caller.expires_after(kLookForCaller);
  tracing->caller.async_wait([tracing](boost::system::error_code cancelled) {
    if (cancelled || tracing->stopped) return;
    if (!tracing->answer->is_open()) return stop(tracing);
    watch(tracing);
  });
}

void Commissioning::stop(const std::shared_ptr<Tracing>& tracing) {
  if (std::exchange(tracing->stopped, true)) return;
  tracing->bus.worker->trace(nullptr);
  tracing->bundle.cancel();
  tracing->caller.cancel();
  tracing->end.cancel();
}

/// Gives out what has come, a page at a time, as fast as the caller reads.
void Commissioning::drain(const std::shared_ptr<Tracing>& tracing) {
  if (tracing->stopped || std::exchange(tracing->draining, true)) return;
  if (!tracing->answer->is_open()) return stop(tracing);
  tracing->answer->when_room([tracing] {
    tracing->draining = false;
    if (tracing->stopped) return;
    const auto taken = tracing->buffer->take(kPage);
    if (taken.dropped > 0) tracing->answer->item({{"dropped", taken.dropped}});
    tracing->dropped += taken.dropped;
    tracing->frames += taken.frames.size();
    for (const commission::TracedFrame& frame : taken.frames) {
      json::object item{{"us", frame.at_us},
                        {"dir", frame.direction == modbus::Direction::Sent ? "sent" : "received"},
                        {"line", frame.serial ? "rtu" : "tcp"},
                        {"hex", commission::hex_text(frame.bytes)}};
      if (!frame.error.empty()) item["error"] = frame.error;
      tracing->answer->item(item);
    }
    if (taken.more) return drain(tracing);
    if (!tracing->ending) return;
    tracing->answer->item(
        {{"summary", {{"frames", tracing->frames}, {"dropped", tracing->dropped}}}});
    tracing->answer->done();
    stop(tracing);
  });
}

}  // namespace hazgate::daemon
