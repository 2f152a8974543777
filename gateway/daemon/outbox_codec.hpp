#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "gateway/core/office/outbox.hpp"
#include "gateway/core/site/document.hpp"

/// A letter of the outbox in JSON.
/// Thread  any (pure)
namespace hazgate::daemon {

inline constexpr char kLetter[] =
    "letter";  ///< kind of its document, and of the event when it is lost

site::Document document_of(const office::Outgoing& letter);
/// None: the document is broken, or of another hazgate.
std::optional<office::Outgoing> letter_from(const site::Document& document);

/// {"id","report":"letter","contact","subject","state","made","tries","error","gave_up"}: as it is listed and
/// as the park hears that it is lost. `state`: "waiting", "undeliverable"
boost::json::object object_of(const office::Outgoing& letter);

}  // namespace hazgate::daemon
