#include "gateway/notify/ack_link.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <list>
#include <string_view>
#include <thread>
#include <utility>

namespace hazgate::notify {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::string_view kPath = "/ack/";
/// After an accept that failed (no descriptor left): callers wait in the kernel meanwhile.
constexpr auto kAcceptPause = std::chrono::seconds{1};

struct Answer {
  http::status status = http::status::ok;
  std::string page;
};

/// The core's end: lives as long as a question to it, is asked no more when closed.
/// Thread  core
struct CoreSide {
  asio::io_context& io;
  AckLink::Desk desk;
  bool open = true;
};

class Session;

/// What has the thread; lives as long as the last session.
struct Listener : std::enable_shared_from_this<Listener> {
  Listener(asio::io_context& core, const AckLinkSettings& its_settings, AckLink::Desk desk,
           const AckLimits& most)
      : settings(its_settings),
        limits(most),
        core_side(std::make_shared<CoreSide>(CoreSide{core, std::move(desk)})) {}

  void accept();
  void admit(tcp::socket socket);
  void close();
  void run();

  const AckLinkSettings settings;
  const AckLimits limits;
  const std::shared_ptr<CoreSide> core_side;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  std::uint16_t port = 0;  ///< the one that it became
  asio::steady_timer pause{io};
  std::list<std::shared_ptr<Session>> sessions;  ///< oldest first; the listener's thread
  std::thread thread;
};

/// One connection, one request.
/// Thread  the listener's
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<Listener> link);

  void start();
  void close();
  bool has_asked() const { return has_asked_; }

 private:
  void answer_request();
  void ask_core(AckClaim claim, bool acknowledge);
  void send(Answer answer);
  void send(http::status status, AckNotice notice);
  void read_failed(error_code error);
  void end();

  std::shared_ptr<Listener> link_;  // first: its io_context outlives the socket
  beast::tcp_stream stream_;
  asio::steady_timer core_limit_;
  beast::flat_buffer buffer_;
  http::request_parser<http::string_body> parser_;
  http::response<http::string_body> response_;
  bool has_asked_ = false;
  bool answered_ = false;
};

Session::Session(tcp::socket socket, std::shared_ptr<Listener> link)
    : link_(std::move(link)), stream_(std::move(socket)), core_limit_(link_->io) {
  parser_.header_limit(static_cast<std::uint32_t>(link_->limits.header_bytes));
  parser_.body_limit(link_->limits.body_bytes);
}

void Session::start() {
  stream_.expires_after(link_->limits.request);
  http::async_read(stream_, buffer_, parser_,
                   [self = shared_from_this()](error_code error, std::size_t) {
                     if (error) return self->read_failed(error);
                     self->has_asked_ = true;
                     self->answer_request();
                   });
}

void Session::close() {
  core_limit_.cancel();
  stream_.close();
}

void Session::read_failed(error_code error) {
  if (error == http::error::body_limit) {
    return send(http::status::payload_too_large, AckNotice::TooLarge);
  }
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return send(http::status::request_header_fields_too_large, AckNotice::TooLarge);
  }
  // Of HTTP's errors only those that a caller caused and waits for an answer to.
  const bool ours = error.category() == make_error_code(http::error::bad_method).category();
  if (ours && error != http::error::end_of_stream && error != http::error::partial_message) {
    return send(http::status::bad_request, AckNotice::NotUnderstood);
  }
  end();
}

void Session::answer_request() {
  const auto& request = parser_.get();
  const bool acknowledge = request.method() == http::verb::post;
  if (!acknowledge && request.method() != http::verb::get) {
    return send(http::status::method_not_allowed, AckNotice::NotAllowed);
  }
  std::string_view target(request.target().data(), request.target().size());
  target = target.substr(0, target.find_first_of("?#"));  // chat programs add to addresses
  std::optional<AckClaim> claim;
  if (target.substr(0, kPath.size()) == kPath) {
    claim = ack_claim(target.substr(kPath.size()), link_->settings.secret);
  }
  if (!claim) return send(http::status::not_found, AckNotice::NotFound);
  ask_core(std::move(*claim), acknowledge);
}

/// Thread  core
Answer answer_of(const AckLink::Desk& desk, const AckClaim& claim, bool acknowledge,
                 const std::string& from, const std::string& language) {
  const auto subject = desk.describe(claim);
  if (!subject) return {http::status::not_found, ack_page(AckNotice::NotFound, language)};
  if (!acknowledge) return {http::status::ok, ack_page(*subject, language)};
  if (const auto done = desk.acknowledge(claim, from); !done) {
    return {http::status::conflict, ack_refused_page(done.error(), language)};
  }
  return {http::status::ok, ack_page(AckNotice::Acknowledged, language)};
}

void Session::ask_core(AckClaim claim, bool acknowledge) {
  error_code gone;
  const auto peer = stream_.socket().remote_endpoint(gone);
  const std::string from = gone ? "" : peer.address().to_string();
  core_limit_.expires_after(link_->limits.core);
  core_limit_.async_wait([self = shared_from_this()](error_code cancelled) {
    if (!cancelled) self->send(http::status::service_unavailable, AckNotice::Busy);
  });
  const auto core = link_->core_side;
  asio::post(core->io, [core, self = shared_from_this(), claim = std::move(claim), acknowledge,
                        from]() mutable {
    if (!core->open) return;
    Answer answer = answer_of(core->desk, claim, acknowledge, from, self->link_->settings.language);
    if (!core->open) return;
    auto& io = self->link_->io;
    asio::post(io, [self = std::move(self), answer = std::move(answer)]() mutable {
      self->core_limit_.cancel();
      self->send(std::move(answer));
    });
  });
}

