#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hazgate::notify {

/// Who acknowledges what.
struct AckClaim {
  std::string incident;  ///< "tank-farm-leak-3"
  std::string contact;   ///< id of a contact

  friend bool operator==(const AckClaim&, const AckClaim&) = default;
};

/// The last part of an acknowledgement's address: INCIDENT.CONTACT.SIGNATURE. The signature is the
/// first 16 bytes of HMAC-SHA256 over both, in base64url: 22 characters, 2^128 guesses. Whatever in
/// an id is no letter, digit, - or _ is written ~XX.
/// Shape   neither id is empty
/// Thread  any (pure)
std::string ack_token(const AckClaim& claim, std::string_view secret);

/// The claim of a token made with this secret; nothing for every other text. Tells by its time
/// nothing of how near a forgery is.
/// Thread  any (pure)
std::optional<AckClaim> ack_claim(std::string_view token, std::string_view secret);

}  // namespace hazgate::notify
