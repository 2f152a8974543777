#include "gateway/daemon/contact_desk.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/letters.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;
using emergency::ReceiptKind;
using emergency::Via;

constexpr const char* kOp = "contact-test";

/// What may be shown of where a message goes: who has the whole URL of a robot writes to its group.
std::string shown_address(const site::ContactSpec& contact, Via via) {
  return via == Via::Webhook ? notify::webhook_server(contact.webhook) : address_of(contact, via);
}

std::string ways_text(const site::ContactSpec& contact) {
  std::string text;
  for (const Via via : contact.via) {
    if (via == Via::Siren) continue;  // everybody on the site hears it
    text += (text.empty() ? "" : ", ") + std::string(to_text(via));
  }
  return text;
}

/// The way that is meant: the one named, or the first that the contact prefers.
tl::expected<Via, std::string> way_of(const site::ContactSpec& contact, const std::string& named) {
  for (const Via via : contact.via) {
    if (via != Via::Siren && (named.empty() || to_text(via) == named)) return via;
  }
  const std::string ways = ways_text(contact);
  if (ways.empty()) {
    return tl::unexpected("nothing can be sent to " + contact.id +
                          "; write sms, email or webhook in the site file, and its [notify] part");
  }
  return tl::unexpected(contact.id + " is not told by " + named + ", but by " + ways);
}

bool is_way(const std::string& named) {
  const auto& texts = emergency::kViaTexts;
  return named.empty() ||
         (named != "siren" && std::find(texts.begin(), texts.end(), named) != texts.end());
}

}  // namespace

ContactDesk::ContactDesk(boost::asio::io_context& io, Core& core, People& people, Settings settings,
                         site::LocalTime local, TestPatience patience)
    : io_(io),
      core_(core),
      people_(people),
      settings_(std::move(settings)),
      local_(std::move(local)),
      patience_(patience) {}

ContactDesk::~ContactDesk() {
  for (const Test& test : tests_) people_.forget(test.ticket);
}

bool ContactDesk::call(const Request& request, const Answer& answer) {
  if (request.op == "contact-list") {
    list(answer);
  } else if (request.op == kOp) {
    test(request, answer);
  } else {
    return false;
  }
  return true;
}

void ContactDesk::list(const Answer& answer) {
  const config::Settings& settings = settings_();
  for (const site::ContactSpec& contact : settings.site.contacts) {
    json::array ways, down;
    for (const Via via : contact.via) {
      ways.emplace_back(to_text(via));
      if (people_.channels().is_down(via, contact.webhook)) down.emplace_back(to_text(via));
    }
    answer->item({{"id", contact.id},
                  {"name", contact.name},
                  {"role", contact.role},
                  {"ways", std::move(ways)},
                  {"down", std::move(down)},
                  {"sms", contact.sms},
                  {"email", contact.email},
                  {"webhook", shown_address(contact, Via::Webhook)},
                  {"language", language_of(settings.site, contact)}});
  }
  answer->done();
}

void ContactDesk::test(const Request& request, const Answer& answer) {
  const std::string id = text_argument(request.args, "id");
  const std::string named = text_argument(request.args, "via");
  if (!is_way(named)) {
    answer->fail(Failure::Usage,
                 "'" + named + "' is no way to a person; use sms, email, webhook or mqtt");
    return;
  }
  const auto& contacts = settings_().site.contacts;
  const auto contact = std::find_if(contacts.begin(), contacts.end(),
                                    [&](const auto& other) { return other.id == id; });
  std::string error;
  std::optional<Via> via;
  if (contact == contacts.end()) {
    error = "no contact '" + id + "'; see `hazctl contact list`";
  } else if (tests_.size() >= kMostAtOnce) {
    error = fmt::format("{} test messages are on their way already; wait for them", kMostAtOnce);
  } else if (const auto way = way_of(*contact, named)) {
    via = *way;
  } else {
    error = way.error();
  }
  core_.audit({.by = request.caller.user,
               .from = "control",
               .op = kOp,
               .target = id,
               .note = via ? "by " + std::string(to_text(*via)) : named,
               .ok = error.empty(),
               .error = error});
  if (!via) {
    answer->fail(Failure::Refused, error);
    return;
  }
  begin(request, answer, *contact, *via);
}

