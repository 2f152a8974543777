#include "gateway/daemon/outbox_desk.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <spdlog/spdlog.h>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/letters.hpp"
#include "gateway/daemon/outbox_codec.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using emergency::ReceiptKind;
using emergency::Via;
using office::Outgoing;

bool carries_letters(Via via) {
  return via != Via::Mqtt && via != Via::Siren;
}

const site::ContactSpec* contact_of(const site::SiteSpec& spec, const std::string& id) {
  const auto found = std::find_if(spec.contacts.begin(), spec.contacts.end(),
                                  [&](const auto& contact) { return contact.id == id; });
  return found == spec.contacts.end() ? nullptr : &*found;
}

}  // namespace

OutboxDesk::OutboxDesk(Core& core, Hand hand) : core_(core), hand_(std::move(hand)) {}

void OutboxDesk::restore(const std::vector<site::Document>& documents) {
  for (const site::Document& document : documents) {
    if (document.kind != kLetter) continue;
    if (auto letter = letter_from(document)) {
      outbox_.restore(std::move(*letter));
      continue;
    }
    ++unreadable_;
    spdlog::error("letter {} cannot be read and is left as it is", document.id);
  }
}

site::Document OutboxDesk::paper(const std::string& key) const {
  const Outgoing* letter = outbox_.find(key);
  return letter == nullptr ? site::Document{kLetter, key, {}} : document_of(*letter);
}

Written OutboxDesk::write(const std::vector<std::string>& contacts, const notify::Letter& letter) {
  Written written;
  std::vector<std::string> keys;
  const WallTime now = core_.now().wall;  // one for all: their order is not a matter of luck
  for (const std::string& contact : contacts) {
    const std::string key = letter.key + "." + contact;
    const bool is_new = outbox_.write({.key = key,
                                       .contact = contact,
                                       .subject = letter.subject,
                                       .text = letter.text,
                                       .written = now,
                                       .error = {},
                                       .given_up = {}});
    if (!is_new) continue;  // it is on record already, and will be sent
    written.documents.push_back(paper(key));
    keys.push_back(key);
  }
  written.on_record = [this, keys = std::move(keys), weak = std::weak_ptr(alive_)] {
    if (weak.expired()) return;
    for (const std::string& key : keys) outbox_.release(key);
    look();
  };
  return written;
}

void OutboxDesk::look() {
  const Now now = core_.now();
  std::vector<site::Document> forgotten;
  for (const std::string& key : outbox_.forget(now.wall)) forgotten.push_back(paper(key));
  if (!forgotten.empty()) core_.keep(std::move(forgotten));
  for (const std::string& key : outbox_.due(now.tick)) send({.key = key, .errors = {}});
}

/// By the next way that carries a letter.
void OutboxDesk::send(OnItsWay one) {
  const Outgoing* letter = outbox_.find(one.key);
  if (letter == nullptr) return;
  const site::ContactSpec* contact = contact_of(core_.site().spec(), letter->contact);
  if (contact == nullptr) {
    outbox_.give_up(one.key, letter->contact + " is in the site file no more", core_.now().wall);
    lost(*letter);
    return;
  }
  const auto& ways = contact->via;
  while (one.way < ways.size() && !carries_letters(ways[one.way])) ++one.way;
  if (one.way < ways.size()) {
    const Via via = ways[one.way];
    notify::Letter copy{.ticket = next_ticket_++,
                        .to = address_of(*contact, via),
                        .subject = letter->subject,
                        .text = letter->text,
                        .key = letter->key,
                        .link = {}};
    under_way_.emplace(copy.ticket, std::move(one));
    hand_(via, std::move(copy));
    return;
  }
  const bool by_park = std::find(ways.begin(), ways.end(), Via::Mqtt) != ways.end() &&
                       std::none_of(ways.begin(), ways.end(), carries_letters);
  if (by_park) {
    publish(*letter);
  } else {
    failed(one.key, one.errors.empty() ? "no way to " + contact->id : one.errors);
  }
}

/// The event and the end of the letter in one batch: the lane of events reaches the park whatever happens.
void OutboxDesk::publish(const Outgoing& letter) {
  const WallTime t = core_.now().wall;
  std::string body = control::json_text({{"t", unix_ms(t)},
                                         {"contact", letter.contact},
                                         {"subject", letter.subject},
                                         {"text", letter.text},
                                         {"key", letter.key},
                                         {"drill", false}});
  std::vector<site::Document> papers;
  for (const std::string& key : outbox_.sent(std::string(letter.key))) papers.push_back(paper(key));
  core_.tell("message", t, std::move(body), std::move(papers));
}

void OutboxDesk::receipt(std::uint64_t ticket, ReceiptKind kind, const std::string& error) {
  const auto found = under_way_.find(ticket);
  if (found == under_way_.end()) return;  // Delivered, after Sent
  OnItsWay one = std::move(found->second);
  under_way_.erase(found);
  if (kind == ReceiptKind::Sent || kind == ReceiptKind::Delivered) {
    arrived(one.key);
    return;
  }
  one.errors += (one.errors.empty() ? "" : "; ") + error;
  ++one.way;
  send(std::move(one));
}

void OutboxDesk::arrived(const std::string& key) {
  std::vector<site::Document> papers;
  for (const std::string& changed : outbox_.sent(key)) papers.push_back(paper(changed));
  core_.keep(std::move(papers));
  look();
}

void OutboxDesk::failed(const std::string& key, const std::string& error) {
  const Now now = core_.now();
  const Outgoing& letter = *outbox_.find(key);
  if (outbox_.failed(key, error, now.wall, now.tick)) {
    lost(letter);
    return;
  }
  spdlog::warn("letter \"{}\" to {}: {}; it is tried again", letter.subject, letter.contact, error);
  core_.keep({paper(key)});
}

void OutboxDesk::lost(const Outgoing& letter) {
  json::object body = object_of(letter);
  const WallTime t = core_.now().wall;
  body["t"] = unix_ms(t);
  core_.tell(kLetter, t, control::json_text(body), {paper(letter.key)});
}

std::vector<json::object> OutboxDesk::list() const {
  std::vector<const Outgoing*> letters;
  for (const auto& [key, letter] : outbox_.letters()) letters.push_back(&letter);
  std::stable_sort(letters.begin(), letters.end(),
                   [](const auto* a, const auto* b) { return a->written < b->written; });
  std::vector<json::object> list;
  list.reserve(letters.size());
  for (const Outgoing* letter : letters) list.push_back(object_of(*letter));
  return list;
}

std::string OutboxDesk::problem() const {
  std::size_t count = 0;
  const Outgoing* last = nullptr;
  for (const auto& [key, letter] : outbox_.letters()) {
    if (!letter.given_up || letter.superseded) continue;
    ++count;
    if (last == nullptr || *last->given_up < *letter.given_up) last = &letter;
  }
  std::string broken;
  if (unreadable_ > 0) {
    broken = std::to_string(unreadable_) + (unreadable_ == 1 ? " letter" : " letters") +
             " cannot be read and will not be sent; see the log";
  }
  if (last == nullptr) return broken;
  if (!broken.empty()) broken += "; ";
  return broken + std::to_string(count) + (count == 1 ? " letter has" : " letters have") +
         " not been delivered, the last one to " + last->contact + ": " + last->error +
         "; see `hazctl report list`";
}

}  // namespace hazgate::daemon
