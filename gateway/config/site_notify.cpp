#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "gateway/config/address_form.hpp"
#include "gateway/config/site_check.hpp"
#include "gateway/core/emergency/switching.hpp"

/// The ways to people: [[contact]], [notify] and [reporting].
namespace hazgate::config {
namespace {

using emergency::Via;

bool is_in(Via via, const std::vector<Via>& ways) {
  return std::find(ways.begin(), ways.end(), via) != ways.end();
}

const Reference* address_of(Via via, const WaysText& ways) {
  switch (via) {
    case Via::Sms:
      return &ways.sms;
    case Via::Email:
      return &ways.email;
    case Via::Webhook:
      return &ways.webhook;
    case Via::Mqtt:
    case Via::Siren:
      break;
  }
  return nullptr;  // no person has one of their own
}

bool has(const WaysText& ways, Via via) {
  const Reference* address = address_of(via, ways);
  return address == nullptr || !address->word.empty();
}

/// Of an address that looks like none nothing is ever sent.
bool is_address(const WaysText& ways, Via via) {
  if (via == Via::Sms) return is_phone_number(ways.sms.word);
  if (via == Via::Email) return is_mail_address(ways.email.word);
  return true;
}

struct Section {
  const char* name;
  const char* remedy;
};

Section section_of(Via via) {
  switch (via) {
    case Via::Sms:
      return {"[notify.sms]", "write it with the modem's device"};
    case Via::Email:
      return {"[notify.email]", "write it with the mail server's host"};
    case Via::Mqtt:
      return {"[uplink]", "write it with the brokers"};
    case Via::Siren:
      return {"[notify.siren]", "write it with the siren's point"};
    case Via::Webhook:
      break;  // needs none
  }
  return {"[notify.webhook]", ""};
}

bool has_section(Via via, const SiteText& site) {
  switch (via) {
    case Via::Sms:
      return site.notify.sms.has_value();
    case Via::Email:
      return site.notify.email.has_value();
    case Via::Mqtt:
      return !site.uplink.brokers.empty();
    case Via::Siren:
      return site.notify.siren.has_value();
    case Via::Webhook:
      break;
  }
  return true;
}

/// The ways that a person is to be reached by, in the order of preference, whether they work or not.
std::vector<Via> wanted(const ContactText& text, const SiteText& site) {
  std::vector<Via> ways;
  if (text.ways.via) {
    for (const auto& named : *text.ways.via) {
      if (has(text.ways, named.via)) ways.push_back(named.via);
    }
    return ways;
  }
  for (const Via via : {Via::Sms, Via::Email, Via::Webhook}) {
    if (has(text.ways, via)) ways.push_back(via);
  }
  if (site.notify.siren) ways.push_back(Via::Siren);
  return ways;
}

/// Where it is written that a person is reached by this way.
const Reference& place_of(Via via, const ContactText& text) {
  if (text.ways.via) {
    for (const auto& named : *text.ways.via) {
      if (named.via == via) return named.where;
    }
  }
  const Reference* address = address_of(via, text.ways);
  return address == nullptr ? text.id : *address;
}

WebhookForm usual_form(const std::string& url) {
  std::string host = web_host(url);
  host = host.substr(0, host.find(':'));
  if (host == "oapi.dingtalk.com") return WebhookForm::DingTalk;
  if (host == "qyapi.weixin.qq.com") return WebhookForm::WeCom;
  if (host == "open.feishu.cn" || host == "open.larksuite.com") return WebhookForm::Feishu;
  return WebhookForm::Json;
}

}  // namespace

void SiteCheck::check_contacts() {
  NotifySettings& notify = settings_.notify;
  notify.sms = text_.notify.sms;
  notify.email = text_.notify.email;
  notify.webhook = text_.notify.webhook;
  notify.link = text_.notify.link;
  check_siren();
  std::map<std::string, model::Place> seen;
  for (const ContactText& text : text_.contacts) {
    if (!is_fresh(seen, text.id, "contact")) continue;
    settings_.site.contacts.push_back(text.contact);
    settings_.site.contacts.back().via = check_via(text);
    settings_.site.contacts.back().language = text.ways.language;
    notify.people.push_back(check_webhook(text));
  }
  check_shared_webhooks();
  check_reporting();
}

void SiteCheck::check_siren() {
  if (!text_.notify.siren) return;
  const Reference& named = *text_.notify.siren;
  const auto found = find_point(named);
  if (!found) return;
  const site::PointSpec& point = settings_.site.points[at(*found)];
  if (!point.writable) {
    complain(named, "point \"" + point.id + "\" cannot be written",
             "name one with writable = true");
  } else if (point.use != emergency::OutputUse::Siren) {
    complain(named, "\"" + point.id + "\" is no siren",
             "write sound = true in its model, or name a siren");
  } else if (!has_value(emergency::on_of(point.format)) ||
             !has_value(emergency::off_of(point.format))) {
    complain(named, "\"" + point.id + "\" cannot be switched on and off",
             "name one that can be 0 and 1, such as a coil");
  } else {
    settings_.site.summons = found;
    add_output(*found, point);
  }
}

/// Only ways that can work: what is left out is remarked, here or by remark_on_missing_sections().
std::vector<Via> SiteCheck::check_via(const ContactText& text) {
  const WaysText& ways = text.ways;
  for (const auto& named : ways.via.value_or(std::vector<WaysText::Named>{})) {
    if (has(ways, named.via)) continue;
    const std::string word(to_text(named.via));
    complain(named.where, "\"" + text.id.word + "\" has no " + word,
             "write " + word + " = \"…\", or remove it");
  }
  if (has(ways, Via::Sms) && !is_address(ways, Via::Sms)) {
    remarks_.add(ways.sms.place, ways.sms.key,
                 "\"" + ways.sms.word + "\" is no telephone number, and nothing is sent to it",
                 "write + and 6 to 15 digits, such as \"+8613800000000\"");
  }
  if (has(ways, Via::Email) && !is_address(ways, Via::Email)) {
    remarks_.add(ways.email.place, ways.email.key,
                 "\"" + ways.email.word + "\" is no mail address, and nothing is sent to it",
                 "write one such as \"duty@example.com\", without a name");
  }
  std::vector<Via> usable;
  for (const Via via : wanted(text, text_)) {
    if (is_address(ways, via) && has_section(via, text_)) usable.push_back(via);
  }
  return usable;
}

PersonSettings SiteCheck::check_webhook(const ContactText& text) {
  const WaysText& ways = text.ways;
  PersonSettings person{.webhook_form = ways.form.value_or(usual_form(ways.webhook.word)),
                        .webhook_secret = ways.secret.word};
  if (person.webhook_form == WebhookForm::WeCom && !person.webhook_secret.empty()) {
    complain(ways.secret, "a WeCom robot has no secret but its address",
             "remove it, or write another webhook_form");
  }
  return person;
}

/// A channel knows one form and one secret for each address.
void SiteCheck::check_shared_webhooks() {
  const auto& contacts = settings_.site.contacts;
  std::map<std::string, std::size_t> first_with;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (contacts[i].webhook.empty()) continue;
    const std::size_t first = first_with.emplace(contacts[i].webhook, i).first->second;
    const PersonSettings& one = settings_.notify.people[first];
    const PersonSettings& other = settings_.notify.people[i];
    if (one.webhook_form == other.webhook_form && one.webhook_secret == other.webhook_secret) {
      continue;
    }
    complain(
        contact_text(contacts[i].id).ways.webhook,
        "contact \"" + contacts[first].id + "\" has the same webhook with another form or secret",
        "write the same webhook_form and webhook_secret_file for both");
  }
}

