#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "gateway/uplink/credentials.hpp"

namespace hazgate::uplink {

/// What a look at the certificate files showed.
struct CredentialLook {
  std::string stamp;  ///< of stamp_of()
  tl::expected<Credentials, std::string> credentials;
};

/// Whether the files have been renewed. New ones are taken when they are in order in two looks that
/// show the same stamp, so that nothing half written is taken; until then the session stays as it is.
/// Thread  any, one at a time (pure)
class Renewal {
 public:
  enum class Step : std::uint8_t {
    Nothing,
    LookSoon,  ///< they have changed and are in order: look again in a moment
    Renew      ///< close the session and make it anew with them
  };

  /// The files are about to be read by a connection: the next look is what it uses.
  void connecting() { used_.clear(); }

  Step looked(const CredentialLook& look) {
    problem_ = look.credentials ? std::string() : look.credentials.error();
    if (used_.empty()) {
      used_ = look.stamp;
      pending_.clear();
      return Step::Nothing;
    }
    if (look.stamp == used_ || !look.credentials) {
      pending_.clear();
      return Step::Nothing;
    }
    if (std::exchange(pending_, look.stamp) != look.stamp) return Step::LookSoon;
    used_ = look.stamp;
    pending_.clear();
    return Step::Renew;
  }

  const std::string& problem() const { return problem_; }  ///< empty: the files are in order

 private:
  std::string used_, pending_, problem_;
};

}  // namespace hazgate::uplink
