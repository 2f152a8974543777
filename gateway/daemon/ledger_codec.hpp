#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <tl/expected.hpp>

#include "gateway/core/ledger/figures.hpp"
#include "gateway/core/ledger/ledger.hpp"
#include "gateway/core/site/document.hpp"

/// The ledger in JSON: documents that outlive the process, events of kind "hazard", items for hazctl.
/// Thread  any (pure)
namespace hazgate::daemon {

inline constexpr char kHazard[] = "hazard";  ///< kind of an item's document, and of events
inline constexpr char kSightings[] = "hazard-sightings";  ///< kind of an alarm's sightings

site::Document document_of(const ledger::Item& item);
/// Errors  a text: the document is broken, of a newer hazgate, or not about the item that it is named after
tl::expected<ledger::Item, std::string> item_from(const site::Document& document);

/// Nothing to remember: a document that is forgotten.
site::Document document_of(const std::string& alarm, const ledger::Sightings& sightings);
tl::expected<ledger::Sightings, std::string> sightings_from(const site::Document& document);

/// An item as people see it: the document with "overdue", "days_left" and "missing".
boost::json::object item_object(const ledger::Item& item, ledger::Day today);

/// The event of kind "hazard": what was done, and how the item stands then.
/// `entered_by`: who typed it, when that is not who did it
std::string hazard_message(const ledger::Change& change, ledger::Day today,
                           const std::string& entered_by);

boost::json::object figures_object(const ledger::Figures& figures, ledger::Day since,
                                   ledger::Day today);

}  // namespace hazgate::daemon
