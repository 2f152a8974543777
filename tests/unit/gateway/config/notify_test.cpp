#include <chrono>
#include <filesystem>
#include <ostream>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using emergency::Via;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr const char* kSms = "[notify.sms]\ndevice = \"/dev/serial/by-id/modem\"\n";
constexpr const char* kMail =
    "[notify.email]\nhost = \"smtp.acme.example\"\nfrom = \"gw@acme.example\"\n";
constexpr const char* kSiren = "[notify.siren]\npoint = \"relay-1.siren\"\n";
constexpr const char* kRobot = "https://oapi.dingtalk.com/robot/send?access_token=hush";

/// Line 36 is the first behind the site; "wang" is contact 0, who gets `keys` behind line 26.
class Notify : public SiteFile {
 protected:
  void wang(const std::string& keys) {
    write("role = \"duty-operator\"\n", "role = \"duty-operator\"\n" + keys);
  }
  void contact(const std::string& id, const std::string& keys) {
    append("[[contact]]\nid = \"" + id + "\"\nrole = \"leader\"\n" + keys);
  }
  void tell(const std::string& role, const std::string& keys = "") {
    append("[[plan]]\nid = \"tell-" + role +
           "\"\ntrigger = []\n[[plan.step]]\ndo = \"notify\"\nrole = \"" + role + "\"\n" + keys);
  }
  std::string secret(const std::string& name, const std::string& text,
                     std::filesystem::perms mode = std::filesystem::perms::owner_read |
                                                   std::filesystem::perms::owner_write) const {
    const auto path = file(name, text);
    std::filesystem::permissions(path, mode);
    return path;
  }
  std::vector<Via> via_of(std::size_t contact) const {
    return good().site.contacts.at(contact).via;
  }
  std::vector<std::string> remarks() const {
    std::vector<std::string> lines;
    for (model::Mistake remark : good().remarks) {
      remark.place.file = std::filesystem::path(remark.place.file).filename();
      lines.push_back(to_text(remark));
    }
    return lines;
  }
};

TEST_F(Notify, IsOptional) {
  const Settings settings = good();
  EXPECT_FALSE(settings.notify.sms);
  EXPECT_FALSE(settings.notify.email);
  EXPECT_FALSE(settings.notify.link) << "off without its section";
  EXPECT_FALSE(settings.site.summons);
  EXPECT_EQ(settings.notify.webhook, WebhookSettings{});
  EXPECT_EQ(settings.site.reporting_role, "");
  ASSERT_EQ(settings.notify.people.size(), 1u);
  EXPECT_EQ(settings.notify.people[0], PersonSettings{});
  EXPECT_THAT(settings.remarks, IsEmpty());
}

TEST_F(Notify, Sms) {
  append(kSms);
  EXPECT_EQ(good().notify.sms, (SmsSettings{.device = "/dev/serial/by-id/modem"}));
  secret("sim.pin", " 1234 \r\nnot this\n");
  append(
      "connection = \"at9600\"\npin_file = \"sim.pin\"\nsmsc = \"+8613800100500\"\n"
      "delivery_reports = false\n");
  EXPECT_EQ(good().notify.sms, (SmsSettings{.device = "/dev/serial/by-id/modem",
                                            .connection = "at9600",
                                            .pin = "1234",
                                            .smsc = "+8613800100500",
                                            .delivery_reports = false}));
}

TEST_F(Notify, AModemIsNotLookedForBesideTheSiteFile) {
  append("[notify.sms]\ndevice = \"modem\"\n");
  EXPECT_EQ(good().notify.sms->device, "modem");
}