void ContactDesk::begin(const Request& request, const Answer& answer,
                        const site::ContactSpec& contact, Via via) {
  const Place test = tests_.insert(tests_.end(), Test{.answer = answer,
                                                      .by = request.caller.user,
                                                      .contact = contact.id,
                                                      .to = shown_address(contact, via),
                                                      .via = via,
                                                      .number = next_number_++,
                                                      .timer = boost::asio::steady_timer(io_)});
  notify::Letter message = letter(language_of(settings_().site, contact), request.caller.user);
  if (via == Via::Mqtt) {
    publish(test, message);
    return;
  }
  test->ticket = people_.send(
      contact, via, std::move(message),
      [this, test](ReceiptKind kind, const std::string& error) { take(test, kind, error); });
  wait(test, patience_.sent);
}

/// Sent is the end where nothing comes behind it.
void ContactDesk::take(Place test, ReceiptKind kind, const std::string& error) {
  const auto& sms = settings_().notify.sms;
  switch (kind) {
    case ReceiptKind::Sent:
      say(*test, "sent");
      test->sent = true;
      if (test->via != Via::Sms || !sms || !sms->delivery_reports) return end(test, "sent", {});
      return wait(test, patience_.delivered);
    case ReceiptKind::Delivered:
      say(*test, "delivered");
      return end(test, "delivered", {});
    case ReceiptKind::Failed:
    case ReceiptKind::Refused:
      return end(test, "failed", error);
  }
}

/// A timer that has run out may still be heard when the test has ended or has gone on.
void ContactDesk::wait(Place test, Duration patience) {
  test->timer.expires_after(patience);
  test->timer.async_wait(
      [this, number = test->number, sent = test->sent](boost::system::error_code cancelled) {
        if (cancelled) return;
        const auto found = std::find_if(tests_.begin(), tests_.end(),
                                        [&](const Test& other) { return other.number == number; });
        if (found != tests_.end() && found->sent == sent) give_up(found);
      });
}

void ContactDesk::give_up(Place test) {
  if (!test->sent) {
    end(test, "failed", "nobody has said what became of it; look at hazctl status");
    return;
  }
  say(*test, "unconfirmed");
  end(test, "sent, but no phone has reported it", {});
}

/// To the park, as a message of a plan would go.
void ContactDesk::publish(Place test, const notify::Letter& letter) {
  if (!core_.is_connected()) {
    end(test, "failed", "no connection to the park");
    return;
  }
  const WallTime t = core_.now().wall;
  core_.tell("message", t,
             control::json_text({{"t", unix_ms(t)},
                                 {"incident", ""},
                                 {"contact", test->contact},
                                 {"subject", letter.subject},
                                 {"text", letter.text},
                                 {"drill", false},
                                 {"test", true}}));
  say(*test, "sent");
  end(test, "sent", {});
}

void ContactDesk::say(const Test& test, const char* state) {
  test.answer->item({{"t", unix_ms(core_.now().wall)},
                     {"contact", test.contact},
                     {"via", to_text(test.via)},
                     {"to", test.to},
                     {"state", state}});
}

/// Puts it on record, whether or not the caller is still there.
void ContactDesk::end(Place test, const char* outcome, const std::string& error) {
  people_.forget(test->ticket);
  const Test ended = std::move(*test);
  tests_.erase(test);
  const std::string way(to_text(ended.via));
  core_.audit({.by = ended.by,
               .from = "control",
               .op = kOp,
               .target = ended.contact,
               .note = "by " + way + ": " + outcome,
               .ok = error.empty(),
               .error = error});
  if (error.empty()) {
    ended.answer->done();
  } else {
    ended.answer->fail(Failure::Refused, ended.contact + " was not told by " + way + ": " + error);
  }
}

/// Its first characters say that it is a test, on a locked telephone too.
notify::Letter ContactDesk::letter(std::string_view language, const std::string& by) const {
  const std::string& site = settings_().site.name;
  const auto seconds = local_(core_.now().wall).time_since_epoch().count() % 86400;
  const std::string clock = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  notify::Letter letter;
  letter.key = "contact-test";
  if (language == "en") {
    letter.subject = "TEST of hazgate";
    letter.text = fmt::format(
        "TEST {}: a test message, no alarm. {} has asked for it at {}. There is nothing to do.",
        site, by, clock);
  } else if (language == "zh-TW") {
    letter.subject = "【測試】hazgate通知測試";
    letter.text =
        fmt::format("【測試】{}：測試訊息，不是警報，無需處理。{} 於{}發起。", site, by, clock);
  } else {
    letter.subject = "【测试】hazgate通知测试";
    letter.text =
        fmt::format("【测试】{}：测试消息，不是报警，无需处理。{} 于{}发起。", site, by, clock);
  }
  return letter;
}

}  // namespace hazgate::daemon
