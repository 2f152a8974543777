#pragma once

#include <string>

#include "gateway/core/alarm/time.hpp"

struct x509_st;

namespace hazgate::uplink {

/// What the check of a broker's certificate found wrong, X509_V_ERR_…, for people.
std::string certificate_words(int error, const x509_st* certificate, const std::string& host,
                              WallTime now);

/// What ended a TLS handshake: the reason of OpenSSL's last error, 0 when the peer just hung up.
std::string handshake_words(int reason);

}  // namespace hazgate::uplink
