// What the mail channel knows of a real SMTP server without a letter.

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/notify/mail_channel.hpp"
#include "heard_health.hpp"
#include "peer.hpp"
#include "tests/support/scratch_folder.hpp"

namespace hazgate::notify {
namespace {

using namespace std::chrono_literals;
using Kind = Receipt::Kind;
using Proof = Health::Proof;
using testing::HasSubstr;
using testing::Not;

MailSettings settings_for(std::uint16_t port) {
  MailSettings settings;
  settings.host = "localhost";
  settings.port = port;
  settings.security = MailSettings::Security::None;
  settings.from = {"hazgate@acme.example", ""};
  settings.limit = 2s;
  settings.check = 300ms;
  return settings;
}

Letter letter(std::uint64_t ticket, const std::string& to) {
  return {ticket, to, "gas leak", "T-101", "key-" + std::to_string(ticket), ""};
}

TEST(MailHealth, ALookConnectsAndSendsNothing) {
  Peer server("smtp_server.py");
  HeardHealth health;
  {
    Receipts receipts;
    MailChannel channel(settings_for(server.port()), receipts.sink(), health.sink());
    EXPECT_EQ(health.wait_for(true, "").proof, Proof::Look);
    health.wait_for(true, "", 2);  // and again by itself
    EXPECT_EQ(receipts.count(), 0U);
  }
  EXPECT_GE(server.events("quit").size(), 1U);
  EXPECT_TRUE(server.events("rcpt").empty());
  EXPECT_TRUE(server.everything("letter").empty());
}

TEST(MailHealth, WithTlsAndLogin) {
  ScratchFolder folder;
  make_certificate(folder.path());
  Peer server("smtp_server.py", {"--security", "tls", "--certificates", folder.path().string(),
                                 "--login", "gw:correct horse"});
  MailSettings settings = settings_for(server.port());
  settings.security = MailSettings::Security::Tls;
  settings.username = "gw";
  settings.password = "correct horse";
  Receipts receipts;
  {
    HeardHealth health;
    MailChannel channel(settings, receipts.sink(), health.sink());
    health.wait_for(false, "its certificate is not accepted");
  }
  settings.ca_file = folder.file("cert.pem");
  {
    HeardHealth health;
    MailChannel channel(settings, receipts.sink(), health.sink());
    health.wait_for(true, "");
  }
  settings.password = "wrong pony";
  HeardHealth health;
  MailChannel channel(settings, receipts.sink(), health.sink());
  const Health refused = health.wait_for(false, "refuses the login");
  EXPECT_EQ(refused.proof, Proof::Look);
  EXPECT_THAT(refused.words, Not(HasSubstr("pony")));
}

TEST(MailHealth, AServerThatIsNotThereAndOneThatHangs) {
  std::uint16_t port = 0;
  {
    Peer gone("smtp_server.py");
    port = gone.port();
  }
  Receipts receipts;
  {
    HeardHealth health;
    MailChannel channel(settings_for(port), receipts.sink(), health.sink());
    health.wait_for(false, "cannot be reached");
  }
  Peer silent("smtp_server.py", {"--silent"});
  HeardHealth health;
  MailChannel channel(settings_for(silent.port()), receipts.sink(), health.sink());
  EXPECT_THAT(health.wait_for(false, "").words, HasSubstr("has not answered within 2 s"));
}

TEST(MailHealth, ALetterShowsHowTheServerIs) {
  Peer server("smtp_server.py");
  MailSettings settings = settings_for(server.port());
  settings.check = 1h;
  HeardHealth health;
  Receipts receipts;
  MailChannel channel(settings, receipts.sink(), health.sink());
  health.wait_for(true, "");
  channel.send(letter(1, "duty@acme.example"));
  EXPECT_EQ(receipts.of(1).kind, Kind::Sent);
  EXPECT_EQ(health.wait_for(true, "", 1).proof, Proof::Letter);
  channel.send(letter(2, "nobody@acme.example"));
  const Receipt refused = receipts.of(2);
  EXPECT_EQ(refused.kind, Kind::Refused);
  EXPECT_FALSE(refused.of_channel);
  EXPECT_EQ(health.count(), 2U) << "that one letter was refused says nothing of the server";
  server.everything("letter");  // ends it
  channel.send(letter(3, "duty@acme.example"));
  EXPECT_TRUE(receipts.of(3).of_channel);
  EXPECT_EQ(health.wait_for(false, "cannot be reached").proof, Proof::Letter);
}

TEST(MailHealth, WithoutACheckItNeverLooks) {
  Peer server("smtp_server.py");
  MailSettings settings = settings_for(server.port());
  settings.check = 0ms;
  HeardHealth health;
  Receipts receipts;
  MailChannel channel(settings, receipts.sink(), health.sink());
  channel.send(letter(1, "duty@acme.example"));
  EXPECT_EQ(receipts.of(1).kind, Kind::Sent);
  EXPECT_EQ(health.wait_for(true, "").proof, Proof::Letter);
  EXPECT_EQ(health.count(), 1U);
  EXPECT_EQ(server.everything("quit").size(), 1U) << "the letter's";
}

}  // namespace
}  // namespace hazgate::notify
