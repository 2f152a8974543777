// The real channel and libGammu against a hazmodem that fails.

#include <array>
#include <atomic>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <thread>
#include <unistd.h>

#include "sms_fixture.hpp"

namespace hazgate::notify {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Receipt::Kind;

bool says(const std::optional<Receipt>& receipt, const std::string& words) {
  return receipt && receipt->error.find(words) != std::string::npos;
}

/// How long the destructor took.
Clock::duration destroyed(std::unique_ptr<SmsChannel>& channel) {
  const auto begin = Clock::now();
  channel.reset();
  return Clock::now() - begin;
}

TEST_F(SmsTest, ADeadModemFailsInTimeThenAtOnceThenRecovers) {
  plug_in({"silent"});
  open();
  const auto begin = Clock::now();
  const auto first = post_.result_of(send("一"));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, Kind::Failed);
  EXPECT_TRUE(says(first, "does not answer")) << first->error;
  EXPECT_LT(Clock::now() - begin, 15s);
  for (int i = 0; i < 3; ++i) {
    const auto again = Clock::now();
    const auto next = post_.result_of(send("二"));
    EXPECT_TRUE(says(next, "does not answer"));
    EXPECT_LT(Clock::now() - again, 1s);
  }
  ASSERT_TRUE(modem_->wait_for_count(modem_->all("ignored").size() + 1, "ignored"));
  const auto meanwhile = Clock::now();  // it is being opened again, which takes four seconds
  EXPECT_TRUE(says(post_.result_of(send("二")), "does not answer"));
  EXPECT_LT(Clock::now() - meanwhile, 1s);
  modem_->say("answer");
  EXPECT_TRUE(send_until_sent("三"));
}

