#include "gateway/uplink/tls_words.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509v3.h>

#include "gateway/uplink/credentials.hpp"
#include "gateway/uplink/openssl.hpp"

namespace hazgate::uplink {
namespace {

std::string one_line(const X509_NAME* name) {
  BioPointer text(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string address_text(const ASN1_OCTET_STRING* address) {
  const unsigned char* bytes = ASN1_STRING_get0_data(address);
  if (ASN1_STRING_length(address) != 4) return "an IPv6 address";
  return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
}

/// "broker.park.example, 10.0.0.5"; without alternative names the subject.
std::string names_of(const X509* certificate) {
  std::string text;
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    std::string one;
    if (name->type == GEN_DNS) {
      one.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),  // NOLINT
                 static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    } else if (name->type == GEN_IPADD) {
      one = address_text(name->d.iPAddress);
    } else {
      continue;
    }
    text += (text.empty() ? "" : ", ") + one;
  }
  GENERAL_NAMES_free(names);
  return text.empty() ? one_line(X509_get_subject_name(certificate)) : text;
}

std::string time_text(const ASN1_TIME* time) {
  const auto at = wall_time(time);
  return at ? utc_text(*at) : std::string("an unreadable time");
}

}  // namespace

std::string certificate_words(int error, const X509* certificate, const std::string& host,
                              WallTime now) {
  const auto clock = "; the clock here says " + utc_text(now) + ", is it right?";
  if (certificate == nullptr) return X509_verify_cert_error_string(error);
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "the broker's certificate has expired on " +
             time_text(X509_get0_notAfter(certificate)) + clock;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the broker's certificate is not valid before " +
             time_text(X509_get0_notBefore(certificate)) + clock;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the broker's certificate is for " + names_of(certificate) + ", not for " + host +
             "; check brokers, or give the broker a certificate of that name";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "the broker's certificate is of an authority that is not known here: " +
             one_line(X509_get_issuer_name(certificate)) + "; check ca_file";
    default:
      return std::string("the broker's certificate is not accepted: ") +
             X509_verify_cert_error_string(error);
  }
}

std::string handshake_words(int reason) {
  switch (reason) {
    case 0:
      return "the connection was closed during the TLS handshake; is it the broker's port for TLS?";
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_WRONG_SSL_VERSION:
      return "the broker speaks no TLS 1.2 or newer; older ones are not safe and not used";
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
      return "what answers there is not TLS; is it the broker's port for tcp://?";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
      return "the broker refuses our certificate: it does not know its authority; check cert_file";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
      return "the broker refuses our certificate: it has expired, or a clock is wrong; check "
             "cert_file";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
      return "the broker refuses our certificate: it was revoked; get a new one";
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return "the broker wants a certificate of the gateway; write cert_file and key_file";
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
      return "the broker refuses our certificate; check cert_file and the broker's log";
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      return "the broker refuses the TLS handshake; it may want a certificate of the gateway "
             "(cert_file and key_file), or its TLS is too old";
    default: {
      const char* text = ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, reason));
      return std::string("the TLS handshake failed: ") +
             (text == nullptr ? "no reason given" : text);
    }
  }
}

}  // namespace hazgate::uplink
