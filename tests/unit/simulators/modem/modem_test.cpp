#include "simulators/modem/modem.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* kHello = "0031000D91683119325476F80008A7044F60597D";  // with a report

class ModemTest : public testing::Test {
 protected:
  Modem::Moment moment() const { return {now_, {}}; }
  /// What it says at once to what is typed.
  std::string typed(std::string_view bytes) {
    modem_.receive(bytes, moment());
    return modem_.take_output(now_);
  }
  /// Without the echo, which is checked.
  std::string answer(const std::string& command) {
    const auto all = typed(command + "\r");
    EXPECT_TRUE(all.starts_with(command + "\r")) << all;
    return all.substr(command.size() + 1);
  }
  void control(std::string_view line) { modem_.apply(read_control(line).value(), moment()); }
  std::string sent(const std::string& pdu = kHello) {
    EXPECT_EQ(answer("AT+CMGS=19"), "\r\n> ");
    const auto all = typed(pdu + "\x1A");
    EXPECT_TRUE(all.starts_with(pdu));
    return all.substr(pdu.size());
  }
  std::string later(std::chrono::milliseconds by) {
    now_ += by;
    modem_.pass(moment());
    return modem_.take_output(now_);
  }
  std::vector<Modem::Event> events(std::string_view kind) {
    std::vector<Modem::Event> found;
    for (auto& event : modem_.take_events()) {
      if (event.at("event") == boost::json::value(kind)) found.push_back(std::move(event));
    }
    return found;
  }

  Modem modem_;
  std::chrono::milliseconds now_{1000};
};

TEST_F(ModemTest, EchoesAndAnswers) {
  EXPECT_EQ(typed("AT\r"), "AT\r\r\nOK\r\n");
  EXPECT_EQ(typed("ATE0\r"), "ATE0\r\r\nOK\r\n");
  EXPECT_EQ(typed("AT\r"), "\r\nOK\r\n");
}

TEST_F(ModemTest, SaysWhoItIs) {
  EXPECT_EQ(answer("AT+CGMM"), "\r\nhazmodem\r\n\r\nOK\r\n");
}

TEST_F(ModemTest, UnknownCommandsAreErrors) {
  EXPECT_EQ(answer("AT+NONSENSE"), "\r\nERROR\r\n");
  answer("AT+CMEE=1");
  EXPECT_EQ(answer("AT+NONSENSE"), "\r\n+CME ERROR: 4\r\n");
}