TEST_F(Notify, Mail) {
  append(kMail);
  EXPECT_EQ(good().notify.email,
            (MailSettings{.host = "smtp.acme.example", .port = 587, .from = "gw@acme.example"}));
  secret("mail.password", "pass word\n");
  const std::string authorities = file("ca.pem", "pem\n");
  append(
      "port = 2525\nsecurity = \"tls\"\nca_file = \"ca.pem\"\nusername = \"gw\"\n"
      "password_file = \"mail.password\"\nfrom_name = \"罐区\"\n");
  EXPECT_EQ(good().notify.email, (MailSettings{.host = "smtp.acme.example",
                                               .port = 2525,
                                               .security = MailSecurity::Tls,
                                               .ca_file = authorities,
                                               .username = "gw",
                                               .password = "pass word",
                                               .from = "gw@acme.example",
                                               .from_name = "罐区"}));
}

TEST_F(Notify, ThePortFollowsTheSecurity) {
  append(std::string(kMail) + "security = \"none\"\n");
  EXPECT_EQ(good().notify.email->port, 25);
  write("\"none\"", "\"tls\"");
  EXPECT_EQ(good().notify.email->port, 465);
  write("\"tls\"", "\"starttls\"");
  EXPECT_EQ(good().notify.email->port, 587);
}

TEST_F(Notify, WebhookAndLink) {
  const std::string authorities = file("ca.pem", "pem\n");
  append("[notify.webhook]\nca_file = \"ca.pem\"\nproxy = \"http://proxy.example:3128\"\n");
  append("[notify.link]\npublic_url = \"https://gw.acme.example\"\n");
  const NotifySettings usual = good().notify;
  EXPECT_EQ(usual.webhook,
            (WebhookSettings{.ca_file = authorities, .proxy = "http://proxy.example:3128"}));
  EXPECT_EQ(usual.link, (LinkSettings{.address = "127.0.0.1",
                                      .port = 8088,
                                      .public_url = "https://gw.acme.example",
                                      .secret_file = (folder_ / "link.secret").string()}))
      << "a secret that is not there is made later";
  append("address = \"::1\"\nport = 80\nsecret_file = \"/run/hazgate/other\"\n");
  EXPECT_EQ(good().notify.link->address, "::1");
  EXPECT_EQ(good().notify.link->port, 80);
  EXPECT_EQ(good().notify.link->secret_file, "/run/hazgate/other");
}

TEST_F(Notify, TheSirenOfLastResortIsAnOutputWithAnAlarm) {
  write("point = \"relay-1.siren\"", "point = \"relay-1.strobe\"");
  append(kSiren);
  const Settings settings = good();
  ASSERT_TRUE(settings.site.summons);
  EXPECT_EQ(settings.site.points[at(*settings.site.summons)].id, "relay-1.siren");
  ASSERT_EQ(settings.site.outputs.size(), 2u);
  EXPECT_EQ(settings.site.outputs[0].point, *settings.site.summons);
  EXPECT_EQ(settings.site.outputs[0].use, emergency::OutputUse::Siren);
  EXPECT_EQ(alarm_of(settings, "relay-1.siren.write").priority, Priority::High)
      << "although no plan writes it";
}

TEST_F(Notify, TheSirenOfAPlanIsThereOnce) {
  append(kSiren);
  const Settings settings = good();
  EXPECT_EQ(settings.site.outputs.size(), 1u);
  std::size_t alarms = 0;
  for (const auto& alarm : settings.site.alarms)
    alarms += alarm.id == "relay-1.siren.write" ? 1 : 0;
  EXPECT_EQ(alarms, 1u);
}

TEST_F(Notify, TheSirenIsSwitchedOnAndOff) {
  const std::string horn(
      "[[device]]\nid = \"horn\"\nbus = \"field\"\nunit = 7\n[[device.point]]\nid = \"tone\"\n"
      "table = \"holding\"\naddress = 0\ntype = \"uint16\"\nwritable = true\noutput = \"siren\"\n"
      "on_loss = \"holds\"\n");
  append(horn + "[notify.siren]\npoint = \"horn.tone\"\n");
  const Settings settings = good();
  ASSERT_EQ(settings.site.outputs.size(), 2u);
  EXPECT_EQ(settings.site.outputs[0].on, Value{std::int64_t{1}});
  EXPECT_EQ(settings.site.outputs[0].off, Value{std::int64_t{0}});
  EXPECT_EQ(settings.site.outputs[1].on, Value{true}) << "the relay";
  write("on_loss = \"holds\"\n", "on_loss = \"holds\"\nstates = { 2 = \"fire\", 3 = \"gas\" }\n");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr(
                  "notify.siren.point: \"horn.tone\" cannot be switched on and off; name one")));
}

