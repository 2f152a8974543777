#pragma once

#include <string>
#include <string_view>

#include "gateway/core/emergency/via.hpp"
#include "gateway/notify/texts/facts.hpp"

namespace hazgate::notify::texts {

struct Message {
  std::string subject;  ///< what happened; at most kMostSubject characters
  std::string text;     ///< UTF-8; of mail and of a webhook several lines, else one
};

/// Says it in the language of the reader and the form of the way.
///
/// The first kFirst characters of the subject and of the text say what
/// happened: see headline.hpp. An SMS goes in kMostParts parts: with the headline and how to answer fixed,
/// facts are taken in, in this order, while there is room: the site's own text, grade, action, place, who has
/// not acknowledged, limit, time, the alarm's own words, evacuation, wind, plan; a notice to neighbours takes
/// evacuation and wind behind place. What is long is cut rather than left out.
/// Thread  any (pure)
Message compose(const Facts& facts, Language language, emergency::Via via);

inline constexpr std::size_t kFirst = 20;
inline constexpr std::size_t kMostSubject = 60;
inline constexpr std::size_t kMostParts = 2;

}  // namespace hazgate::notify::texts
