#include <set>

#include "gateway/journal/frame.hpp"
#include "gateway/uplink/uplink.hpp"
#include "uplink_fixture.hpp"

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;
using Messages = Subscriber::Messages;

constexpr int kDays = 5;
constexpr std::chrono::milliseconds kPoll = 20s;
constexpr int kSamples = kDays * 24h / kPoll;
constexpr int kEvents = kDays * 24;

std::uint64_t seq_of(const std::string& payload) {
  const std::size_t at = payload.find(R"("seq":)");
  return at == std::string::npos ? 0 : std::stoull(payload.substr(at + 6));
}

std::set<std::uint64_t> seqs(const Messages& messages, const std::string& topic) {
  std::set<std::uint64_t> found;
  for (const auto& [name, payload] : messages) {
    if (name == kRoot + topic) found.insert(seq_of(payload));
  }
  found.erase(0);
  return found;
}

/// Days pass in the stamps only: a poll every 20 s, an event every hour.
void record_days(journal::Journal& journal) {
  const WallTime begin{std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch())};
  const std::uint32_t layout = journal.layout("gd-101", {"gas"});
  for (int n = 0; n < kSamples; ++n) {
    const WallTime t = begin + n * kPoll;
    journal.append_sample(t, layout, journal::pack({{n % 100 / 10.0, Quality::Good}}));
    if (n % (1h / kPoll) == 0) {
      const std::string body = R"({"t":)" + std::to_string(t.time_since_epoch().count()) + "}";
      journal.append({{{0, t, "alarm", body}}, {}, {}});
    }
    while (journal.counters().waiting > 4000) std::this_thread::sleep_for(1ms);  // the queue's room
  }
  while (journal.counters().waiting > 0) std::this_thread::sleep_for(1ms);  // all is durable
}

TEST_P(UplinkTest, DaysWithoutABrokerArriveWholeThoughTheBrokerComesAndGoes) {
  open_journal();
  record_days(*journal_);
  const std::string epoch = journal_->opened().epoch;
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "hazgate/#");
  start(broker);
  for (int part = 1; part <= 3; ++part) {  // gone in the middle of it, three times
    const auto some = static_cast<std::uint64_t>(part * (kSamples + kEvents) / 4);
    ASSERT_TRUE(wait_for([&](const Counters& c) { return c.published > some; }, 60s));
    broker.stop();
    ASSERT_TRUE(wait_for([](const Counters& c) { return !c.connected; }));
    append_samples(10);
    append_events(1);
    broker.start();
  }
  const std::uint64_t samples = kSamples + 30, events = kEvents + 3;
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.lag_event + c.lag_sample == 0; }, 60s));
  EXPECT_GE(counters().published, samples + events);
  ASSERT_TRUE(eye.wait_for([&](const Messages& messages) {
    return messages.size() >= samples + events &&
           seqs(messages, "telemetry/gd-101").size() == samples;
  }));
  const Messages messages = eye.messages();
  EXPECT_EQ(*seqs(messages, "telemetry/gd-101").rbegin(), samples);
  EXPECT_TRUE(has_all(messages, "alarm", events));

  int before = 0;  // of the first connection: every event before any telemetry
  for (const auto& [topic, payload] : messages) {
    if (topic == kRoot + "telemetry/gd-101") break;
    if (topic != kRoot + "alarm") continue;
    ++before;
    EXPECT_NE(payload.find(epoch), std::string::npos);
  }
  EXPECT_EQ(before, kEvents);
}

}  // namespace
}  // namespace hazgate::uplink