TEST_F(Notify, ReportingRole) {
  append("[reporting]\nrole = \"duty-operator\"\n");
  EXPECT_EQ(good().site.reporting_role, "duty-operator");
}

TEST_F(Notify, TheUsualOrderOfWays) {
  append(std::string(kSms) + kMail);
  wang("webhook = \"https://a.example\"\nemail = \"a@b.example\"\nsms = \"+861380\"\n");
  contact("li", "email = \"a@b.example\"\n");
  contact("zhao", "");
  EXPECT_THAT(via_of(0), ElementsAre(Via::Sms, Via::Email, Via::Webhook));
  EXPECT_THAT(via_of(1), ElementsAre(Via::Email));
  EXPECT_THAT(via_of(2), IsEmpty());
  append(kSiren);
  EXPECT_THAT(via_of(0), ElementsAre(Via::Sms, Via::Email, Via::Webhook, Via::Siren));
  EXPECT_THAT(via_of(2), ElementsAre(Via::Siren)) << "for everybody";
}

TEST_F(Notify, TheOrderOfThePerson) {
  append(std::string(kSms) + kMail + kSiren + "[uplink]\nbrokers = [\"tcp://127.0.0.1:1883\"]\n");
  wang(
      "sms = \"+861380\"\nemail = \"a@b.example\"\nwebhook = \"https://a.example\"\n"
      "via = [\"mqtt\", \"webhook\", \"sms\"]\n");
  contact("li", "sms = \"+861380\"\nvia = [\"siren\", \"sms\"]\n");
  EXPECT_THAT(via_of(0), ElementsAre(Via::Mqtt, Via::Webhook, Via::Sms)) << "no siren: not named";
  EXPECT_THAT(via_of(1), ElementsAre(Via::Siren, Via::Sms));
}

TEST_F(Notify, WaysWithoutTheirSectionAreLeftOutAndSaid) {
  wang("sms = \"+861380\"\nemail = \"a@b.example\"\nwebhook = \"https://a.example\"\n");
  contact("li", "sms = \"+861381\"\n");
  contact("zhao", "via = [\"mqtt\", \"siren\"]\n");
  tell("leader");
  EXPECT_THAT(via_of(0), ElementsAre(Via::Webhook));
  EXPECT_THAT(via_of(1), IsEmpty());
  EXPECT_THAT(via_of(2), IsEmpty());
  EXPECT_THAT(
      remarks(),
      ElementsAre(
          StartsWith("site.toml:27:7: contact[0].sms: messages by sms to 2 people cannot be "
                     "sent until there is a [notify.sms]; write it with"),
          StartsWith("site.toml:28:9: contact[0].email: messages by email to 1 person cannot "
                     "be sent until there is a [notify.email]; write it with"),
          AllOf(HasSubstr("contact[2].via[0]: messages by mqtt to 1 person"),
                HasSubstr("until there is a [uplink]")),
          AllOf(HasSubstr("contact[2].via[1]: messages by siren to 1 person"),
                HasSubstr("until there is a [notify.siren]"))));
}

