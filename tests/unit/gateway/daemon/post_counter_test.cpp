// A counter with channels whose end the test holds up.
#include "gateway/daemon/post_counter.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using notify::Channel;
using notify::Letter;
using notify::Receipt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What the channels of a test have in common.
struct Street {
  std::vector<std::pair<int, std::uint64_t>> taken;  ///< by which channel, the ticket
  std::vector<Channel::OnReceipt> answer;            ///< of each channel
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::atomic<int> alive = 0, most = 0;
};

class SlowChannel final : public Channel {
 public:
  SlowChannel(Street& street, OnReceipt receipt) : street_(street) {
    street.most = std::max<int>(street.most, ++street.alive);
    name_ = static_cast<int>(street.answer.size());
    street.answer.push_back(std::move(receipt));
  }
  ~SlowChannel() override {
    street_.released.wait_for(20s);
    --street_.alive;
  }
  void send(Letter letter) override { street_.taken.emplace_back(name_, letter.ticket); }

 private:
  Street& street_;
  int name_ = 0;
};

class PostCounterTest : public ::testing::Test {
 protected:
  PostCounter::Make slow() {
    return [this](Channel::OnReceipt receipt, const Channel::OnIncoming&) {
      return std::make_unique<SlowChannel>(street, std::move(receipt));
    };
  }
  void run_until(std::size_t receipts) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    io.restart();
    const auto idle = boost::asio::make_work_guard(io);
    while (heard.size() < receipts && std::chrono::steady_clock::now() < end) io.run_one_for(20ms);
    io.poll();
  }
  std::vector<std::pair<std::uint64_t, Receipt::Kind>> kinds() const {
    std::vector<std::pair<std::uint64_t, Receipt::Kind>> list;
    for (const Receipt& one : heard) list.emplace_back(one.ticket, one.kind);
    return list;
  }

  boost::asio::io_context io;
  Street street;
  std::vector<Receipt> heard;
  bool ends_itself = false;
  std::optional<PostCounter> counter{std::in_place, io, "[notify.sms]",
                                     [this](Receipt receipt) {
                                       heard.push_back(std::move(receipt));
                                       if (ends_itself) counter.reset();
                                     },
                                     [](const notify::Incoming&) {}};
};

TEST_F(PostCounterTest, TheNextChannelIsMadeWhenTheOldOneIsGone) {
  counter->change(slow());
  counter->send({.ticket = 1});
  counter->change(slow());
  counter->change(slow());
  counter->send({.ticket = 2});
  EXPECT_EQ(street.answer.size(), 1U) << "it waits, and the core does not";
  EXPECT_THAT(street.taken, ElementsAre(std::pair{0, 1U}));
  street.release.set_value();
  run_until(1);
  EXPECT_EQ(street.most, 1) << "one modem, one channel";
  EXPECT_THAT(street.taken, ElementsAre(std::pair{0, 1U}, std::pair{1, 2U}));
  EXPECT_THAT(kinds(), ElementsAre(std::pair{1U, Receipt::Kind::Failed}));
}

TEST_F(PostCounterTest, WhatTheOldOneStillSaysCounts) {
  counter->change(slow());
  for (std::uint64_t ticket : {1U, 2U, 3U}) counter->send({.ticket = ticket});
  street.answer[0]({.ticket = 1, .kind = Receipt::Kind::Sent});
  run_until(1);
  counter->change(nullptr);
  street.answer[0]({.ticket = 2, .kind = Receipt::Kind::Sent});
  street.release.set_value();
  run_until(3);
  EXPECT_THAT(kinds(),
              ElementsAre(std::pair{1U, Receipt::Kind::Sent}, std::pair{2U, Receipt::Kind::Sent},
                          std::pair{3U, Receipt::Kind::Failed}));
}

TEST_F(PostCounterTest, ClosedAgainItRefuses) {
  counter->change(slow());
  counter->change(nullptr);
  counter->send({.ticket = 1});
  street.release.set_value();
  run_until(1);
  EXPECT_THAT(kinds(), ElementsAre(std::pair{1U, Receipt::Kind::Refused}));
  counter->change(slow());
  counter->send({.ticket = 2});
  EXPECT_THAT(street.taken, ElementsAre(std::pair{1, 2U}));
}

TEST_F(PostCounterTest, NothingIsSaidAfterItsEnd) {
  counter->change(slow());
  counter->send({.ticket = 1});
  street.answer[0]({.ticket = 1, .kind = Receipt::Kind::Sent});
  street.release.set_value();
  const auto late = street.answer[0];
  counter.reset();
  late({.ticket = 1, .kind = Receipt::Kind::Delivered});
  io.restart();
  io.poll();
  EXPECT_THAT(heard, IsEmpty());
}

TEST_F(PostCounterTest, WhoHearsAReceiptMayEndIt) {
  counter->change(slow());
  counter->send({.ticket = 1});
  counter->send({.ticket = 2});
  counter->change(slow());
  ends_itself = true;
  street.release.set_value();
  run_until(1);
  EXPECT_EQ(heard.size(), 1U);
  EXPECT_EQ(street.alive, 0);
}

}  // namespace
}  // namespace hazgate::daemon
