// What the letters to a real web server show of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/notify/webhook_channel.hpp"
#include "heard_health.hpp"
#include "peer.hpp"

namespace hazgate::notify {
namespace {

using namespace std::chrono_literals;
using Kind = Receipt::Kind;
using Proof = Health::Proof;

constexpr const char* kSecret = "SEC0123456789abcdef";

class WebhookHealth : public testing::Test {
 protected:
  std::string url(const std::string& path) const { return base_ + path; }
  Receipt send(WebhookChannel& channel, const std::string& path) {
    const std::uint64_t ticket = ++last_;
    channel.send({ticket, url(path), "gas leak", "T-101", "key", ""});
    return receipts_.of(ticket);
  }
  WebhookSettings settings(const std::vector<std::string>& paths) const {
    WebhookSettings settings;
    for (const std::string& path : paths)
      settings.targets[url(path)] = {WebhookForm::Json, kSecret};
    settings.limit = 1s;
    return settings;
  }

  Peer server_{"webhook_server.py", {"--secret", kSecret}};
  std::string base_ = "http://127.0.0.1:" + std::to_string(server_.port());
  HeardHealth health_;
  Receipts receipts_;
  std::uint64_t last_ = 0;
};

TEST_F(WebhookHealth, ItsLastLetterCounts) {
  WebhookChannel channel(
      settings({"/json", "/json?status=503", "/json?status=404", "/json?hang=1"}), receipts_.sink(),
      health_.sink());
  EXPECT_EQ(health_.count(), 0U) << "it never looks";
  EXPECT_EQ(send(channel, "/json").kind, Kind::Sent);
  const Health sent = health_.wait_for(true, "");
  EXPECT_EQ(sent.proof, Proof::Letter);
  EXPECT_EQ(sent.server, base_);
  EXPECT_TRUE(send(channel, "/json?status=503").of_channel);
  EXPECT_EQ(health_.wait_for(false, "cannot take the letter now").proof, Proof::Letter);
  EXPECT_TRUE(send(channel, "/json?hang=1").of_channel);
  EXPECT_EQ(health_.wait_for(false, "has not answered within").proof, Proof::Letter);
  EXPECT_TRUE(send(channel, "/json?status=404").of_channel);
  EXPECT_EQ(health_.wait_for(false, "does not know this address").proof, Proof::ForGood);
}

TEST_F(WebhookHealth, OneRobotThatIsGoneIsNotHiddenByAnotherAtTheSameServer) {
  WebhookChannel channel(settings({"/json", "/json?status=404"}), receipts_.sink(), health_.sink());
  send(channel, "/json?status=404");
  health_.wait_for(false, "does not know this address");
  send(channel, "/json");
  health_.wait_for(false, "does not know this address", 1);
  EXPECT_EQ(health_.count(), 2U);
}

TEST_F(WebhookHealth, TooManyLettersAndAWrongLetterSayNothingOfTheServer) {
  WebhookChannel channel(settings({"/json?status=429", "/json?status=422"}), receipts_.sink(),
                         health_.sink());
  EXPECT_FALSE(send(channel, "/json?status=429").of_channel);
  EXPECT_FALSE(send(channel, "/json?status=422").of_channel);
  EXPECT_EQ(health_.count(), 0U);
}

TEST_F(WebhookHealth, AServerThatIsGone) {
  server_.everything("post");  // ends it
  WebhookChannel channel(settings({"/json"}), receipts_.sink(), health_.sink());
  EXPECT_TRUE(send(channel, "/json").of_channel);
  EXPECT_EQ(health_.wait_for(false, "cannot be reached").server, base_);
}

}  // namespace
}  // namespace hazgate::notify
