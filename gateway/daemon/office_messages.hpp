#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "gateway/core/office/contents.hpp"
#include "gateway/core/office/letter.hpp"
#include "gateway/core/office/returns.hpp"

/// What the office says in JSON: the `report` and `due` messages, and what hazctl lists.
/// Thread  any (pure)
namespace hazgate::daemon {

/// One `report`: every count, zeros too, and a line for people in `text`.
/// Shape   to: ids of contacts
boost::json::object report_object(const office::Contents& contents,
                                  const std::vector<std::string>& to,
                                  office::LetterLanguage language);

/// One line of `hazctl report list`.
boost::json::object row_object(const office::Row& row);

/// One thing that is due: {"what","id","name","duty","device","last","every","due","days","stage",
/// "certificate","holder","by"}; what is not known is left out.
boost::json::object deadline_object(const office::Deadline& deadline, office::Date today);

/// One `due`: what is announced at one moment.
boost::json::object due_object(const std::vector<office::Announcement>& announcements, WallTime t,
                               office::Date today, office::LetterLanguage language);

}  // namespace hazgate::daemon