void SiteCheck::check_reporting() {
  const Reference& role = text_.notify.reporting_role;
  settings_.site.reporting_role = role.word;
  if (role.word.empty()) return;
  std::map<std::string, int> roles;
  for (const site::ContactSpec& contact : settings_.site.contacts) roles.emplace(contact.role, 0);
  if (!roles.contains(role.word)) {
    complain(role, "no contact has the role \"" + role.word + "\"", hint(role.word, roles));
  }
}

/// The first of that id: the only one that got into the site.
const ContactText& SiteCheck::contact_text(const std::string& id) const {
  return *std::find_if(text_.contacts.begin(), text_.contacts.end(),
                       [&](const ContactText& text) { return text.id.word == id; });
}

/// Those whom a plan, a roster, a neighbour's notice or the law's reports tell something.
std::set<std::string> SiteCheck::told_contacts() const {
  const site::SiteSpec& site = settings_.site;
  std::set<std::string> roles = {site.reporting_role};
  std::set<std::string> told;
  for (const site::PlanSpec& plan : site.plans) {
    for (const site::StepSpec& step : plan.steps) {
      if (step.kind == site::StepKind::Notify) roles.insert(step.role);
      if (step.kind != site::StepKind::Neighbours) continue;
      for (const NeighbourText& text : text_.around.neighbours) {
        for (const Reference& contact : text.contacts) told.insert(contact.word);
      }
    }
  }
  for (const site::ContactSpec& contact : site.contacts) {
    if (!contact.role.empty() && roles.contains(contact.role)) told.insert(contact.id);
  }
  for (const roster::Duty& duty : site.roster.duties()) {
    if (!roles.contains(duty.role)) continue;
    for (const std::size_t contact : duty.contacts) told.insert(site.contacts[contact].id);
  }
  return told;
}

