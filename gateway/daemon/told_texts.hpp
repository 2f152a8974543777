#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "gateway/core/emergency/call.hpp"
#include "gateway/core/site/event.hpp"

/// What people were told, word for word, in the record of it.
namespace hazgate::daemon {

/// The whole text of a message; empty: it has no words, as the siren has none.
using Compose = std::function<std::string(const emergency::MessageOrder&)>;

/// Writes each message and puts its text into the `told` entry that stands for it in the same step of the site.
/// Shape   entries and messages come in the same order; an entry without its message stays as it is
/// Units   a text of more than kMostToldText characters ends in "…"
/// Thread  core
void put_told_texts(const std::vector<emergency::MessageOrder>& messages, const Compose& compose,
                    std::vector<site::Event>& events);

inline constexpr std::size_t kMostToldText = 2'000;

}  // namespace hazgate::daemon
