// What people are told and what they answer, over a real journal and a modem program.
#include "gateway/daemon/people.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/journal/archive.hpp"
#include "tests/component/gateway/notify/modem_program.hpp"
#include "tests/component/gateway/notify/peer.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using notify::ModemProgram;
using notify::text_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct TelephoneSite : testing::SmallSite {
  TelephoneSite() {
    spec.language = "zh-CN";
    spec.contacts = {{.id = "wang",
                      .name = "王值班",
                      .role = "duty",
                      .via = {emergency::Via::Sms},
                      .sms = "+8613800000001"}};
    spec.roster = roster::Roster({}, {}, {"duty"});
    spec.plans[0].steps[1].text = "到{place}处置";
  }
};

class PeopleOverAModem : public ::testing::Test {
 protected:
  PeopleOverAModem() {
    auto opened = journal::Journal::open(
        {.path = folder.file("hazgate.db")},
        {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal = std::move(*opened);
    core.attach(journal.get());
    core.journal_failed({});
    core.send_through([this](const auto& messages) { people.send(messages); },
                      [this](const auto& message) { return people.compose(message); });
    config::Settings settings;
    settings.site = small.spec;
    settings.notify.people.resize(1);
    settings.notify.sms = config::SmsSettings{.device = folder.file("modem")};
    people.configure(settings);
  }
  ~PeopleOverAModem() override {
    core.stop();
    core.attach(nullptr);
    journal.reset();
  }
  void start_plan() {
    site::Effects effects;
    EXPECT_TRUE(core.site().plans(
        [&](auto& responder, auto& orders) {
          return responder.start("leak", true, "li", "", core.now(), orders);
        },
        core.now(), effects));
    core.perform(std::move(effects));
  }
  /// The core runs until the modem has sent so many messages.
  bool until_sent(std::size_t count) {
    return until([&] { return modem.all("sms").size() >= count; });
  }
  bool until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    io.restart();
    const auto idle = boost::asio::make_work_guard(io);
    while (!condition() && std::chrono::steady_clock::now() < end) io.run_one_for(20ms);
    return condition();
  }
  /// Of all `told` entries on record.
  std::vector<std::string> told() {
    std::vector<std::string> texts;
    const auto archive = journal::Archive::open(folder.file("hazgate.db"));
    if (!archive) return {archive.error()};
    auto events = (*archive)->events({WallTime{}, WallTime{} + 24h * 365 * 200}, "incident");
    while (const auto* event = events.next()) {
      const auto body = boost::json::parse(event->body).as_object();
      if (text_of(body, "entry") == "told") texts.push_back(text_of(body, "text"));
    }
    return texts;
  }

  ScratchFolder folder;
  ModemProgram modem{folder.file("modem")};
  TelephoneSite small;
  boost::asio::io_context io;
  std::unique_ptr<journal::Journal> journal;
  Core core{io, small.spec, nullptr, [](auto) {}};
  People people{io, core, site::as_utc};
};

TEST_F(PeopleOverAModem, TheRecordHasTheWordsThatWentOut) {
  start_plan();
  ASSERT_TRUE(until_sent(1));
  const std::string sent = text_of(modem.all("sms").front(), "text");
  EXPECT_THAT(sent, ::testing::StartsWith("【演练】"));
  EXPECT_THAT(sent, HasSubstr("回复0001确认"));
  EXPECT_THAT(told(), ::testing::ElementsAre(sent));
}

TEST_F(PeopleOverAModem, WhoAnswersWronglyIsToldOnceHowAndAStrangerNothing) {
  start_plan();
  ASSERT_TRUE(until_sent(1));
  modem.say("receive +8613900000009 \"0001\"");
  modem.say("receive +8613800000001 \"啥事\"");
  ASSERT_TRUE(until_sent(2));
  const auto answer = modem.all("sms").back();
  EXPECT_EQ(text_of(answer, "to"), "+8613800000001");
  EXPECT_EQ(text_of(answer, "text"), "【演练】回复未能识别，尚未确认。请回复：0001 确认");
  EXPECT_FALSE(core.site().incidents().back().acknowledged);
  modem.say("receive +8613800000001 \"还是不懂\"");
  modem.say("receive +8613800000001 \"0001收到\"");
  EXPECT_TRUE(until([&] { return core.site().incidents().back().acknowledged.has_value(); }));
  EXPECT_THAT(modem.all("sms"), SizeIs(2));
}

}  // namespace
}  // namespace hazgate::daemon