TEST_F(Notify, WhatIsNoNumberOrAddressIsARemark) {
  append(std::string(kSms) + kMail);
  wang("sms = \"+86...\"\nemail = \"Wang <w@b>\"\n");
  contact("li", "sms = \"13800000000\"\nemail = \"li\"\nvia = [\"sms\"]\n");
  EXPECT_THAT(via_of(0), IsEmpty());
  EXPECT_THAT(via_of(1), IsEmpty());
  EXPECT_THAT(
      remarks(),
      ElementsAre(
          StartsWith("site.toml:27:7: contact[0].sms: \"+86...\" is no telephone number, and "
                     "nothing is sent to it; write + and 6 to 15 digits"),
          StartsWith("site.toml:28:9: contact[0].email: \"Wang <w@b>\" is no mail address"),
          HasSubstr("contact[1].sms: \"13800000000\" is no telephone number"),
          HasSubstr("contact[1].email: \"li\" is no mail address")));
}

TEST_F(Notify, NumbersAndAddresses) {
  append(std::string(kSms) + kMail);
  wang("sms = \"+1\"\nemail = \"a@b\"\n");
  const auto usable = [&](const std::string& from, const std::string& to) {
    write(from, to);
    return via_of(0).size() == 2;
  };
  EXPECT_TRUE(usable("+1\"", "+123456\""));
  EXPECT_TRUE(usable("+123456\"", "+123456789012345\""));
  EXPECT_FALSE(usable("+123456789012345\"", "+1234567890123456\""));
  EXPECT_FALSE(usable("+1234567890123456\"", "+12345\""));
  EXPECT_FALSE(usable("+12345\"", "+86 1380000\""));
  EXPECT_TRUE(usable("+86 1380000\"", "+861380000\""));
  for (const char* wrong : {"a@", "@b", "a@b@c", "a b@c", "\\\"a\\\"@b", "a,b@c", "邮@b"}) {
    write("email = \"a@b\"", std::string("email = \"") + wrong + "\"");
    EXPECT_THAT(via_of(0), ElementsAre(Via::Sms)) << wrong;
    write(std::string("email = \"") + wrong + "\"", "email = \"a@b\"");
  }
}

TEST_F(Notify, WhoIsToldAndCannotBe) {
  contact("li", "");
  contact("sun", "sms = \"+861380\"\n");
  append("[[contact]]\nid = \"zhao\"\nrole = \"guest\"\n");
  append("[[contact]]\nid = \"qian\"\nrole = \"guest\"\n");
  append("[[duty]]\nrole = \"leader\"\ncontacts = [\"li\", \"qian\"]\n");
  append(kSms);
  EXPECT_THAT(remarks(), IsEmpty()) << "nobody is told anything";
  tell("leader");
  EXPECT_THAT(
      remarks(),
      ElementsAre(StartsWith("site.toml:37:6: contact[1].id: \"li\" is to be told, and there is "
                             "no way to do it; write sms, email or webhook"),
                  HasSubstr("contact[4].id: \"qian\" is to be told")))
      << "qian stands in for the role";
  append("[reporting]\nrole = \"duty-operator\"\n");
  EXPECT_THAT(remarks(), Contains(HasSubstr("contact[0].id: \"wang\" is to be told")));
  append("[[neighbour]]\nid = \"mill\"\nbearing = 1\ndistance = 9\ncontacts = [\"zhao\"]\n");
  EXPECT_THAT(remarks(), Not(Contains(HasSubstr("\"zhao\"")))) << "no plan warns them";
  append("[[plan]]\nid = \"warn\"\ntrigger = []\n[[plan.step]]\ndo = \"neighbours\"\n");
  EXPECT_THAT(remarks(), Contains(HasSubstr("contact[3].id: \"zhao\" is to be told")));
  append(kSiren);
  EXPECT_THAT(remarks(), IsEmpty()) << "the siren calls them";
}

TEST_F(Notify, AStepWhoseWaysAPersonLacks) {
  append(kSms);
  append(kMail);
  contact("li", "sms = \"+861380\"\n");
  contact("zhao", "email = \"z@b.example\"\n");
  tell("leader", "via = [\"email\", \"webhook\"]\n");
  EXPECT_THAT(remarks(),
              ElementsAre(AllOf(HasSubstr("plan[1].step[0].via: \"li\" has none of these ways"),
                                HasSubstr("or leave via out"))));
}

