#include "gateway/control/session.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <poll.h>
#include <utility>

#include "gateway/control/protocol.hpp"

namespace hazgate::control {
namespace {

using boost::system::error_code;

constexpr std::size_t kKeptCapacity = 65536;

/// What the desk holds of a request. Dropped without an end, it ends the request with an error: a
/// caller never waits for nothing.
class SessionAnswer : public Answer {
 public:
  SessionAnswer(std::weak_ptr<Session> session, std::uint64_t request)
      : session_(std::move(session)), request_(request) {}
  // NOLINTNEXTLINE(bugprone-exception-escape): only for want of memory, which ends the daemon
  ~SessionAnswer() override {
    if (const auto session = session_.lock()) {
      session->end(request_, fail_line(Failure::Refused, "the daemon gave up on this request"));
    }
  }
  SessionAnswer(const SessionAnswer&) = delete;
  SessionAnswer& operator=(const SessionAnswer&) = delete;

  void item(const boost::json::object& item) override {
    if (const auto session = session_.lock()) session->item(request_, item);
  }
  void done() override {
    if (const auto session = session_.lock()) session->end(request_, done_line());
  }
  void fail(Failure failure, const std::string& text) override {
    if (const auto session = session_.lock()) session->end(request_, fail_line(failure, text));
  }
  bool is_open() const override {
    const auto session = session_.lock();
    return session != nullptr && session->is_open(request_);
  }
  void when_room(std::function<void()> more) override {
    if (const auto session = session_.lock()) session->when_room(request_, std::move(more));
  }

 private:
  std::weak_ptr<Session> session_;
  std::uint64_t request_;
};

}  // namespace

Session::Session(Socket socket, Caller caller, Desk& desk, const Limits& limits, Ended ended)
    : socket_(std::move(socket)),
      caller_(std::move(caller)),
      desk_(desk),
      limits_(limits),
      ended_(std::move(ended)),
      idle_(socket_.get_executor()) {}

void Session::start() {
  touch();
  await_idle();
  read();
}

void Session::close() {
  if (closed_) return;
  closed_ = true;
  idle_.cancel();
  error_code ignored;
  socket_.close(ignored);  // NOLINT(bugprone-unused-return-value)
  room_.clear();
  if (const auto ended = std::exchange(ended_, nullptr)) ended(shared_from_this());
}

void Session::refuse(Failure failure, std::string_view text) {
  if (closed_) return;
  busy_ = false;
  ++request_;
  out_ += fail_line(failure, text);
  flush();
  close();
}

// Reading

void Session::read() {
  if (closed_ || reading_ || input_ended_) return;
  if (in_.size() > limits_.line_bytes) return await_hang_up();  // what is ahead waits in the kernel
  reading_ = true;
  socket_.async_read_some(boost::asio::buffer(chunk_),
                          [self = shared_from_this()](error_code error, std::size_t n) {
                            self->reading_ = false;
                            if (self->closed_) return;
                            if (error == boost::asio::error::eof) return self->input_ended();
                            if (error) return self->close();
                            self->received(n);
                          });
}

void Session::received(std::size_t count) {
  in_.append(chunk_.data(), count);
  touch();
  next_request();
  read();
}

void Session::input_ended() {
  input_ended_ = true;
  if (has_hung_up()) return close();
  await_hang_up();
  next_request();
}

bool Session::has_hung_up() {
  pollfd state{.fd = socket_.native_handle(), .events = 0, .revents = 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLHUP | POLLERR)) != 0;
}

void Session::await_hang_up() {
  if (std::exchange(awaiting_hang_up_, true)) return;
  socket_.async_wait(Socket::wait_error, [self = shared_from_this()](error_code error) {
    self->awaiting_hang_up_ = false;
    if (self->closed_) return;
    if (error || self->has_hung_up()) return self->close();
    self->await_hang_up();
  });
}

void Session::next_request() {
  if (closed_ || busy_) return;
  const auto end = in_.find('\n');
  if (std::min(end, in_.size()) > limits_.line_bytes) {
    return refuse(Failure::Usage, "the request is longer than " +
                                      std::to_string(limits_.line_bytes) +
                                      " bytes; ask for less at a time");
  }
  if (end == std::string::npos) {
    if (input_ended_ && waiting() == 0) close();
    return;
  }
  std::string line = in_.substr(0, end);
  in_.erase(0, end + 1);
  if (line.find_first_not_of(" \t\r") == std::string::npos) line.clear();
  answer(line);
}

void Session::answer(std::string_view line) {
  busy_ = true;
  ++request_;
  const auto answer = std::make_shared<SessionAnswer>(weak_from_this(), request_);
  if (line.empty()) return end(request_, {});
  auto call = read_call(line);
  if (!call) return answer->fail(Failure::Usage, call.error());
  desk_.call(Request{std::move(call->op), std::move(call->args), caller_}, answer);
}

// Answering

bool Session::is_open(std::uint64_t request) const {
  return !closed_ && busy_ && request == request_;
}

void Session::item(std::uint64_t request, const boost::json::object& item) {
  if (is_open(request)) send(item_line(item));
}

void Session::end(std::uint64_t request, std::string_view line) {
  if (!is_open(request)) return;
  busy_ = false;
  room_.clear();
  touch();
  send(line);
  // Later, so that a caller with many requests ahead takes turns with everything else on the core.
  boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->next_request();
    self->read();
  });
}

void Session::when_room(std::uint64_t request, std::function<void()> more) {
  if (!is_open(request)) return;
  room_.push_back(std::move(more));
  grant_room();
}

void Session::grant_room() {
  if (room_.empty() || waiting() > limits_.output_bytes / 8) return;
  boost::asio::post(
      socket_.get_executor(),
      [self = shared_from_this(), granted = std::exchange(room_, {}), request = request_] {
        for (const auto& more : granted) {
          if (self->is_open(request)) more();
        }
      });
}

// Writing

void Session::send(std::string_view line) {
  if (closed_) return;
  if (waiting() + line.size() > limits_.output_bytes) return close();
  out_ += line;
  flush();
}

void Session::flush() {
  if (flushing_ || closed_) return;
  if (written_ == writing_.size()) {
    writing_.clear();
    if (writing_.capacity() > kKeptCapacity) writing_.shrink_to_fit();
    written_ = 0;
    std::swap(writing_, out_);
  }
  if (writing_.empty()) {
    if (input_ended_) next_request();
    return;
  }
  flushing_ = true;
  socket_.async_write_some(
      boost::asio::buffer(writing_.data() + written_, writing_.size() - written_),
      [self = shared_from_this()](error_code error, std::size_t n) {
        self->flushing_ = false;
        if (self->closed_) return;
        if (error) return self->close();
        self->sent(n);
      });
}

void Session::sent(std::size_t count) {
  written_ += count;
  touch();
  flush();
  grant_room();
}

// Idleness

void Session::touch() {
  deadline_ = std::chrono::steady_clock::now() + limits_.idle;
}

void Session::await_idle() {
  idle_.expires_at(deadline_);
  idle_.async_wait([self = shared_from_this()](error_code cancelled) {
    if (cancelled || self->closed_) return;
    if (self->busy_) self->touch();
    if (self->deadline_ <= std::chrono::steady_clock::now()) return self->close();
    self->await_idle();
  });
}

}  // namespace hazgate::control
