#include "gateway/uplink/broker_probe.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

#include <sys/socket.h>

#include "gateway/uplink/credentials.hpp"
#include "gateway/uplink/openssl.hpp"
#include "gateway/uplink/tls_words.hpp"

namespace hazgate::uplink {
namespace {

using Clock = std::chrono::steady_clock;
using Failure = std::string;

constexpr std::chrono::milliseconds kSlice{100};    ///< between two looks at `stop`
constexpr std::chrono::milliseconds kListen{1500};  ///< for the word of a TLS 1.3 server

WallTime wall_now() {
  return WallTime{std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch())};
}

struct Address {
  bool tls = false;
  std::string host, port;
};

Address address_of(const std::string& broker) {
  const auto scheme = broker.find("://");
  const std::string rest = scheme == std::string::npos ? broker : broker.substr(scheme + 3);
  const auto colon = rest.rfind(':');
  Address address{broker.rfind("ssl://", 0) == 0 || broker.rfind("mqtts://", 0) == 0,
                  rest.substr(0, colon),
                  colon == std::string::npos ? "1883" : rest.substr(colon + 1)};
  if (address.host.size() > 2 && address.host.front() == '[') {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  return address;
}

/// OpenSSL writes without MSG_NOSIGNAL: a peer that hangs up must not end the process.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const timespec at_once{};
    while (::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{}, before_{};
};

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket& operator=(Socket&&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// Waits for a socket, no longer than the deadline.
class Patience {
 public:
  Patience(Clock::duration patience, const std::atomic<bool>& stop)
      : deadline_(Clock::now() + patience), stop_(stop) {}

  bool wait(int fd, short events) const {
    while (!stop_ && Clock::now() < deadline_) {
      pollfd wanted{fd, events, 0};
      if (::poll(&wanted, 1, static_cast<int>(kSlice.count())) > 0) return true;
    }
    return false;
  }

 private:
  Clock::time_point deadline_;
  const std::atomic<bool>& stop_;
};

std::string unreachable(const std::string& why) {
  return "cannot be reached: " + why +
         "; is the broker running, are address, port and firewall right?";
}

/// 0, or the errno.
int connect_to(int fd, const addrinfo& to, const Patience& patience) {
  if (::connect(fd, to.ai_addr, to.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  if (!patience.wait(fd, POLLOUT)) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

tl::expected<Socket, Failure> connect(const Address& address, const Patience& patience) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (code != 0) {
    return tl::make_unexpected(
        unreachable("the name " + address.host + " is not known (" + ::gai_strerror(code) + ")"));
  }
  int error = 0;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    Socket socket(::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    error = socket.fd() < 0 ? errno : connect_to(socket.fd(), *one, patience);
    if (error != 0) continue;
    ::freeaddrinfo(found);
    return socket;
  }
  ::freeaddrinfo(found);
  return tl::make_unexpected(unreachable(std::strerror(error)));
}

/// What the check of the chain found, kept from inside OpenSSL's callback.
struct Verdict {
  int error = X509_V_OK;
  CertificatePointer certificate;
};

int verdict_place() {
  static const int place = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return place;
}

int on_verify(int accepted, X509_STORE_CTX* store) {
  auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* verdict = static_cast<Verdict*>(SSL_get_ex_data(ssl, verdict_place()));
  if (accepted == 0 && verdict->error == X509_V_OK) {
    verdict->error = X509_STORE_CTX_get_error(store);
    X509* certificate = X509_STORE_CTX_get_current_cert(store);
    if (certificate != nullptr && X509_up_ref(certificate) == 1) {
      verdict->certificate.reset(certificate);
    }
  }
  return accepted;
}

tl::expected<ContextPointer, Failure> make_context(const TlsFiles& files) {
  if (auto fine = read_credentials(files, WallTime::min()); !fine) {
    return tl::make_unexpected(std::move(fine.error()));
  }
  ContextPointer context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* c = context.get();
  SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
  SSL_CTX_set_security_level(c, 2);
  SSL_CTX_set_verify(c, SSL_VERIFY_PEER, on_verify);
  bool loaded = files.ca.empty() ? SSL_CTX_set_default_verify_paths(c) == 1
                                 : SSL_CTX_load_verify_locations(c, files.ca.c_str(), nullptr) == 1;
  if (loaded && !files.cert.empty()) {
    loaded = SSL_CTX_use_certificate_chain_file(c, files.cert.c_str()) == 1 &&
             SSL_CTX_use_PrivateKey_file(c, files.key.c_str(), SSL_FILETYPE_PEM) == 1;
  }
  if (loaded) return context;
  const char* why = ERR_reason_error_string(ERR_peek_last_error());
  return tl::make_unexpected(std::string("ca_file, cert_file or key_file cannot be used: ") +
                             (why == nullptr ? "no reason given" : why));
}

void expect_name(SSL* ssl, const std::string& host) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
      ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1) {
    X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str());
    return;
  }
  SSL_set_tlsext_host_name(ssl, const_cast<char*>(host.c_str()));  // NOLINT
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size());
}

/// Repeats an OpenSSL call until it is done. Its last result; 0: the patience is at its end.
template <class Call>
int until_done(SSL* ssl, int fd, const Patience& patience, const Call& call) {
  while (true) {
    ERR_clear_error();
    const int result = call();
    if (result > 0) return SSL_ERROR_NONE;
    const int error = SSL_get_error(ssl, result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return error;
    if (!patience.wait(fd, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) return error;
  }
}

std::string handshake_failure(int error) {
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
    return "no answer to the TLS handshake within " + std::to_string(kProbePatience.count()) +
           " s; is it the broker's port for TLS, or does it hang?";
  }
  const int reason = error == SSL_ERROR_SSL ? ERR_GET_REASON(ERR_peek_last_error()) : 0;
  return handshake_words(reason == SSL_R_UNEXPECTED_EOF_WHILE_READING ? 0 : reason);
}

tl::expected<Reached, Failure> shake_hands(const Socket& socket, const Address& address,
                                           const TlsFiles& files, Probe how,
                                           const Patience& patience,
                                           const std::atomic<bool>& stop) {
  auto context = make_context(files);
  if (!context) return tl::make_unexpected(std::move(context.error()));
  Verdict verdict;
  const SslPointer ssl(SSL_new(context->get()));
  SSL_set_ex_data(ssl.get(), verdict_place(), &verdict);
  expect_name(ssl.get(), address.host);
  SSL_set_fd(ssl.get(), socket.fd());
  const int error =
      until_done(ssl.get(), socket.fd(), patience, [&] { return SSL_connect(ssl.get()); });
  if (verdict.error != X509_V_OK) {
    return tl::make_unexpected(
        certificate_words(verdict.error, verdict.certificate.get(), address.host, wall_now()));
  }
  if (error != SSL_ERROR_NONE) return tl::make_unexpected(handshake_failure(error));
  Reached reached;
  const CertificatePointer certificate(SSL_get1_peer_certificate(ssl.get()));
  if (certificate) reached.certificate_ends = wall_time(X509_get0_notAfter(certificate.get()));
  if (how == Probe::AndListen) {
    char byte = 0;
    const int heard = until_done(ssl.get(), socket.fd(), Patience(kListen, stop),
                                 [&] { return SSL_read(ssl.get(), &byte, 1); });
    const int reason = heard == SSL_ERROR_SSL ? ERR_GET_REASON(ERR_peek_last_error()) : 0;
    if (reason != 0 && reason != SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      return tl::make_unexpected(handshake_words(reason));
    }
  }
  SSL_shutdown(ssl.get());
  return reached;
}

}  // namespace

tl::expected<Reached, std::string> probe(const std::string& broker, const TlsFiles& files,
                                         Probe how, const std::atomic<bool>& stop) {
  const NoPipeSignal quiet;
  const Address address = address_of(broker);
  const Patience patience(kProbePatience, stop);
  const auto socket = connect(address, patience);
  if (!socket) return tl::make_unexpected(socket.error());
  auto reached = address.tls ? shake_hands(*socket, address, files, how, patience, stop)
                             : tl::expected<Reached, Failure>(Reached{});
  ERR_clear_error();  // of this thread: nobody else is to find it
  if (!reached && address.tls) return tl::make_unexpected("TLS: " + reached.error());
  return reached;
}

}  // namespace hazgate::uplink
