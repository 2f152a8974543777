#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "gateway/core/alarm/time.hpp"
#include "gateway/uplink/tls_files.hpp"

namespace hazgate::uplink {

enum class Probe : std::uint8_t {
  Reach,     ///< TCP, and the TLS handshake of ssl://; then goodbye
  AndListen  ///< and waits a little for what a TLS 1.3 server says of our certificate
};

struct Reached {
  std::optional<WallTime> certificate_ends;  ///< the broker's, of ssl:// only
};

/// Knocks at a broker without a word of MQTT, so that no session there is disturbed.
/// Units   no longer than kProbePatience, and a name lookup
/// Errors  a text for people: which step failed, why, what to look at
/// Thread  any; blocks. `stop` ends it within a tenth of a second
tl::expected<Reached, std::string> probe(const std::string& broker, const TlsFiles& files,
                                         Probe how, const std::atomic<bool>& stop);

constexpr std::chrono::seconds kProbePatience{5};

}  // namespace hazgate::uplink