void Session::send(http::status status, AckNotice notice) {
  send({status, ack_page(notice, link_->settings.language)});
}

void Session::send(Answer answer) {
  if (answered_ || !stream_.socket().is_open()) return;
  answered_ = true;
  response_.version(11);
  response_.result(answer.status);
  response_.keep_alive(false);
  response_.set(http::field::content_type, "text/html; charset=utf-8");
  response_.set(http::field::cache_control, "no-store");
  response_.set("Referrer-Policy", "no-referrer");
  response_.set("X-Content-Type-Options", "nosniff");
  response_.set("X-Robots-Tag", "noindex, nofollow");
  response_.set("Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                "frame-ancestors 'none'; base-uri 'none'");
  if (answer.status == http::status::method_not_allowed) {
    response_.set(http::field::allow, "GET, POST");
  }
  const bool head = parser_.is_header_done() && parser_.get().method() == http::verb::head;
  response_.body() = head ? "" : std::move(answer.page);
  response_.prepare_payload();
  stream_.expires_after(link_->limits.request);
  http::async_write(stream_, response_,
                    [self = shared_from_this()](error_code, std::size_t) { self->end(); });
}

void Session::end() {
  error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);  // NOLINT
  close();
  link_->sessions.remove(shared_from_this());
}

void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

void Listener::accept() {
  acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
    if (!self->acceptor.is_open()) return;
    if (!error) {
      self->admit(std::move(socket));
      return self->accept();
    }
    self->pause.expires_after(kAcceptPause);
    self->pause.async_wait([self](error_code cancelled) {
      if (!cancelled && self->acceptor.is_open()) self->accept();
    });
  });
}

void Listener::admit(tcp::socket socket) {
  if (sessions.size() >= limits.connections) {
    const auto idle = std::find_if(sessions.begin(), sessions.end(),
                                   [](const auto& session) { return !session->has_asked(); });
    if (idle == sessions.end()) return;  // the socket closes itself
    (*idle)->close();
    sessions.erase(idle);
  }
  sessions.push_back(std::make_shared<Session>(std::move(socket), shared_from_this()));
  sessions.back()->start();
}

void Listener::close() {
  error_code ignored;
  acceptor.close(ignored);  // NOLINT(bugprone-unused-return-value)
  pause.cancel();
  for (const auto& session : sessions) session->close();
  sessions.clear();
}

void Listener::run() {
  block_signals();
  io.run();  // until close(), when nothing is left to wait for
}

}  // namespace

struct AckLink::State {
  std::shared_ptr<Listener> listener;
};

tl::expected<std::unique_ptr<AckLink>, std::string> AckLink::open(asio::io_context& core,
                                                                  const AckLinkSettings& settings,
                                                                  Desk desk,
                                                                  const AckLimits& limits) {
  const std::string place = settings.address + ":" + std::to_string(settings.port);
  error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) {
    return tl::make_unexpected("\"" + settings.address +
                               "\" is not an IP address to listen on; write 127.0.0.1, or 0.0.0.0 "
                               "for every network");
  }
  if (settings.secret.empty()) return tl::make_unexpected("the links have no secret");
  auto listener = std::make_shared<Listener>(core, settings, std::move(desk), limits);
  const tcp::endpoint endpoint(address, settings.port);
  const auto failed = [&] { return static_cast<bool>(error); };
  // NOLINTBEGIN(bugprone-unused-return-value): they give `error` too
  listener->acceptor.open(endpoint.protocol(), error);
  if (!failed()) listener->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!failed()) listener->acceptor.bind(endpoint, error);
  if (!failed()) listener->acceptor.listen(asio::socket_base::max_listen_connections, error);
  // NOLINTEND(bugprone-unused-return-value)
  if (failed()) {
    return tl::make_unexpected("the links' page cannot listen on " + place + ": " +
                               error.message());
  }
  listener->port = listener->acceptor.local_endpoint(error).port();
  listener->accept();
  listener->thread = std::thread([raw = listener.get()] { raw->run(); });
  return std::unique_ptr<AckLink>(new AckLink(std::make_unique<State>(State{std::move(listener)})));
}

AckLink::AckLink(std::unique_ptr<State> state) : state_(std::move(state)) {}

AckLink::~AckLink() {
  Listener& listener = *state_->listener;
  listener.core_side->open = false;
  asio::post(listener.io, [&listener] { listener.close(); });
  listener.thread.join();
}

std::uint16_t AckLink::port() const {
  return state_->listener->port;
}

std::string ack_url(const AckLinkSettings& settings, const AckClaim& claim) {
  if (settings.public_url.empty()) return {};
  std::string url = settings.public_url;
  url.erase(url.find_last_not_of('/') + 1);
  return url + std::string(kPath) + ack_token(claim, settings.secret);
}

}  // namespace hazgate::notify
