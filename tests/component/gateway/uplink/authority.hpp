#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "gateway/uplink/tls_files.hpp"

namespace hazgate::uplink {

/// What a certificate of a test says. Times are from now on.
struct Wanted {
  std::string name = "localhost";
  std::string also = "DNS:localhost,IP:127.0.0.1";  ///< subjectAltName
  std::chrono::seconds begins = -std::chrono::hours{1};
  std::chrono::seconds ends = std::chrono::hours{24 * 100};
};

/// An authority of a park, made for one test.
class Authority {
 public:
  Authority(std::string folder, const std::string& name);
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  std::string file() const;  ///< its certificate, PEM
  /// Writes NAME.pem and NAME.key; the files of whoever trusts this authority and shows that.
  TlsFiles issue(const std::string& name, const Wanted& wanted = {}) const;
  /// mosquitto's keys for a listener with that certificate.
  std::string listener(const TlsFiles& files) const;

 private:
  struct Own;
  std::string folder_, name_;
  std::unique_ptr<Own> own_;
};

}  // namespace hazgate::uplink
