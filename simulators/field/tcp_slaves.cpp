#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

#include "simulators/field/damage.hpp"
#include "simulators/field/slaves.hpp"

namespace hazgate::sim {
namespace {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::size_t kHeader = 7;  // MBAP
constexpr std::chrono::milliseconds kAcceptAgain{100};

/// One master's connection. Lives as long as an operation of it is under way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Field& field, std::size_t listen, std::uint64_t seed)
      : socket_(std::move(socket)), field_(field), listen_(listen), damage_(seed) {
    Error ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
  }

  void read() {
    socket_.async_read_some(boost::asio::buffer(in_.data() + filled_, in_.size() - filled_),
                            [self = shared_from_this()](Error error, std::size_t count) {
                              if (error) return;
                              self->filled_ += count;
                              if (self->take_frames()) self->send_then_read();
                            });
  }

 private:
  enum class State : std::uint8_t {
    Open,
    Closing,  ///< it ends when what waits is sent
    Dead,     ///< it stays, and nothing more comes on it
  };

  /// False when what came is not Modbus TCP: the connection ends, as a slave would end it.
  bool take_frames() {
    std::size_t done = 0;
    while (filled_ - done >= kHeader) {
      const std::uint8_t* frame = in_.data() + done;
      const std::size_t length = static_cast<std::size_t>(frame[4] << 8 | frame[5]);
      if (frame[2] != 0 || frame[3] != 0 || length < 2 || length > kMostPdu + 1) return false;
      if (filled_ - done < 6 + length) break;
      answer({frame, 6 + length});
      done += 6 + length;
    }
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(done),
              in_.begin() + static_cast<std::ptrdiff_t>(filled_), in_.begin());
    filled_ -= done;
    return true;
  }

  void answer(Pdu frame) {
    if (state_ != State::Open || is_cut()) return;
    const auto answer = field_.answer(listen_, frame[6], frame.subspan(kHeader), reply_);
    if (answer.silent) return;
    std::vector<std::uint8_t> late = reply_to(frame);
    damage_.spoil(answer.damage, Framing::Tcp, late);
    if (answer.damage == FaultKind::HalfOpen) {
      state_ = State::Dead;
      return;
    }
    const State then = answer.damage == FaultKind::Closed ? State::Closing : state_;
    if (then == State::Closing) late.resize(late.size() / 2);
    if (answer.delay.count() == 0) return queue(late, then);
    auto timer = std::make_shared<boost::asio::steady_timer>(socket_.get_executor(), answer.delay);
    timer->async_wait([self = shared_from_this(), timer, late = std::move(late), then](Error) {
      self->queue(late, then);
      self->send();
    });
  }

  void queue(const std::vector<std::uint8_t>& reply, State then) {
    if (state_ != State::Open) return;
    waiting_.insert(waiting_.end(), reply.begin(), reply.end());
    state_ = then;
  }

  std::vector<std::uint8_t> reply_to(Pdu request) const {
    const Pdu pdu = reply_.bytes();
    const std::size_t length = pdu.size() + 1;
    std::vector<std::uint8_t> out(kHeader + pdu.size());
    out[0] = request[0];
    out[1] = request[1];
    out[4] = static_cast<std::uint8_t>(length >> 8);
    out[5] = static_cast<std::uint8_t>(length & 0xFF);
    out[6] = request[6];
    std::copy(pdu.begin(), pdu.end(), out.begin() + kHeader);
    return out;
  }

  /// A master that takes no replies gets no further requests read, and holds up nobody else.
  void send_then_read() {
    send();
    if (sending_) {
      read_when_sent_ = true;
    } else if (socket_.is_open()) {
      read();
    }
  }

  bool is_cut() const { return field_.line_fault(listen_) == LineFault::Cut; }

  void send() {
    if (is_cut()) waiting_.clear();
    if (sending_ || !socket_.is_open()) return;
    Error error;
    if (waiting_.empty()) {
      if (state_ == State::Closing) socket_.close(error);
      return;
    }
    const std::size_t sent = socket_.write_some(boost::asio::buffer(waiting_), error);
    if (error && error != boost::asio::error::would_block) {
      socket_.close(error);
      return;
    }
    if (sent == waiting_.size()) {
      waiting_.clear();
      if (state_ == State::Closing) socket_.close(error);
      return;
    }
    sending_ = true;
    out_.assign(waiting_.begin() + static_cast<std::ptrdiff_t>(sent), waiting_.end());
    waiting_.clear();
    boost::asio::async_write(socket_, boost::asio::buffer(out_),
                             [self = shared_from_this()](Error failed, std::size_t) {
                               self->sending_ = false;
                               if (!failed) self->sent();
                             });
  }

  void sent() {
    send();
    if (sending_ || !read_when_sent_ || !socket_.is_open()) return;
    read_when_sent_ = false;
    read();
  }

  tcp::socket socket_;
  Field& field_;
  std::size_t listen_;
  std::array<std::uint8_t, 2048> in_{};
  std::size_t filled_ = 0;
  Damage damage_;
  Reply reply_;
  std::vector<std::uint8_t> waiting_, out_;
  bool sending_ = false;
  bool read_when_sent_ = false;
  State state_ = State::Open;
};

class TcpSlaves : public Slaves {
 public:
  TcpSlaves(tcp::acceptor acceptor, Field& field, std::size_t listen)
      : acceptor_(std::move(acceptor)),
        again_(acceptor_.get_executor()),
        field_(field),
        listen_(listen) {
    accept();
  }
  boost::json::object describe() const override {
    Error ignored;
    return {{"port", acceptor_.local_endpoint(ignored).port()}};
  }

 private:
  void accept() {
    acceptor_.async_accept([this](Error error, tcp::socket socket) {
      if (error == boost::asio::error::operation_aborted) return;
      if (error) return accept_later();  // out of descriptors, or the master has gone again
      std::make_shared<Connection>(std::move(socket), field_, listen_,
                                   field_.scenario().seed + ++connections_)
          ->read();
      accept();
    });
  }

  void accept_later() {
    again_.expires_after(kAcceptAgain);
    again_.async_wait([this](Error cancelled) {
      if (!cancelled) accept();
    });
  }

  tcp::acceptor acceptor_;
  boost::asio::steady_timer again_;
  Field& field_;
  std::size_t listen_;
  std::uint64_t connections_ = 0;
};

}  // namespace

tl::expected<std::unique_ptr<Slaves>, std::string> listen_tcp(boost::asio::io_context& io,
                                                              Field& field, std::size_t listen,
                                                              const TcpListen& on) {
  Error error;
  const auto address = boost::asio::ip::make_address(on.host, error);
  if (error)
    return tl::unexpected("\"" + on.host + "\" is not an address; write for example 127.0.0.1");
  tcp::acceptor acceptor(io);
  acceptor.open(address.is_v6() ? tcp::v6() : tcp::v4(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind({address, on.port}, error);
  if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) {
    return tl::unexpected("cannot listen on " + on.host + ":" + std::to_string(on.port) + ": " +
                          error.message() + "; write port = 0 to let the system pick one");
  }
  return std::make_unique<TcpSlaves>(std::move(acceptor), field, listen);
}

}  // namespace hazgate::sim