TEST_F(ModemTest, TakesAMessage) {
  EXPECT_EQ(sent(), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
  const auto sms = events("sms");
  ASSERT_EQ(sms.size(), 1U);
  EXPECT_EQ(sms[0].at("to"), "+8613912345678");
  EXPECT_EQ(sms[0].at("text"), "你好");
}

TEST_F(ModemTest, AnEscapeEndsAMessage) {
  EXPECT_EQ(answer("AT+CMGS=19"), "\r\n> ");
  typed("0031\x1B");
  EXPECT_TRUE(events("sms").empty());
  EXPECT_EQ(answer("AT"), "\r\nOK\r\n");
}

TEST_F(ModemTest, PutsPiecesTogether) {
  sent("0051000D91683119325476F80008A708050003CC0202597D");
  EXPECT_TRUE(events("sms").empty());
  sent("0051000D91683119325476F80008A708050003CC02014F60");
  const auto sms = events("sms");
  ASSERT_EQ(sms.size(), 1U);
  EXPECT_EQ(sms[0].at("text"), "你好");
  EXPECT_EQ(sms[0].at("references"), boost::json::value(boost::json::array{1, 2}));
}

TEST_F(ModemTest, ReportsAtOnceWhenAskedSo) {
  answer("AT+CNMI=2,1,0,1,0");
  sent();
  EXPECT_EQ(later(10ms), "");
  const auto report = later(1s);
  EXPECT_TRUE(report.starts_with("\r\n+CDS: 26\r\n0006010D91683119325476F8")) << report;
}

TEST_F(ModemTest, KeepsAReportWhenAskedSo) {
  answer("AT+CNMI=2,1,0,2,0");
  sent();
  EXPECT_EQ(later(1s), "\r\n+CDSI: \"SR\",1\r\n");
  answer("AT+CPMS=\"SR\"");
  EXPECT_NE(answer("AT+CMGR=1").find("0006010D91683119325476F8"), std::string::npos);
}

TEST_F(ModemTest, MayOnlyStoreReports) {
  control("reports stored");
  EXPECT_NE(answer("AT+CNMI=?").find(",(0,2),(0,1)\r"), std::string::npos);
  answer("AT+CNMI=2,1,0,2,0");
  sent();
  EXPECT_EQ(later(1s), "\r\n+CDSI: \"SR\",1\r\n");
}

TEST_F(ModemTest, NoReportWhenOffOrNotAskedFor) {
  answer("AT+CNMI=2,1,0,1,0");
  control("reports off");
  sent();
  EXPECT_EQ(later(1s), "");
  control("reports on");
  sent("0011000D91683119325476F80008A7044F60597D");
  EXPECT_EQ(later(1s), "");
}

TEST_F(ModemTest, UnsolicitedLinesWaitForTheEndOfACommand) {
  answer("AT+CNMI=2,1,0,1,0");
  typed("AT");
  control("receive 10086 \"1\"");
  EXPECT_EQ(later(1s), "");
  const auto all = typed("\r");
  EXPECT_LT(all.find("OK"), all.find("+CMTI: \"SM\",1")) << all;
  EXPECT_NE(all.find("+CMTI"), std::string::npos);
}

TEST_F(ModemTest, ListsReadsAndDeletes) {
  control("receive 10086 \"1\"");
  const auto first = answer("AT+CMGL=4");
  EXPECT_TRUE(first.starts_with("\r\n+CMGL: 1,0,,")) << first;  // unread
  EXPECT_TRUE(answer("AT+CMGL=4").starts_with("\r\n+CMGL: 1,1,,"));
  EXPECT_TRUE(answer("AT+CMGR=1").starts_with("\r\n+CMGR: 1,,"));
  EXPECT_EQ(answer("AT+CMGD=1"), "\r\nOK\r\n");
  EXPECT_EQ(answer("AT+CMGD=1"), "\r\n+CMS ERROR: 321\r\n");
  EXPECT_EQ(answer("AT+CMGL=4"), "\r\nOK\r\n");
}

TEST_F(ModemTest, AFullMemoryTakesNoMore) {
  for (int i = 0; i < Mailbox::kPlaces; ++i) control("receive 10086 \"1\"");
  EXPECT_TRUE(events("full").empty());
  control("receive 10086 \"1\"");
  EXPECT_EQ(events("full").size(), 1U);
}

TEST_F(ModemTest, RefusesAsTold) {
  control("refuse 38 +8613912345678");
  EXPECT_EQ(sent(), "\r\n+CMS ERROR: 38\r\n");
  EXPECT_EQ(sent("0011000B916407281553F80000AA0AE8329BFD4697D9EC37"), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
  control("accept");
  EXPECT_EQ(sent(), "\r\n+CMGS: 2\r\n\r\nOK\r\n");
  control("network off");
  EXPECT_EQ(sent(), "\r\n+CMS ERROR: 331\r\n");
  EXPECT_NE(answer("AT+CREG?").find("+CREG: 2,2"), std::string::npos);
  EXPECT_EQ(sent("0031"), "\r\n+CMS ERROR: 304\r\n");
}

TEST_F(ModemTest, WithoutASim) {
  answer("AT+CMEE=1");
  control("sim out");
  EXPECT_EQ(answer("AT+CPIN?"), "\r\n+CME ERROR: 10\r\n");
  EXPECT_EQ(answer("AT+CMGS=19"), "\r\n+CME ERROR: 10\r\n");
  EXPECT_EQ(answer("AT"), "\r\nOK\r\n");
}

TEST_F(ModemTest, ThreeWrongPinsLockTheSim) {
  answer("AT+CMEE=1");
  control("pin 1234");
  EXPECT_EQ(answer("AT+CPIN?"), "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n");
  EXPECT_EQ(answer("AT+CPIN=\"1\""), "\r\n+CME ERROR: 16\r\n");
  EXPECT_EQ(answer("AT+CPIN=\"1\""), "\r\n+CME ERROR: 16\r\n");
  EXPECT_EQ(answer("AT+CPIN=\"1\""), "\r\n+CME ERROR: 12\r\n");
  EXPECT_EQ(answer("AT+CPIN?"), "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n");
  EXPECT_NE(answer("AT+CPIN=\"1234\""), "\r\nOK\r\n");
}

TEST_F(ModemTest, SilentSlowAndUnconfirmed) {
  control("silent");
  EXPECT_EQ(typed("AT\r"), "");
  control("answer");
  EXPECT_EQ(answer("AT"), "\r\nOK\r\n");
  control("slow 2");
  EXPECT_EQ(typed("AT\r"), "");
  EXPECT_EQ(modem_.next_due(), now_ + 2s);
  EXPECT_EQ(later(2s), "AT\r\r\nOK\r\n");
  control("slow 0");
  control("confirm 5");
  EXPECT_EQ(sent(), "");
  EXPECT_EQ(events("sms").size(), 1U);
  EXPECT_EQ(later(5s), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
  sent();
  EXPECT_EQ(answer("AT"), "\r\nOK\r\n");  // it forgets about the message
  EXPECT_EQ(later(10s), "");
}

}  // namespace
}  // namespace hazgate::sim
