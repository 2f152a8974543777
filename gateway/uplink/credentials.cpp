#include "gateway/uplink/credentials.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include "gateway/uplink/openssl.hpp"

namespace hazgate::uplink {
namespace {

using Chain = std::vector<CertificatePointer>;

tl::expected<BioPointer, std::string> open(const char* key, const std::string& file) {
  BioPointer bio(BIO_new_file(file.c_str(), "r"));
  const int error = errno;
  ERR_clear_error();
  if (!bio) return tl::make_unexpected(fmt::format("{} {}: {}", key, file, std::strerror(error)));
  return bio;
}

tl::expected<Chain, std::string> read_certificates(const char* key, const std::string& file) {
  auto bio = open(key, file);
  if (!bio) return tl::make_unexpected(std::move(bio.error()));
  Chain chain;
  ERR_clear_error();
  while (X509* certificate = PEM_read_bio_X509(bio->get(), nullptr, nullptr, nullptr)) {
    chain.emplace_back(certificate);
  }
  // At the end of the file there is no start of another one; anything else is a broken one.
  const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (chain.empty() || !ended) {
    return tl::make_unexpected(
        fmt::format("{} {}: {}, is it half written? It has to be PEM", key, file,
                    chain.empty() ? "no certificate in it" : "a certificate in it is broken"));
  }
  return chain;
}

/// A key with a password cannot be used by a daemon: it is not asked for.
int no_password(char*, int, int, void*) {
  return -1;
}

tl::expected<KeyPointer, std::string> read_key(const std::string& file) {
  auto bio = open("key_file", file);
  if (!bio) return tl::make_unexpected(std::move(bio.error()));
  KeyPointer key(PEM_read_bio_PrivateKey(bio->get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  if (!key) {
    return tl::make_unexpected(fmt::format(
        "key_file {}: no private key that can be read, is it half written? It has to be PEM, "
        "without a password",
        file));
  }
  return key;
}

tl::expected<Credentials, std::string> check_own(const TlsFiles& files, WallTime now) {
  auto chain = read_certificates("cert_file", files.cert);
  if (!chain) return tl::make_unexpected(std::move(chain.error()));
  auto key = read_key(files.key);
  if (!key) return tl::make_unexpected(std::move(key.error()));
  const bool fits = X509_check_private_key(chain->front().get(), key->get()) == 1;
  ERR_clear_error();
  if (!fits) {
    return tl::make_unexpected(
        fmt::format("key_file {} is not the key of cert_file {}", files.key, files.cert));
  }
  Credentials credentials;
  for (const CertificatePointer& certificate : *chain) {
    const auto end = wall_time(X509_get0_notAfter(certificate.get()));
    if (end && (!credentials.own_ends || *end < *credentials.own_ends)) credentials.own_ends = end;
  }
  if (credentials.own_ends && *credentials.own_ends <= now) {
    return tl::make_unexpected(fmt::format("cert_file {} has expired on {}; the clock here says {}",
                                           files.cert, utc_text(*credentials.own_ends),
                                           utc_text(now)));
  }
  return credentials;
}

}  // namespace

tl::expected<Credentials, std::string> read_credentials(const TlsFiles& files, WallTime now) {
  if (!files.ca.empty()) {
    if (auto authorities = read_certificates("ca_file", files.ca); !authorities) {
      return tl::make_unexpected(std::move(authorities.error()));
    }
  }
  if (files.cert.empty()) return Credentials{};
  return check_own(files, now);
}

std::string stamp_of(const TlsFiles& files) {
  std::string stamp;
  for (const std::string& file : {files.ca, files.cert, files.key}) {
    struct stat found {};
    if (file.empty() || ::stat(file.c_str(), &found) != 0) {
      stamp += "-;";
      continue;
    }
    stamp += fmt::format("{}.{}.{}.{};", found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_size,
                         found.st_ino);
  }
  return stamp;
}

std::string utc_text(WallTime at) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC",
                     fmt::gmtime(static_cast<std::time_t>(unix_ms(at) / 1000)));
}

}  // namespace hazgate::uplink
