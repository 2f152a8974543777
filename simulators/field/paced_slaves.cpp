#include "simulators/field/paced_slaves.hpp"

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>
#include <utility>

#include "simulators/field/babble.hpp"
#include "simulators/field/damage.hpp"
#include "simulators/field/rtu_frame.hpp"
#include "simulators/line/lateness.hpp"
#include "simulators/line/wire.hpp"

namespace hazgate::sim {
namespace {

using Error = boost::system::error_code;
using Clock = std::chrono::steady_clock;

class PacedSlaves : public Slaves {
 public:
  PacedSlaves(boost::asio::io_context& io, std::unique_ptr<Pty> pty, Field& field,
              std::size_t listen, int baud)
      : pty_(std::move(pty)),
        line_(io, pty_->master),
        timer_(io),
        field_(field),
        listen_(listen),
        wire_(baud, field.scenario().seed + listen),
        damage_(field.scenario().seed + listen),
        babble_(io, field.scenario().seed + listen, wire_.character(),
                [this](std::span<const std::uint8_t> bytes) {
                  wire_.from_babbler(bytes, now());
                  move();
                }) {
    Error ignored;
    line_.non_blocking(true, ignored);
    read();
    field_.follow_line_fault(listen_,
                             [this](LineFault fault) { babble_.talk(fault == LineFault::Babble); });
  }

  boost::json::object describe() const override {
    return {{"device", pty_->name}, {"link", pty_->link}};
  }

  std::optional<boost::json::object> report_lateness() override {
    if (std::exchange(reported_, lateness_.count()) == lateness_.count()) return std::nullopt;
    const auto us = [](Lateness::Time time) { return time / std::chrono::microseconds{1}; };
    return boost::json::object{{"lots", lateness_.count()},
                               {"p50_us", us(lateness_.within(0.5))},
                               {"p99_us", us(lateness_.within(0.99))},
                               {"max_us", us(lateness_.longest())},
                               {"garbled", wire_.garbled()}};
  }

 private:
  static Wire::Time now() { return Clock::now().time_since_epoch(); }
  bool is_cut() const { return field_.line_fault(listen_) == LineFault::Cut; }

  void read() {
    line_.async_read_some(boost::asio::buffer(in_), [this](Error error, std::size_t count) {
      if (error) return;
      if (!is_cut()) wire_.from_master(std::span(in_).first(count), now());
      move();
      read();
    });
  }

  /// Everything that has happened on the wire up to now.
  void move() {
    while (auto frame = wire_.take_frame(now())) answer(*frame);
    deliver();
    const auto next = wire_.next();
    if (next == Wire::Time::max()) return;
    timer_.expires_at(Clock::time_point(std::chrono::duration_cast<Clock::duration>(next)));
    timer_.async_wait([this](Error cancelled) {
      if (!cancelled) move();
    });
  }

  /// Nobody waits for a master.
  void deliver() {
    const auto due = wire_.due();
    const auto arrived = wire_.take_arrived(now());
    if (arrived.empty() || is_cut()) return;
    Error ignored;
    line_.write_some(boost::asio::buffer(arrived), ignored);
    lateness_.add(now() - due);
  }

  void answer(const Wire::Frame& frame) {
    if (frame.bytes.empty() || is_cut()) return;
    if (!is_heard(frame.bytes, field_.crc_of(listen_, frame.bytes[0]))) return;
    const std::span<const std::uint8_t> request(frame.bytes.data(), frame.bytes.size() - 2);
    const auto answer = field_.answer(listen_, request[0], request.subspan(1), reply_);
    if (answer.silent) return;
    put_rtu(request[0], reply_.bytes(), out_, answer.crc);
    damage_.spoil(answer.damage, Framing::Rtu, out_, answer.crc);
    wire_.from_slave(out_, frame.end + answer.delay);
  }

  std::unique_ptr<Pty> pty_;
  boost::asio::posix::stream_descriptor line_;
  boost::asio::steady_timer timer_;
  Field& field_;
  std::size_t listen_;
  Wire wire_;
  Damage damage_;
  Babble babble_;
  Lateness lateness_;
  std::uint64_t reported_ = 0;  ///< lots
  std::array<std::uint8_t, 512> in_{};
  Reply reply_;
  std::vector<std::uint8_t> out_;
};

}  // namespace

std::unique_ptr<Slaves> paced_slaves(boost::asio::io_context& io, std::unique_ptr<Pty> pty,
                                     Field& field, std::size_t listen, int baud) {
  return std::make_unique<PacedSlaves>(io, std::move(pty), field, listen, baud);
}

}  // namespace hazgate::sim
