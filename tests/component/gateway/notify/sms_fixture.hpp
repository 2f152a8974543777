#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/notify/sms_channel.hpp"
#include "modem_program.hpp"
#include "tests/support/scratch_folder.hpp"

namespace hazgate::notify {

using namespace std::chrono_literals;

inline constexpr const char* kChief = "+8613912345678";

/// Everything a channel called back with, in order.
class Post {
 public:
  Channel::OnReceipt on_receipt() {
    return [this](Receipt receipt) { add(receipts_, std::move(receipt)); };
  }
  Channel::OnIncoming on_incoming() {
    return [this](Incoming incoming) { add(incoming_, std::move(incoming)); };
  }

  /// The first receipt of this ticket that is one of these kinds.
  std::optional<Receipt> wait_for(std::uint64_t ticket, std::vector<Receipt::Kind> kinds,
                                  std::chrono::seconds patience = 20s);
  /// Sent, Failed or Refused: what send() came to.
  std::optional<Receipt> result_of(std::uint64_t ticket, std::chrono::seconds patience = 20s) {
    return wait_for(ticket, {Receipt::Kind::Sent, Receipt::Kind::Failed, Receipt::Kind::Refused},
                    patience);
  }
  std::optional<Incoming> wait_for_incoming(std::size_t number = 1,
                                            std::chrono::seconds patience = 20s);
  std::vector<Receipt> receipts_of(std::uint64_t ticket);
  std::vector<Incoming> incoming();

 private:
  template <typename T>
  void add(std::vector<T>& list, T one) {
    {
      const std::lock_guard lock(mutex_);
      list.push_back(std::move(one));
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Receipt> receipts_;
  std::vector<Incoming> incoming_;
};

/// A folder for the pty's link, a modem there, and a channel to it when a test asks for one.
class SmsTest : public testing::Test {
 protected:
  SmsTest();
  ~SmsTest() override;

  void plug_in(const std::vector<std::string>& first = {});
  SmsChannel& open(SmsSettings settings = {});
  /// Sends a text to the chief under a new ticket, with a key of its own.
  std::uint64_t send(const std::string& text, const std::string& to = kChief);
  /// Sends such texts until one is Sent, as the core would: for when the modem comes back.
  bool send_until_sent(const std::string& text, std::chrono::seconds patience = 30s);

  ScratchFolder folder_;
  std::unique_ptr<ModemProgram> modem_;
  Post post_;
  std::unique_ptr<SmsChannel> channel_;
  std::uint64_t last_ticket_ = 0;
};

}  // namespace hazgate::notify