TEST_F(SmsTest, AModemThatDiesLaterIsFoundOutAndRecovers) {
  plug_in();
  open();
  ASSERT_TRUE(post_.wait_for(send("一"), {Kind::Sent}));
  modem_->say("silent");
  const auto begin = Clock::now();
  const auto result = post_.result_of(send("二"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Kind::Failed);
  EXPECT_TRUE(says(result, "does not answer")) << result->error;
  EXPECT_LT(Clock::now() - begin, 15s);
  modem_->say("answer");
  EXPECT_TRUE(send_until_sent("三"));
  EXPECT_EQ(modem_->all("sms").size(), 2U);
}

TEST_F(SmsTest, AnOperatorThatDoesNotConfirmFails) {
  plug_in();
  open({.operator_patience = 1500ms});
  ASSERT_TRUE(post_.wait_for(send("一"), {Kind::Sent}));
  modem_->say("confirm 60");
  const auto result = post_.result_of(send("二"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Kind::Failed);
  EXPECT_TRUE(says(result, "may arrive all the same")) << result->error;
  modem_->say("confirm 0");
  EXPECT_TRUE(send_until_sent("三"));
}

TEST_F(SmsTest, ASlowModemIsNoDeadModem) {
  plug_in({"slow 0.7"});
  open();
  EXPECT_TRUE(post_.wait_for(send("一"), {Kind::Sent, Kind::Failed}, 50s)->kind == Kind::Sent);
}

TEST_F(SmsTest, AnUnpluggedModemFailsAndComesBack) {
  plug_in();
  open();
  ASSERT_TRUE(post_.wait_for(send("一"), {Kind::Sent}));
  modem_.reset();
  const auto result = post_.result_of(send("二"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Kind::Failed);
  EXPECT_TRUE(says(result, "unplugged") || says(result, "is not there")) << result->error;
  plug_in();
  EXPECT_TRUE(send_until_sent("三"));
}

TEST_F(SmsTest, NoSuchPortSaysWhichThereAreAndAFileIsNone) {
  open();
  const auto result = post_.result_of(send("一"));
  EXPECT_TRUE(says(result, "is not there"));
  EXPECT_TRUE(says(result, "plugged in")) << result->error;
  channel_.reset();
  std::ofstream(folder_.path() / "modem") << "x";
  open();
  EXPECT_TRUE(says(post_.result_of(send("一")), "is no serial port"));
}

/// Something at a pty that says the same for ever.
class Babbler {
 public:
  Babbler(const std::filesystem::path& link, std::string words) : words_(std::move(words)) {
    std::array<char, 128> name{};
    termios raw{};
    ::cfmakeraw(&raw);
    EXPECT_EQ(::openpty(&ours_, &theirs_, name.data(), &raw, nullptr), 0);
    ::fcntl(ours_, F_SETFL, O_NONBLOCK);
    std::filesystem::create_symlink(name.data(), link);
    thread_ = std::thread([this] { babble(); });
  }
  ~Babbler() {
    ending_ = true;
    thread_.join();
    ::close(ours_);
    ::close(theirs_);
  }

 private:
  void babble() {
    pollfd full{ours_, POLLOUT, 0};
    while (!ending_) {
      if (::poll(&full, 1, 20) > 0 && ::write(ours_, words_.data(), words_.size()) < 0) continue;
    }
  }

  std::string words_;
  int ours_ = -1, theirs_ = -1;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

TEST_F(SmsTest, WhatBabblesIsNoModem) {
  {
    const Babbler receiver(folder_.path() / "modem", "$GPGGA,120000,3000.0,N,12000.0,E*00\r\n");
    open();
    EXPECT_TRUE(says(post_.result_of(send("一")), "is no modem"));
    channel_.reset();
  }
  std::filesystem::remove(folder_.path() / "modem");
  const Babbler agreeing(folder_.path() / "modem", "\r\nOK\r\n");
  open();
  // Where the machine is so busy that the babbler pauses for 100 ms, libGammu gets to talk to it.
  const auto result = post_.result_of(send("一"));
  EXPECT_TRUE(says(result, "is no modem") || says(result, "does not answer"));
  EXPECT_LT(destroyed(channel_), 2s);
}

TEST_F(SmsTest, AWrongConnectionIsSaid) {
  plug_in();
  open({.connection = "blueat"});
  EXPECT_TRUE(says(post_.result_of(send("一")), "write at and the baud"));
}

TEST_F(SmsTest, NoSimFailsAndPuttingOneInHelpsUntilItIsTakenOut) {
  plug_in({"sim out"});
  open();
  const auto result = post_.result_of(send("一"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Kind::Failed);
  EXPECT_TRUE(says(result, "no SIM")) << result->error;
  modem_->say("sim in");
  ASSERT_TRUE(send_until_sent("二"));
  modem_->say("sim out");
  const auto missed = post_.result_of(send("三"));
  EXPECT_TRUE(says(missed, "no SIM")) << (missed ? missed->error : "");
}

TEST_F(SmsTest, ThePinIsEntered) {
  plug_in({"pin 1234"});
  open({.pin = "1234"});
  EXPECT_TRUE(post_.wait_for(send("一"), {Kind::Sent}));
  EXPECT_TRUE(modem_->all("wrong-pin").empty());
}

TEST_F(SmsTest, APinThatIsMissingIsAskedFor) {
  plug_in({"pin 1234"});
  open();
  EXPECT_TRUE(says(post_.result_of(send("一")), "wants its PIN"));
}

TEST_F(SmsTest, AWrongPinIsTriedOnce) {  // three would lock the SIM
  plug_in({"pin 1234"});
  open({.pin = "9999"});
  EXPECT_TRUE(says(post_.result_of(send("一")), "did not accept the PIN"));
  const auto asks = [](const auto& event) { return event.at("line") == "AT+CPIN?"; };
  // Two questions when it is opened and the PIN entered, one at each opening after that.
  EXPECT_TRUE(modem_->wait_for_count(5, "command", asks, 40s));
  EXPECT_EQ(modem_->all("wrong-pin").size(), 1U);
}

TEST_F(SmsTest, NotRegisteredFailsAndRecoversWithoutReopening) {
  plug_in({"network off"});
  open();
  const auto result = post_.result_of(send("一"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Kind::Failed);
  EXPECT_TRUE(says(result, "not registered")) << result->error;
  modem_->say("network on");
  const auto again = post_.result_of(send("二"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->kind, Kind::Sent) << again->error;
}

TEST_F(SmsTest, ItEndsWhileASilentModemIsOpened) {
  plug_in({"silent"});
  open();
  send("一");
  ASSERT_TRUE(modem_->wait_for("ignored"));
  EXPECT_LT(destroyed(channel_), 2s);
  EXPECT_TRUE(post_.receipts_of(1).empty());
}

TEST_F(SmsTest, ItEndsWhileAModemIsOpened) {
  plug_in();
  open();
  ASSERT_TRUE(modem_->wait_for("command",
                               [](const auto& event) { return event.at("line") == "AT+CMEE=1"; }));
  EXPECT_LT(destroyed(channel_), 2s);
}

TEST_F(SmsTest, ItEndsWhileTheModemIsSilentInTheMiddleOfALetter) {
  plug_in();
  open();
  ASSERT_TRUE(post_.wait_for(send("一"), {Kind::Sent}));
  modem_->say("silent");
  send("二");
  ASSERT_TRUE(modem_->wait_for("ignored"));
  EXPECT_LT(destroyed(channel_), 2s);
}

TEST_F(SmsTest, ItEndsWhileTheOperatorThinks) {
  plug_in();
  open();
  ASSERT_TRUE(post_.wait_for(send("一"), {Kind::Sent}));
  modem_->say("confirm 60");
  send("二");
  ASSERT_TRUE(modem_->wait_for("sms", [](const auto& event) { return event.at("text") == "二"; }));
  EXPECT_LT(destroyed(channel_), 2s);
}

}  // namespace
}  // namespace hazgate::notify
