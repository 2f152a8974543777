#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "broker.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/uplink/uplink.hpp"
#include "tests/support/scratch_folder.hpp"

namespace hazgate::uplink {

inline const std::string kRoot = "hazgate/v1/north-park/acme/gw-01/";

/// For MQTT 3.1.1 and 5: a gateway's journal and uplink on a core thread of their own, as in the daemon.
class UplinkTest : public testing::TestWithParam<MqttVersion> {
 protected:
  UplinkTest();
  ~UplinkTest() override;

  /// Runs something on the core and waits for it.
  template <class Function>
  auto on_core(Function function) {
    std::packaged_task<std::invoke_result_t<Function>()> task(std::move(function));
    auto result = task.get_future();
    boost::asio::post(io_, [&task] { task(); });
    return result.get();
  }

  void open_journal();
  void start(Options options);
  void start(const Broker& broker) { start(options_for({broker.uri()})); }
  void stop();  ///< cleanly, as the daemon does
  Options options_for(std::vector<std::string> brokers) const;

  void append_events(int count);
  void append_samples(int count, std::int64_t t_ms = 1000);
  bool wait_for_durable(std::uint64_t samples);
  Counters counters() {
    return on_core([this] { return uplink_->counters(); });
  }
  bool wait_for(const std::function<bool(const Counters&)>& condition,
                std::chrono::seconds patience = std::chrono::seconds(20));

  ScratchFolder scratch_;
  const std::string folder_ = scratch_.path().string();
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<Uplink> uplink_;
  std::mutex mutex_;
  std::vector<std::string> commands_;
  std::vector<ReplyTo> reply_to_;
  std::vector<Ticket> refused_;
  std::vector<std::string> certificate_;  ///< as told
  std::vector<std::pair<bool, std::string>> link_;
  std::thread core_;
};

std::string version_name(const testing::TestParamInfo<MqttVersion>& version);

/// The `seq` of each message whose topic ends so, first arrivals only; empty and a failure when a
/// first arrival is out of order or the epoch changes.
std::vector<std::uint64_t> first_arrivals(const Subscriber::Messages& messages,
                                          const std::string& topic);
/// The `seq` of each message of telemetry; a failure when one fills a gap and does not say that it is late.
std::set<std::uint64_t> taken_samples(const Subscriber::Messages& messages,
                                      const std::string& topic);
/// 1, 2, … count, all there.
bool has_all(const Subscriber::Messages& messages, const std::string& topic, std::uint64_t count);

}  // namespace hazgate::uplink