TEST_F(Notify, AStepThatAsksAndNobodyHearsIt) {
  const auto nobody =
      Contains(HasSubstr("step[0].confirm_within: nobody hears that this step asks"));
  const std::string ask = "[[plan.step]]\ndo = \"publish\"\nconfirm_within = \"60s\"\n";
  append("[[plan]]\nid = \"ask\"\ntrigger = []\n" + ask);
  EXPECT_THAT(remarks(), nobody);
  append("[[plan.step]]\ndo = \"notify\"\nrole = \"duty-operator\"\n");
  EXPECT_THAT(remarks(), Not(nobody));
  append("[[plan]]\nid = \"other\"\ntrigger = []\n" + ask);
  EXPECT_THAT(remarks(), nobody);
  append("[reporting]\nrole = \"duty-operator\"\n");
  EXPECT_THAT(remarks(), Not(nobody));
}

TEST_F(Notify, TheFormFollowsTheHost) {
  const auto form = [&](const std::string& url) {
    write("role = \"duty-operator\"\n", "role = \"duty-operator\"\nwebhook = \"" + url + "\"\n");
    const WebhookForm found = good().notify.people.at(0).webhook_form;
    write("webhook = \"" + url + "\"\n", "");
    return found;
  };
  EXPECT_EQ(form(kRobot), WebhookForm::DingTalk);
  EXPECT_EQ(form("HTTPS://OAPI.DingTalk.com:443/robot"), WebhookForm::DingTalk);
  EXPECT_EQ(form("https://user:word@oapi.dingtalk.com/robot"), WebhookForm::DingTalk);
  EXPECT_EQ(form("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"), WebhookForm::WeCom);
  EXPECT_EQ(form("https://open.feishu.cn/open-apis/bot/v2/hook/1"), WebhookForm::Feishu);
  EXPECT_EQ(form("https://open.larksuite.com/open-apis/bot/v2/hook/1"), WebhookForm::Feishu);
  EXPECT_EQ(form("https://acme.example/?to=oapi.dingtalk.com"), WebhookForm::Json);
  EXPECT_EQ(form("https://oapi.dingtalk.com@acme.example/"), WebhookForm::Json);
  EXPECT_EQ(form("https://oapi.dingtalk.com.acme.example/"), WebhookForm::Json);
  EXPECT_EQ(form("http://[::1]:8080/hook"), WebhookForm::Json);
}

TEST_F(Notify, WhatOnlyTheChannelsNeedStandsByThePlaceOfTheContact) {
  secret("robot.secret", "SEC1\n");
  contact("li", std::string("webhook = \"") + kRobot +
                    "\"\nwebhook_form = \"json\"\nwebhook_secret_file = \"robot.secret\"\n");
  const Settings settings = good();
  ASSERT_EQ(settings.notify.people.size(), 2u);
  EXPECT_EQ(settings.notify.people[0], PersonSettings{});
  EXPECT_EQ(settings.notify.people[1],
            (PersonSettings{.webhook_form = WebhookForm::Json, .webhook_secret = "SEC1"}));
  EXPECT_THAT(settings.site.contacts.at(1).via, ElementsAre(Via::Webhook)) << "needs no section";
}

TEST_F(Notify, ALanguageOfOnesOwnIsKnownToTheSite) {
  contact("li", "language = \"zh-TW\"\n");
  const Settings settings = good();
  ASSERT_EQ(settings.site.contacts.size(), 2u);
  EXPECT_EQ(settings.site.contacts[0].language, "") << "the site's";
  EXPECT_EQ(settings.site.contacts[1].language, "zh-TW");
}

