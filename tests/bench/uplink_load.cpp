// The sample lane on its way to a broker on loopback, for the benchmark `uplink`.
//
// usage: uplink_load fill FILE DEVICES POINTS SECONDS   a backlog: every device once a second, up to now
//        uplink_load drain FILE PORT json|sparkplug     what hazgated does with it: journal and Uplink
//        uplink_load bare FILE PORT WINDOW json|sparkplug QOS   a bare Paho loop with the same payloads, made before
// The last two print: seconds, CPU seconds, messages; from the connection to the last acknowledgement.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <mqtt/async_client.h>
#include <semaphore>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/uplink/payload.hpp"
#include "gateway/uplink/uplink.hpp"

namespace {

using namespace hazgate;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kSecondsAtOnce = 50;  // the journal's queue drops what is more than 8192
const std::string kRoot = "hazgate/v1/bench/bench/bench/";
constexpr auto kPatience = 240s;

double cpu_s() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// From its making to say().
struct Stretch {
  Clock::time_point began = Clock::now();
  double cpu = cpu_s();

  void say(std::uint64_t messages) const {
    const std::chrono::duration<double> took = Clock::now() - began;
    std::printf("%.6f %.6f %llu\n", took.count(), cpu_s() - cpu,
                static_cast<unsigned long long>(messages));
  }
};

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "uplink_load: %s\n", why.c_str());
  std::_Exit(1);
}

std::unique_ptr<journal::Journal> open(const std::string& path, journal::Journal::Sink sink = {},
                                       std::chrono::milliseconds commit = 1ms) {
  auto opened = journal::Journal::open({.path = path, .sample_commit = commit}, std::move(sink));
  if (!opened) give_up(opened.error().text);
  return std::move(*opened);
}

void wait(const journal::Journal& journal) {
  while (journal.counters().waiting > 0) std::this_thread::sleep_for(1ms);
}

void fill(const std::string& path, int devices, int points, int seconds) {
  const auto journal = open(path);
  std::vector<std::string> names;
  for (int p = 0; p < points; ++p) names.push_back("r" + std::to_string(p));
  std::vector<std::uint32_t> layouts;
  for (int d = 1; d <= devices; ++d) {
    layouts.push_back(journal->layout("d-" + std::to_string(d), names));
  }
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const WallTime begin = WallTime{now - std::chrono::seconds{seconds}};
  std::vector<journal::Reading> readings(static_cast<std::size_t>(points));
  for (int second = 0; second < seconds; ++second) {
    for (int d = 0; d < devices; ++d) {
      for (int p = 0; p < points; ++p) {
        const double turns = second / (600.0 + 7 * p + 3 * d);
        const auto value = std::llround(20000.0 + 15000.0 * std::sin(turns * 6.2831853));
        readings[static_cast<std::size_t>(p)] = {static_cast<std::uint64_t>(value), Quality::Good};
      }
      journal->append_sample(begin + std::chrono::milliseconds{second * 1000 + d * 10},
                             layouts[static_cast<std::size_t>(d)], journal::pack(readings));
    }
    if (second % kSecondsAtOnce == 0) wait(*journal);
  }
  wait(*journal);
  if (journal->counters().dropped_samples > 0) give_up("the journal's queue was full");
}

std::string url(const std::string& port) {
  return "tcp://127.0.0.1:" + port;
}

/// Looks every millisecond whether the lane has been sent; ends the loop then.
void watch(boost::asio::steady_timer& timer, const uplink::Uplink& uplink,
           boost::asio::io_context& io) {
  timer.expires_after(1ms);
  timer.async_wait([&](const boost::system::error_code&) {
    uplink.counters().lag_sample == 0 ? io.stop() : watch(timer, uplink, io);
  });
}

/// Of every device and point that `fill` has made.
uplink::sparkplug::Catalog catalog_of(const journal::Journal& journal) {
  std::vector<uplink::sparkplug::Device> devices;
  for (std::uint32_t id = 1; const auto layout = journal.layout(id); ++id) {
    uplink::sparkplug::Device& device = devices.emplace_back();
    device.id = layout->device;
    for (const std::string& point : layout->points) {
      device.metrics.push_back({point, uplink::sparkplug::Datatype::UInt16, ""});
    }
  }
  return uplink::sparkplug::Catalog(std::move(devices));
}

const uplink::sparkplug::Session::Identity kNode{"bench", "bench.bench", "bench", ""};

