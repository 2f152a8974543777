#pragma once

#include <string>

#include "gateway/notify/texts/facts.hpp"

namespace hazgate::notify::texts {

/// "【演练】T-101泄漏 58.2%LEL": what happened, for subjects and the beginning of texts. The kind of event, of
/// others the name of the alarm, begins so that it is within kFirst characters, whole if it is that short.
/// Where stands in front of it when both fit, else behind.
std::string headline(const Facts& facts, Language language);

}  // namespace hazgate::notify::texts
