#include "uplink_fixture.hpp"

#include <set>

#include "gateway/journal/frame.hpp"

namespace hazgate::uplink {

using namespace std::chrono_literals;

UplinkTest::UplinkTest() : work_(boost::asio::make_work_guard(io_)) {
  core_ = std::thread([this] { io_.run(); });
}

UplinkTest::~UplinkTest() {
  if (uplink_) on_core([this] { uplink_.reset(); });
  journal_.reset();
  io_.stop();
  core_.join();
}

void UplinkTest::open_journal() {
  journal::Options options;
  options.path = folder_ + "/hazgate.db";
  options.sample_commit = 20ms;
  auto opened = journal::Journal::open(
      options, {[this](journal::Committed&& committed) {
                  boost::asio::post(io_, [this, committed = std::move(committed)]() mutable {
                    if (uplink_) uplink_->committed(std::move(committed));
                  });
                },
                nullptr});
  ASSERT_TRUE(opened) << opened.error().text;
  journal_ = std::move(*opened);
}

Options UplinkTest::options_for(std::vector<std::string> brokers) const {
  Options options;
  options.brokers = std::move(brokers);
  options.client_id = "hazgate-north-park-acme-gw-01";
  options.root = kRoot;
  options.version = "0.1.0";
  options.mqtt = GetParam();
  return options;
}

void UplinkTest::start(Options options) {
  on_core([this, &options] {
    Uplink::Callbacks callbacks;
    callbacks.command = [this](const std::string& json, const ReplyTo& to) {
      const std::lock_guard lock(mutex_);
      commands_.push_back(json);
      reply_to_.push_back(to);
    };
    callbacks.refused = [this](Ticket ticket, const std::string&) {
      const std::lock_guard lock(mutex_);
      refused_.push_back(ticket);
    };
    callbacks.certificate = [this](const std::string& problem) {
      const std::lock_guard lock(mutex_);
      certificate_.push_back(problem);
    };
    callbacks.link = [this](bool connected, const std::string& why) {
      const std::lock_guard lock(mutex_);
      link_.emplace_back(connected, why);
    };
    uplink_ = std::make_unique<Uplink>(io_, std::move(options), std::move(callbacks));
    uplink_->set_describe(R"({"park":"north-park"})");
    uplink_->set_alarms(R"({"alarms":[]})");
    if (journal_) uplink_->attach(journal_.get());
    uplink_->start();
  });
}

void UplinkTest::stop() {
  on_core([this] {
    uplink_->stop(5s);
    uplink_.reset();
  });
}

void UplinkTest::append_events(int count) {
  for (int i = 0; i < count; ++i) {
    journal_->append({{{0, from_unix_ms(1000), "alarm", R"({"t":1000})"}}, {}, {}});
  }
}

void UplinkTest::append_samples(int count, std::int64_t t_ms) {
  const std::uint32_t layout = journal_->layout("gd-101", {"gas"});
  for (int i = 0; i < count; ++i) {
    journal_->append_sample(from_unix_ms(t_ms), layout, journal::pack({{12.3, Quality::Good}}));
  }
}

bool UplinkTest::wait_for_durable(std::uint64_t samples) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (journal_->ends().last_sample < samples) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(2ms);  // between two looks
  }
  return true;
}

bool UplinkTest::wait_for(const std::function<bool(const Counters&)>& condition,
                          std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition(counters())) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(2ms);  // between two looks
  }
  return true;
}

std::string version_name(const testing::TestParamInfo<MqttVersion>& version) {
  return version.param == MqttVersion::V5 ? "V5" : "V3_1_1";
}

std::vector<std::uint64_t> first_arrivals(const Subscriber::Messages& messages,
                                          const std::string& topic) {
  std::vector<std::uint64_t> seqs;
  for (const auto& [name, payload] : messages) {
    if (name != kRoot + topic) continue;
    const std::size_t at = payload.find(R"("seq":)");
    if (at == std::string::npos) continue;
    const std::uint64_t seq = std::stoull(payload.substr(at + 6));
    if (!seqs.empty() && seq <= seqs.back()) continue;  // a repeat
    EXPECT_EQ(seq, seqs.empty() ? seq : seqs.back() + 1) << topic << " skipped";
    seqs.push_back(seq);
  }
  return seqs;
}

std::set<std::uint64_t> taken_samples(const Subscriber::Messages& messages,
                                      const std::string& topic) {
  std::set<std::uint64_t> seqs;
  for (const auto& [name, payload] : messages) {
    if (name != kRoot + topic) continue;
    const std::size_t at = payload.find(R"("seq":)");
    if (at == std::string::npos) continue;
    const std::uint64_t seq = std::stoull(payload.substr(at + 6));
    const bool fills_gap = !seqs.empty() && seq < *seqs.rbegin();
    if (!seqs.insert(seq).second) continue;  // a repeat
    EXPECT_TRUE(!fills_gap || payload.find(R"("late":true)") != std::string::npos) << payload;
  }
  return seqs;
}

bool has_all(const Subscriber::Messages& messages, const std::string& topic, std::uint64_t count) {
  if (topic.starts_with("telemetry/")) {
    const auto samples = taken_samples(messages, topic);
    return samples.size() == count && *samples.rbegin() == count;
  }
  const auto seqs = first_arrivals(messages, topic);
  return seqs.size() == count && seqs.front() == 1;
}

}  // namespace hazgate::uplink
