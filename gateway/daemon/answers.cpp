#include "gateway/daemon/answers.hpp"

#include <algorithm>
#include <optional>
#include <spdlog/spdlog.h>

#include "gateway/core/site/call_name.hpp"
#include "gateway/daemon/letters.hpp"

namespace hazgate::daemon {
namespace {

std::string digits_of(const std::string& number) {
  std::string digits;
  for (const char c : number) {
    if (c >= '0' && c <= '9') digits += c;
  }
  if (number.find('+') == std::string::npos && digits.rfind("00", 0) == 0) digits.erase(0, 2);
  return digits;
}

/// Some networks leave out the country: "13800000001" is +8613800000001 when nobody has that very number.
bool is_national(const std::string& number, const std::string& whole) {
  constexpr std::size_t kLeast = 10;
  const std::string digits = digits_of(number);
  const std::string all = digits_of(whole);
  return number.find('+') == std::string::npos && digits.size() >= kLeast &&
         all.size() > digits.size() &&
         all.compare(all.size() - digits.size(), digits.size(), digits) == 0;
}

std::string name_of(const site::ContactSpec& contact) {
  return contact.name.empty() ? contact.id : contact.name;
}

/// Why this person was told of an incident; none: he was not.
std::optional<site::CallName> told_as(const site::Site& site, const std::string& incident,
                                      const std::string& contact, Now now) {
  std::optional<site::CallName> found;
  for (const emergency::ErrandMemory& errand : site.response().told(incident, now)) {
    if (errand.contact != contact) continue;
    const auto name = site::call_name_from(errand.name);
    if (name) found = name;
    if (name && name->about == site::CallAbout::Step) break;  // he is one of ours
  }
  return found;
}

bool is_of_neighbour(const site::SiteSpec& spec, const std::string& contact) {
  const auto& neighbours = spec.around.neighbours;
  return std::any_of(neighbours.begin(), neighbours.end(), [&](const auto& neighbour) {
    const auto& people = neighbour.contacts;
    return std::find(people.begin(), people.end(), contact) != people.end();
  });
}

/// Under any of the names by which he may have been told of it.
bool has_code(const site::IncidentMemory& incident, const std::string& code) {
  return reply_code(incident.id) == code ||
         std::any_of(incident.also.begin(), incident.also.end(),
                     [&](const std::string& id) { return reply_code(id) == code; });
}

/// The newest that is not closed and of which he was told: codes come again after ten thousand incidents.
std::string incident_of(const site::Site& site, const Reply& reply, const std::string& contact,
                        Now now) {
  const auto incidents = site.incidents();
  for (const std::string& code : reply.codes) {
    for (auto it = incidents.rbegin(); it != incidents.rend(); ++it) {
      const bool fits = !it->closed && has_code(*it, code);
      if (fits && told_as(site, it->id, contact, now)) return it->id;
    }
  }
  return {};
}

/// Of several who share a telephone the one to whom the code was sent, else the first.
const site::ContactSpec* contact_of(const site::Site& site, const std::string& number,
                                    const std::optional<Reply>& reply, Now now) {
  const site::ContactSpec* first = nullptr;
  const bool is_whole =
      std::any_of(site.spec().contacts.begin(), site.spec().contacts.end(),
                  [&](const auto& contact) { return is_same_number(contact.sms, number); });
  for (const site::ContactSpec& contact : site.spec().contacts) {
    const bool same =
        is_whole ? is_same_number(contact.sms, number) : is_national(number, contact.sms);
    if (!same) continue;
    if (reply && !incident_of(site, *reply, contact.id, now).empty()) return &contact;
    if (first == nullptr) first = &contact;
  }
  return first;
}

}  // namespace

bool is_same_number(const std::string& one, const std::string& other) {
  const std::string digits = digits_of(one);
  return !digits.empty() && digits == digits_of(other);
}

bool AnswerPause::begin(const std::string& number, Tick now) {
  std::erase_if(answered_, [&](const auto& one) { return now - one.second >= kEvery; });
  return answered_.emplace(digits_of(number), now).second;
}

void Answers::by_sms(const std::string& from, const std::string& text) {
  site::AuditEvent audit{.by = from, .from = "sms", .op = "ack", .note = text};
  const auto* contact = contact_of(core_.site(), from, reply_of(text), core_.now());
  std::string why = "no contact has this number";
  std::string told;
  if (contact != nullptr) {
    audit.by = name_of(*contact);
    why = by_contact(*contact, from, text, audit.target);
    if (!why.empty()) told = explain(*contact, from);
    if (!told.empty()) why += "; told: " + told;
  }
  audit.ok = why.empty();
  audit.error = why;
  if (!why.empty()) spdlog::warn("message from {}: {}", from, why);
  core_.audit(std::move(audit));
  if (!told.empty()) reply_(*contact, std::move(told));
}

/// Why it does nothing; empty: it acknowledges `target`.
std::string Answers::by_contact(const site::ContactSpec& contact, const std::string& from,
                                const std::string& text, std::string& target) {
  const auto reply = reply_of(text);
  if (!reply) return "there is no code in it";
  target = incident_of(core_.site(), *reply, contact.id, core_.now());
  if (target.empty()) return "no open incident of which he was told has this code";
  const auto done = acknowledge(target, contact, "sms " + from);
  return done ? std::string() : done.error();
}

/// What an answer must look like; empty: he was told within the hour.
std::string Answers::explain(const site::ContactSpec& contact, const std::string& from) {
  const Now now = core_.now();
  if (!reply_ || !pause_.begin(from, now.tick)) return {};
  return answer_form(core_.site(), contact, now);
}

tl::expected<void, std::string> Answers::by_link(const std::string& incident,
                                                 const std::string& contact,
                                                 const std::string& from) {
  const auto& contacts = core_.site().spec().contacts;
  const auto found = std::find_if(contacts.begin(), contacts.end(),
                                  [&](const auto& other) { return other.id == contact; });
  tl::expected<void, std::string> result =
      found == contacts.end() ? tl::unexpected("no contact \"" + contact + "\" any more")
                              : acknowledge(incident, *found, "link " + from);
  site::AuditEvent audit{.by = found == contacts.end() ? contact : name_of(*found),
                         .from = "link",
                         .op = "ack",
                         .target = incident,
                         .note = from};
  audit.ok = result.has_value();
  if (!result) audit.error = result.error();
  core_.audit(std::move(audit));
  return result;
}

tl::expected<void, std::string> Answers::acknowledge(const std::string& told_of,
                                                     const site::ContactSpec& contact,
                                                     const std::string& from) {
  const site::Site& site = core_.site();
  const site::IncidentMemory* known = site.incident(told_of);
  const std::string incident = known != nullptr ? known->id : told_of;
  const auto name = told_as(site, incident, contact.id, core_.now());
  if (name && site::is_to_neighbour(name->about)) {
    return answer_of_neighbour(incident, name->which, name_of(contact), from);
  }
  if (!name && is_of_neighbour(site.spec(), contact.id)) {
    return tl::unexpected("the neighbours are told of " + incident + " no more");
  }
  site::Effects effects;
  const Now now = core_.now();
  auto result = core_.site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        auto done = responder.acknowledge(incident, name_of(contact), from, now, orders);
        if (done) orders.events.back().contact = contact.id;  // for what he was told, he answers
        return done;
      },
      now, effects);
  core_.perform(std::move(effects));
  if (!result) return tl::unexpected(result.error());
  return {};
}

/// That the neighbours know does not mean that anybody here looks after it.
tl::expected<void, std::string> Answers::answer_of_neighbour(const std::string& incident,
                                                             const std::string& neighbour,
                                                             const std::string& by,
                                                             const std::string& from) {
  site::Effects effects;
  auto result = core_.site().respond(
      [&](site::Response& response, site::ResponseOrders& orders) {
        return response.neighbour_acknowledged(incident, neighbour, by, from, core_.now(), orders);
      },
      effects);
  core_.perform(std::move(effects));
  return result;
}

}  // namespace hazgate::daemon
