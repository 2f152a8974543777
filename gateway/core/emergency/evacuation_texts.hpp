#pragma once

#include <string>
#include <string_view>

#include "gateway/core/emergency/evacuation.hpp"

namespace hazgate::emergency {

/// The advice as one paragraph for people: the wind, where not to go, where to go, the routes.
/// Units   language: "zh-CN", "zh-TW" or "en"; another counts as "zh-CN"
/// Thread  any (pure)
std::string advice_text(const Advice& advice, std::string_view source, std::string_view language);

/// The same in a few words, for an SMS: "not south, by gate 3 or gate 4", "not south, to the east or west", "at
/// least 500 m away from T-101". Where death is stands first, so that the end may be cut.
std::string brief_advice_text(const Advice& advice, std::string_view source,
                              std::string_view language);

/// The same when the wind has turned: it says first that the earlier advice no longer holds.
std::string changed_advice_text(const Advice& advice, const Wind& before, std::string_view source,
                                std::string_view language);

/// "north-east" "东北": the nearest of eight.
/// Units   degrees
std::string_view compass_word(double direction, std::string_view language);

/// "3.2 m/s from the north-east (45°)", "calm (0.3 m/s)", "not known: the vane is stuck".
std::string wind_text(const Wind& wind, std::string_view language);

}  // namespace hazgate::emergency
