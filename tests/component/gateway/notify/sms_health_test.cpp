// What the real channel says of a hazmodem that could not send, before anybody sends anything.

#include "heard_health.hpp"
#include "sms_fixture.hpp"

namespace hazgate::notify {
namespace {

using Proof = Health::Proof;
using Kind = Receipt::Kind;

class SmsHealthTest : public SmsTest {
 protected:
  void open_watched() {
    SmsSettings settings;
    settings.device = folder_.file("modem");
    settings.reopen_pause = 500ms;
    settings.look_pause = 300ms;
    channel_ = std::make_unique<SmsChannel>(settings, post_.on_receipt(), post_.on_incoming(),
                                            health_.sink());
  }
  ~SmsHealthTest() override { channel_.reset(); }

  HeardHealth health_;
};

TEST_F(SmsHealthTest, AModemThatIsWellSaysSoAndSendsNothing) {
  plug_in();
  open_watched();
  EXPECT_EQ(health_.wait_for(true, "registered, signal ").proof, Proof::Look);
  const auto heard = health_.count();
  health_.wait_for(true, "registered, signal ", heard);  // again, by itself
  EXPECT_TRUE(modem_->all("sms").empty());
  EXPECT_TRUE(modem_->all("piece").empty());
}

TEST_F(SmsHealthTest, ASilentModemIsKnownBeforeAnybodySends) {
  plug_in();
  open_watched();
  health_.wait_for(true, "registered");
  modem_->say("silent");
  EXPECT_EQ(health_.wait_for(false, "does not answer").proof, Proof::Look);
  const auto heard = health_.count();
  modem_->say("answer");
  health_.wait_for(true, "registered", heard);
}

TEST_F(SmsHealthTest, ASimThatIsTakenOutIsKnown) {
  plug_in();
  open_watched();
  health_.wait_for(true, "registered");
  modem_->say("sim out");
  health_.wait_for(false, "has no SIM");
  const auto heard = health_.count();
  modem_->say("sim in");
  health_.wait_for(true, "registered", heard);
}

TEST_F(SmsHealthTest, NoNetworkIsKnownAlthoughTheModemIsOpen) {
  plug_in();
  open_watched();
  health_.wait_for(true, "registered");
  modem_->say("network off");
  EXPECT_EQ(health_.wait_for(false, "not registered").proof, Proof::Look);
  auto heard = health_.count();
  const auto failed = post_.result_of(send("一"));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, Kind::Failed);
  EXPECT_TRUE(failed->of_channel);
  heard = health_.count();
  modem_->say("network on");
  health_.wait_for(true, "registered", heard);
}

TEST_F(SmsHealthTest, AnUnpluggedModemIsKnownAndItsReturnToo) {
  plug_in();
  open_watched();
  health_.wait_for(true, "registered");
  modem_.reset();
  health_.wait_for(false, "is not there");
  const auto heard = health_.count();
  plug_in();
  health_.wait_for(true, "registered", heard);
}

TEST_F(SmsHealthTest, AModemThatIsNotThereAtFirstIsKnown) {
  open_watched();
  health_.wait_for(false, "is not there");
  const auto heard = health_.count();
  const auto failed = post_.result_of(send("一"));
  ASSERT_TRUE(failed);
  EXPECT_TRUE(failed->of_channel);
  Health health;
  for (std::size_t i = heard; health.proof != Proof::Letter; ++i) {
    health = health_.wait_for(false, "is not there", i);
    if (HasFailure()) return;
  }
}

TEST_F(SmsHealthTest, ABarredSimIsBelievedToBeBarredUntilAMessageGoesOut) {
  plug_in();
  open_watched();
  health_.wait_for(true, "registered");
  modem_->say("refuse 8");
  const auto refused = post_.result_of(send("一"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::Refused);
  EXPECT_TRUE(refused->of_channel);
  EXPECT_EQ(health_.wait_for(false, "bars this SIM").proof, Proof::ForGood);
  modem_->say("accept");
  health_.wait_for(false, "bars this SIM", health_.count());  // a look cannot know better
  const auto heard = health_.count();
  ASSERT_TRUE(post_.wait_for(send("二"), {Kind::Sent}));
  Health health;
  for (std::size_t i = heard; health.proof != Proof::Letter; ++i) {
    health = health_.wait_for(true, "registered", i);
    if (HasFailure()) return;
  }
  health_.wait_for(true, "registered", health_.count());
}

TEST_F(SmsHealthTest, AWrongNumberSaysNothingOfTheModem) {
  plug_in();
  open_watched();
  health_.wait_for(true, "registered");
  const auto heard = health_.count();
  modem_->say("refuse 1");
  const auto refused = post_.result_of(send("一"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::Refused);
  EXPECT_FALSE(refused->of_channel);
  health_.wait_for(true, "registered", heard);
}

}  // namespace
}  // namespace hazgate::notify