TEST_F(Notify, ASharedRobotHasOneSecret) {
  secret("robot.secret", "SEC1\n");
  const std::string robot = std::string("webhook = \"") + kRobot + "\"\n";
  contact("li", robot + "webhook_secret_file = \"robot.secret\"\n");
  contact("zhao", robot);
  EXPECT_THAT(said(), ElementsAre(AllOf(
                          HasSubstr("contact[2].webhook: contact \"li\" has the same webhook with "
                                    "another form or secret; write the same"),
                          Not(HasSubstr("hush")))));
  append("webhook_secret_file = \"robot.secret\"\n");
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Notify, APasswordOverAPlainLineIsRemarked) {
  secret("mail.password", "p\n");
  append(std::string(kMail) + "username = \"gw\"\npassword_file = \"mail.password\"\n");
  EXPECT_THAT(remarks(), IsEmpty());
  append("security = \"none\"\n");
  EXPECT_THAT(remarks(),
              ElementsAre(StartsWith("site.toml:41:12: notify.email.security: everybody on "
                                     "the way can read the password")));
}

TEST_F(Notify, SecretsThatOthersMayRead) {
  using std::filesystem::perms;
  const perms group = perms::owner_read | perms::owner_write | perms::group_read;
  secret("mail.password", "topsecret\n", group | perms::others_read);
  secret("sim.pin", "1234\n", group | perms::group_write);
  secret("robot.secret", "topsecret\n", group | perms::others_write);
  secret("link.secret", "topsecret\n", group);
  append(std::string(kSms) + "pin_file = \"sim.pin\"\n" + kMail +
         "username = \"gw\"\npassword_file = \"mail.password\"\n" +
         "[notify.link]\npublic_url = \"https://a.example\"\n");
  wang("webhook = \"https://a.example\"\nwebhook_secret_file = \"robot.secret\"\n");
  const auto lines = said();
  EXPECT_THAT(
      lines,
      ElementsAre(AllOf(StartsWith("site.toml:28:23: contact[0].webhook_secret_file: others may "
                                   "get at /"),
                        HasSubstr("robot.secret (its mode is 0642); write the robot's secret")),
                  AllOf(HasSubstr("notify.sms.pin_file: others may"), HasSubstr("0660")),
                  AllOf(HasSubstr("notify.email.password_file: others may"),
                        HasSubstr("(its mode is 0644); write the password into its first "
                                  "line and give it to hazgated alone (chmod 600)")),
                  AllOf(HasSubstr("notify.link.secret_file: others may"), HasSubstr("0640"),
                        HasSubstr("delete it"))));
  for (const std::string& line : lines) EXPECT_THAT(line, Not(HasSubstr("topsecret")));
  secret("mail.password", "topsecret\n", group);
  secret("sim.pin", "1234\n", group);
  secret("robot.secret", "topsecret\n", perms::owner_read);
  secret("link.secret", "topsecret\n", perms::owner_read);
  EXPECT_THAT(said(), IsEmpty()) << "a group of its own may read, but the link's";
}

struct Wrong {
  const char* keys;
  const char* said;
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.keys;
}

