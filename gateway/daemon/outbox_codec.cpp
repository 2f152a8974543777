#include "gateway/daemon/outbox_codec.hpp"

#include <boost/json.hpp>
#include <utility>

#include "gateway/daemon/document_reader.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using office::Outgoing;

json::value stamp_value(const std::optional<WallTime>& at) {
  return at ? json::value(unix_ms(*at)) : json::value(nullptr);
}

}  // namespace

site::Document document_of(const Outgoing& letter) {
  json::object body{{"key", letter.key},
                    {"contact", letter.contact},
                    {"subject", letter.subject},
                    {"text", letter.text},
                    {"written", unix_ms(letter.written)},
                    {"tries", letter.tries},
                    {"tried_for", letter.tried_for.count()},
                    {"error", letter.error},
                    {"given_up", stamp_value(letter.given_up)},
                    {"superseded", letter.superseded}};
  return {kLetter, letter.key, sealed(std::move(body))};
}

std::optional<Outgoing> letter_from(const site::Document& document) {
  const auto body = unsealed(document.body);
  if (!body) return std::nullopt;
  bool good = true;
  DocumentReader reader(*body, good);
  Outgoing letter{.key = reader.text("key"),
                  .contact = reader.text("contact"),
                  .subject = reader.text("subject"),
                  .text = reader.text("text"),
                  .written = reader.stamp("written"),
                  .tries = reader.count<unsigned>("tries"),
                  .tried_for = reader.duration("tried_for"),
                  .error = reader.text("error"),
                  .given_up = reader.stamp_or_null("given_up"),
                  .superseded = reader.flag("superseded")};
  if (!good || letter.key != document.id) return std::nullopt;
  return letter;
}

json::object object_of(const Outgoing& letter) {
  json::object object{{"id", letter.key},
                      {"report", "letter"},
                      {"contact", letter.contact},
                      {"subject", letter.subject},
                      {"state", letter.given_up ? "undeliverable" : "waiting"},
                      {"made", unix_ms(letter.written)},
                      {"tries", letter.tries},
                      {"error", letter.error}};
  object["gave_up"] = stamp_value(letter.given_up);
  return object;
}

}  // namespace hazgate::daemon
