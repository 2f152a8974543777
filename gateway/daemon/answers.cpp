#include "gateway/daemon/answers.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

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

const site::ContactSpec* contact_of(const site::SiteSpec& spec, const std::string& number) {
  const auto found =
      std::find_if(spec.contacts.begin(), spec.contacts.end(),
                   [&](const auto& contact) { return is_same_number(contact.sms, number); });
  return found == spec.contacts.end() ? nullptr : &*found;
}

/// The newest that is not closed: codes come again after ten thousand incidents.
std::string incident_of(const site::Site& site, const Reply& reply) {
  const auto incidents = site.incidents();
  for (const std::string& code : reply.codes) {
    for (auto it = incidents.rbegin(); it != incidents.rend(); ++it) {
      if (!it->closed && reply_code(*it) == code) return it->id;
    }
  }
  return {};
}

}  // namespace

bool is_same_number(const std::string& one, const std::string& other) {
  const std::string digits = digits_of(one);
  return !digits.empty() && digits == digits_of(other);
}

void Answers::by_sms(const std::string& from, const std::string& text) {
  const site::Site& site = core_.site();
  site::AuditEvent audit{.by = from, .from = "sms", .op = "ack", .note = text};
  const auto* contact = contact_of(site.spec(), from);
  const auto reply = reply_of(text);
  std::string why;
  if (contact == nullptr) {
    why = "no contact has this number";
  } else if (!reply) {
    why = "there is no code in it";
  } else {
    audit.by = contact->name.empty() ? contact->id : contact->name;
    audit.target = incident_of(site, *reply);
    if (audit.target.empty()) {
      why = "no open incident has this code";
    } else if (auto done = acknowledge(audit.target, audit.by, "sms " + from); !done) {
      why = done.error();
    }
  }
  audit.ok = why.empty();
  audit.error = why;
  if (!why.empty()) spdlog::warn("message from {}: {}", from, why);
  core_.audit(std::move(audit));
}

tl::expected<void, std::string> Answers::by_link(const std::string& incident,
                                                 const std::string& contact,
                                                 const std::string& from) {
  const auto& contacts = core_.site().spec().contacts;
  const auto found = std::find_if(contacts.begin(), contacts.end(),
                                  [&](const auto& other) { return other.id == contact; });
  const std::string by = found == contacts.end() || found->name.empty() ? contact : found->name;
  auto result = acknowledge(incident, by, "link " + from);
  site::AuditEvent audit{.by = by, .from = "link", .op = "ack", .target = incident, .note = from};
  audit.ok = result.has_value();
  if (!result) audit.error = result.error();
  core_.audit(std::move(audit));
  return result;
}

tl::expected<void, std::string> Answers::acknowledge(const std::string& incident,
                                                     const std::string& by,
                                                     const std::string& from) {
  site::Effects effects;
  const Now now = core_.now();
  auto result = core_.site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.acknowledge(incident, by, from, now, orders);
      },
      now, effects);
  core_.perform(std::move(effects));
  if (!result) return tl::unexpected(result.error());
  return {};
}

}  // namespace hazgate::daemon