void SiteCheck::remark_on_ways() {
  const std::set<std::string> told = told_contacts();
  for (const site::ContactSpec& contact : settings_.site.contacts) {
    const ContactText& text = contact_text(contact.id);
    if (!told.contains(contact.id) || !wanted(text, text_).empty()) continue;
    remarks_.add(text.id.place, text.id.key,
                 "\"" + contact.id + "\" is to be told, and there is no way to do it",
                 "write sms, email or webhook");
  }
  remark_on_missing_sections();
  remark_on_steps();
  const auto& mail = settings_.notify.email;
  if (mail && mail->security == MailSecurity::None && !mail->password.empty()) {
    remarks_.add(text_.notify.mail_security.place, text_.notify.mail_security.key,
                 "everybody on the way can read the password and the letters",
                 "write \"starttls\" or \"tls\"");
  }
}

void SiteCheck::remark_on_missing_sections() {
  for (const Via via : {Via::Sms, Via::Email, Via::Mqtt, Via::Siren}) {
    if (has_section(via, text_)) continue;
    std::size_t people = 0;
    const Reference* first = nullptr;
    for (const site::ContactSpec& contact : settings_.site.contacts) {
      const ContactText& text = contact_text(contact.id);
      if (!is_in(via, wanted(text, text_))) continue;
      ++people;
      if (first == nullptr) first = &place_of(via, text);
    }
    if (first == nullptr) continue;
    const Section section = section_of(via);
    remarks_.add(first->place, first->key,
                 fmt::format("messages by {} to {} {} cannot be sent until there is a {}",
                             to_text(via), people, people == 1 ? "person" : "people", section.name),
                 section.remedy);
  }
}

/// A step that names ways of which a person has none never reaches that person.
void SiteCheck::remark_on_steps() {
  for (const PlanText& plan : text_.plans) {
    for (const StepText& step : plan.steps) {
      if (step.step.kind != site::StepKind::Notify || step.step.via.empty()) continue;
      for (const site::ContactSpec& contact : settings_.site.contacts) {
        const auto ways = wanted(contact_text(contact.id), text_);
        const bool reached = std::any_of(ways.begin(), ways.end(),
                                         [&](Via via) { return is_in(via, step.step.via); });
        if (contact.role != step.role.word || ways.empty() || reached) continue;
        remarks_.add(step.via.place, step.via.key,
                     "\"" + contact.id + "\" has none of these ways and hears nothing of this step",
                     "add one that the person has, or leave via out");
      }
    }
  }
}

}  // namespace hazgate::config
