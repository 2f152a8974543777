#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <tl/expected.hpp>

#include "gateway/core/ledger/item.hpp"

namespace hazgate::daemon {

/// The item in the body of a document of this version. Every key must be there and be of its kind.
/// Errors  a text: the first key that is not as it should be
/// Thread  any (pure)
tl::expected<ledger::Item, std::string> item_in(const boost::json::object& object);

}  // namespace hazgate::daemon