void drain(const std::string& path, const std::string& port, bool sparkplug) {
  boost::asio::io_context io;
  std::unique_ptr<uplink::Uplink> uplink;
  const auto journal =
      open(path,
           {.committed =
                [&](journal::Committed&& committed) {
                  boost::asio::post(io, [&, committed = std::move(committed)]() mutable {
                    uplink->committed(std::move(committed));
                  });
                },
            .failed = {}},
           journal::Options{}.sample_commit);
  const std::uint64_t messages = journal->ends().last_sample - journal->ends().sent_sample;
  uplink::Options options;
  options.brokers = {url(port)};
  options.client_id = "bench-drain";
  options.root = kRoot;
  options.version = "bench";
  if (sparkplug) options.sparkplug = kNode;
  std::unique_ptr<Stretch> stretch;
  uplink::Uplink::Callbacks callbacks;
  callbacks.link = [&](bool connected, const std::string& why) {
    if (!connected) give_up(why);
    stretch = std::make_unique<Stretch>();
  };
  uplink = std::make_unique<uplink::Uplink>(io, std::move(options), std::move(callbacks));
  uplink->set_catalog(catalog_of(*journal));
  uplink->attach(journal.get());
  uplink->start();
  boost::asio::steady_timer timer(io), patience(io, kPatience);
  patience.async_wait(
      [](const boost::system::error_code&) { give_up("the drain takes too long"); });
  watch(timer, *uplink, io);
  io.run();
  if (!stretch) give_up("there was no backlog");
  stretch->say(messages);
  uplink->stop(5s);
}

/// Everything that waits in the journal, as the uplink would send it.
std::vector<mqtt::message_ptr> payloads(const std::string& path, bool sparkplug, int qos) {
  const auto journal = open(path);
  uplink::sparkplug::Session session(kNode);
  session.set_catalog(catalog_of(*journal));
  session.births({});
  std::vector<mqtt::message_ptr> messages;
  std::uint64_t after = journal->ends().sent_sample;
  while (true) {
    std::promise<std::vector<journal::SampleRecord>> answer;
    journal->read_samples(after, 1000, [&](std::vector<journal::SampleRecord> records) {
      answer.set_value(std::move(records));
    });
    const auto records = answer.get_future().get();
    if (records.empty()) return messages;
    for (const auto& record : records) {
      const auto layout = journal->layout(record.layout);
      if (!layout) give_up("a frame without a layout");
      if (sparkplug) {
        for (auto& one : session.data(record, *layout, true, true, record.t)) {
          messages.push_back(mqtt::make_message(one.topic, one.payload, qos, false));
        }
        continue;
      }
      messages.push_back(mqtt::make_message(
          kRoot + "telemetry/" + layout->device,
          uplink::telemetry_payload(*layout, record, journal->opened().epoch), qos, false));
    }
    after = records.back().seq;
  }
}

/// Gives the place in the window back.
class Acknowledged : public mqtt::iaction_listener {
 public:
  explicit Acknowledged(std::counting_semaphore<>& window) : window_(window) {}
  void on_success(const mqtt::token&) override { window_.release(); }
  void on_failure(const mqtt::token&) override { give_up("the broker took a message badly"); }

 private:
  std::counting_semaphore<>& window_;
};

void bare(const std::string& path, const std::string& port, int most, bool sparkplug, int qos) {
  const auto messages = payloads(path, sparkplug, qos);
  std::counting_semaphore<> window{most};
  Acknowledged acknowledged{window};
  mqtt::async_client client(url(port), "bench-bare");
  mqtt::connect_options options;
  options.set_max_inflight(64);  // as hazgate's: below it Paho stalls
  client.connect(options)->wait();
  const Stretch stretch;
  for (const auto& message : messages) {
    window.acquire();
    client.publish(message, nullptr, acknowledged);
  }
  for (int n = 0; n < most; ++n) window.acquire();
  stretch.say(messages.size());
  client.disconnect()->wait();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 5 && words[0] == "fill") {
    fill(words[1], std::stoi(words[2]), std::stoi(words[3]), std::stoi(words[4]));
  } else if (words.size() == 4 && words[0] == "drain") {
    drain(words[1], words[2], words[3] == "sparkplug");
  } else if (words.size() == 6 && words[0] == "bare") {
    bare(words[1], words[2], std::stoi(words[3]), words[4] == "sparkplug", std::stoi(words[5]));
  } else {
    std::fprintf(stderr, "usage: uplink_load fill|drain|bare FILE …, see the source\n");
    return 2;
  }
  return 0;
}
