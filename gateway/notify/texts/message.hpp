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
/// happened: see headline.hpp. An SMS goes in kMostParts parts. Whatever the names and texts are, the headline,
/// what to do, where, the way out (in a few words) and how to answer are in it, cut if they are long, the
/// headline last. The room that is left is for the whole of, in this order: the site's own text, grade, action,
/// place, way out, who has not acknowledged, limit, time, the alarm's own words, wind, plan; a notice to
/// neighbours takes the wind behind the way out.
/// Thread  any (pure)
Message compose(const Facts& facts, Language language, emergency::Via via);

inline constexpr std::size_t kFirst = 20;
inline constexpr std::size_t kMostSubject = 60;
inline constexpr std::size_t kMostParts = 2;

}  // namespace hazgate::notify::texts
