#include "authority.hpp"

#include <atomic>
#include <cstdio>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <utility>

#include "gateway/uplink/openssl.hpp"

namespace hazgate::uplink {
namespace {

void write_pem(const std::string& file, X509* certificate, EVP_PKEY* key) {
  // Written aside and moved, as tools that renew certificates do.
  const std::string aside = file + ".new";
  std::FILE* out = std::fopen(aside.c_str(), "w");
  ASSERT_NE(out, nullptr) << aside;
  if (certificate != nullptr) {
    PEM_write_X509(out, certificate);
  } else {
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  }
  std::fclose(out);
  ASSERT_EQ(std::rename(aside.c_str(), file.c_str()), 0);
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// Signed by nobody yet.
CertificatePointer blank(const Wanted& wanted, EVP_PKEY* key) {
  static std::atomic<long> serial{1};
  CertificatePointer certificate(X509_new());
  X509* c = certificate.get();
  X509_set_version(c, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(c), serial++);
  X509_gmtime_adj(X509_getm_notBefore(c), static_cast<long>(wanted.begins.count()));
  X509_gmtime_adj(X509_getm_notAfter(c), static_cast<long>(wanted.ends.count()));
  const auto* text = reinterpret_cast<const unsigned char*>(wanted.name.c_str());  // NOLINT
  X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8, text, -1, -1, 0);
  X509_set_pubkey(c, key);
  return certificate;
}

}  // namespace

struct Authority::Own {
  KeyPointer key{EVP_EC_gen("P-256")};
  CertificatePointer certificate;
};

Authority::Authority(std::string folder, const std::string& name)
    : folder_(std::move(folder)), name_(name), own_(std::make_unique<Own>()) {
  own_->certificate = blank({name, "", -std::chrono::hours{24 * 900}}, own_->key.get());
  X509* c = own_->certificate.get();
  X509_set_issuer_name(c, X509_get_subject_name(c));
  add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(c, c, NID_subject_key_identifier, "hash");
  X509_sign(c, own_->key.get(), EVP_sha256());
  write_pem(file(), c, nullptr);
}

Authority::~Authority() = default;

std::string Authority::file() const {
  return folder_ + "/" + name_ + "-ca.pem";
}

TlsFiles Authority::issue(const std::string& name, const Wanted& wanted) const {
  const KeyPointer key(EVP_EC_gen("P-256"));
  const CertificatePointer certificate = blank(wanted, key.get());
  X509* c = certificate.get();
  X509_set_issuer_name(c, X509_get_subject_name(own_->certificate.get()));
  if (!wanted.also.empty()) {
    add_extension(c, own_->certificate.get(), NID_subject_alt_name, wanted.also);
  }
  X509_sign(c, own_->key.get(), EVP_sha256());
  const TlsFiles files{file(), folder_ + "/" + name + ".pem", folder_ + "/" + name + ".key"};
  write_pem(files.key, nullptr, key.get());
  write_pem(files.cert, c, nullptr);
  return files;
}

std::string Authority::listener(const TlsFiles& files) const {
  return "cafile " + file() + "\ncertfile " + files.cert + "\nkeyfile " + files.key + "\n";
}

}  // namespace hazgate::uplink
