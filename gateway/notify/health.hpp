#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace hazgate::notify {

/// Whether a channel could hand a letter on, as far as it knows.
struct Health {
  /// How that is known.
  enum class Proof : std::uint8_t {
    Look,     ///< it has looked, and sent nothing
    Letter,   ///< a letter went out, or could not
    ForGood,  ///< a letter was Refused, and it was not the letter's fault: waiting does not help
  };
  bool able = false;
  Proof proof = Proof::Look;
  std::string server;  ///< of a webhook, https://host:port; empty: there is one way only
  std::string words;   ///< able: what else is known of it; otherwise why not, and what to do
};

/// Called on one of the channel's own threads, one call at a time; must be quick.
using OnHealth = std::function<void(Health)>;

}  // namespace hazgate::notify