class WrongSection : public Notify, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongSection, IsSaidOnce) {
  secret("four.words", "not a pin\n");
  secret("empty.secret", "\nsecond line\n");
  secret("long.secret", std::string(1025, 'x'));
  secret("good.secret", "1234\n");
  append(GetParam().keys);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Sections, WrongSection,
    testing::Values(
        Wrong{"[notify.fax]\n", "notify.fax: is not a known key"},
        Wrong{"[[notify.sms]]\ndevice = \"a\"\n", "notify.sms: is a list, not a table"},
        Wrong{"[notify.sms]\n", "36:1: notify.sms.device: is missing; write the modem's port"},
        Wrong{"[notify.sms]\ndevice = \"\"\n", "notify.sms.device: is empty; write the modem's"},
        Wrong{"[notify.sms]\ndevice = \"a\"\nconnection = \"at300\"\n",
              "38:14: notify.sms.connection: \"at300\" is not known; write one of: at1200"},
        Wrong{"[notify.sms]\ndevice = \"a\"\nsmsc = \"+86…\"\n",
              "notify.sms.smsc: \"+86…\" is not a telephone number"},
        Wrong{"[notify.sms]\ndevice = \"a\"\nsmsc = \"\"\n", "notify.sms.smsc: \"\" is not a"},
        Wrong{"[notify.sms]\ndevice = \"a\"\npin = \"1\"\n", "notify.sms.pin: is not a known key"},
        Wrong{"[notify.sms]\ndevice = \"a\"\npin_file = \"no.pin\"\n",
              "no.pin cannot be read: No such file or directory; write the SIM's PIN into its"},
        Wrong{"[notify.sms]\ndevice = \"a\"\npin_file = \"\"\n", "pin_file: names no file"},
        Wrong{"[notify.sms]\ndevice = \"a\"\npin_file = \".\"\n",
              " is not a file; write the SIM's"},
        Wrong{"[notify.sms]\ndevice = \"a\"\npin_file = \"four.words\"\n",
              "notify.sms.pin_file: its first line is not 4 to 8 digits"},
        Wrong{"[notify.sms]\ndevice = \"a\"\npin_file = \"empty.secret\"\n",
              "empty.secret begins with an empty line"},
        Wrong{"[notify.email]\nfrom = \"a@b\"\n", "36:1: notify.email.host: is missing; write the"},
        Wrong{"[notify.email]\nhost = \"https://a\"\nfrom = \"a@b\"\n",
              "notify.email.host: \"https://a\" is not the name of a host"},
        Wrong{"[notify.email]\nhost = \"a:25\"\nfrom = \"a@b\"\n", "\"a:25\" is not the name of a"},
        Wrong{"[notify.email]\nhost = \"a\"\n",
              "notify.email.from: is missing; write the sender's"},
        Wrong{"[notify.email]\nhost = \"a\"\nfrom = \"Gateway <a@b>\"\n",
              "38:8: notify.email.from: \"Gateway <a@b>\" is not a mail address; write the"},
        Wrong{"[notify.email]\nhost = \"a\"\nfrom = \"a@b\"\nsecurity = \"ssl\"\n",
              "security: \"ssl\" is not known; write one of: none, starttls, tls"},
        Wrong{"[notify.email]\nhost = \"a\"\nfrom = \"a@b\"\nport = 0\n", "notify.email.port: "},
        Wrong{"[notify.email]\nhost = \"a\"\nfrom = \"a@b\"\nca_file = \"no.pem\"\n",
              "no.pem cannot be read: No such file or directory; check the path"},
        Wrong{"[notify.email]\nhost = \"a\"\nfrom = \"a@b\"\nusername = \"u\"\n",
              "password_file: a username and its password belong together"},
        Wrong{"[notify.email]\nhost = \"a\"\nfrom = \"a@b\"\npassword_file = \"good.secret\"\n",
              "username: a username and its password belong together"},
        Wrong{"[notify.email]\nhost = \"a\"\nfrom = \"a@b\"\nusername = \"u\"\n"
              "password_file = \"long.secret\"\n",
              "long.secret begins with too long a line; write the password"},
        Wrong{"[notify.webhook]\nproxy = \"proxy.example:3128\"\n",
              "37:9: notify.webhook.proxy: is not an http:// or https:// address; write such as"},
        Wrong{"[notify.link]\n", "36:1: notify.link.public_url: is missing; write what people's"},
        Wrong{"[notify.link]\npublic_url = \"gw.example\"\n", "\"gw.example\" is not an http://"},
        Wrong{"[notify.link]\npublic_url = \"https://a/?q=\"\n", "\"https://a/?q=\" is not an"},
        Wrong{"[notify.link]\npublic_url = \"https://a\"\naddress = \"localhost\"\n",
              "notify.link.address: \"localhost\" is not an IP address; write \"127.0.0.1\""},
        Wrong{"[notify.link]\npublic_url = \"https://a\"\nport = 70000\n", "notify.link.port: "},
        Wrong{"[notify.link]\npublic_url = \"https://a\"\nsecret_file = \".\"\n",
              "notify.link.secret_file: "},
        Wrong{"[notify.siren]\n",
              "36:1: notify.siren.point: is missing; write the id of the siren"},
        Wrong{"[notify.siren]\npoint = \"relay-1.sirene\"\n",
              "37:9: notify.siren.point: no point \"relay-1.sirene\"; did you mean "
              "\"relay-1.siren\"?"},
        Wrong{"[notify.siren]\npoint = \"gd-101.gas\"\n",
              "notify.siren.point: point \"gd-101.gas\" cannot be written; name one with"},
        Wrong{"[notify.siren]\npoint = \"relay-1.fan\"\n",
              "notify.siren.point: \"relay-1.fan\" is no siren; write sound = true"},
        Wrong{"[reporting]\n", "reporting.role: is missing; write the role of who reports"},
        Wrong{"[reporting]\nrole = \"duty-oparator\"\n",
              "37:8: reporting.role: no contact has the role \"duty-oparator\"; did you mean "
              "\"duty-operator\"?"},
        Wrong{"[reporting]\nrole = \"duty-operator\"\nto = 1\n", "reporting.to: is not a known"}));

class WrongContact : public Notify, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongContact, IsSaidOnce) {
  secret("good.secret", "1234\n");
  wang(GetParam().keys);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongContact,
    testing::Values(
        Wrong{"webhook = \"acme.example/hook\"\n",
              "27:11: contact[0].webhook: is not an http:// or https:// address; write the whole"},
        Wrong{"webhook = \"ftp://acme.example\"\n", "contact[0].webhook: is not an http://"},
        Wrong{"webhook = \"https:///hook\"\n", "contact[0].webhook: is not an http://"},
        Wrong{"webhook = \"https://a b\"\n", "contact[0].webhook: is not an http://"},
        Wrong{"webhook = \"https://a:port/\"\n", "contact[0].webhook: is not an http://"},
        Wrong{"webhook = \"https://[::1/\"\n", "contact[0].webhook: is not an http://"},
        Wrong{"via = [\"sms\"]\n",
              "27:8: contact[0].via[0]: \"wang\" has no sms; write sms = \"…\", or remove it"},
        Wrong{"sms = \"+861380\"\nvia = [\"sms\", \"webhook\"]\n",
              "28:15: contact[0].via[1]: \"wang\" has no webhook"},
        Wrong{"via = [\"fax\"]\n", "contact[0].via[0]: \"fax\" is not a way to a person; use sms"},
        Wrong{"via = [\"mqtt\", \"mqtt\"]\n", "contact[0].via[1]: \"mqtt\" is there twice"},
        Wrong{"via = []\n", "contact[0].via: names no way; name one, or leave it out"},
        Wrong{"language = \"fr\"\n",
              "contact[0].language: \"fr\" is not known; write one of: zh-CN"},
        Wrong{"webhook_form = \"json\"\n", "contact[0].webhook_form: stands without webhook"},
        Wrong{"webhook_secret_file = \"good.secret\"\n",
              "contact[0].webhook_secret_file: stands without webhook"},
        Wrong{"webhook = \"https://a\"\nwebhook_form = \"slack\"\n",
              "webhook_form: \"slack\" is not known; write one of: json, dingtalk, wecom, feishu"},
        Wrong{"webhook = \"https://a\"\nwebhook_secret_file = \"no.secret\"\n",
              "no.secret cannot be read: No such file or directory; write the robot's secret"},
        Wrong{"webhook = \"https://a\"\nwebhook_form = \"wecom\"\nwebhook_secret_file = "
              "\"good.secret\"\n",
              "29:23: contact[0].webhook_secret_file: a WeCom robot has no secret but its address"},
        Wrong{"phone = \"1\"\n", "contact[0].phone: is not a known key"}));

}  // namespace
}  // namespace hazgate::config
