#include <algorithm>
#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "simulators/field/babble.hpp"
#include "simulators/field/damage.hpp"
#include "simulators/field/paced_slaves.hpp"
#include "simulators/field/pty.hpp"
#include "simulators/field/rtu_frame.hpp"
#include "simulators/field/slaves.hpp"

namespace hazgate::sim {
namespace {

using Error = boost::system::error_code;

constexpr std::size_t kMostFrame = 256;
/// A pty has no line speed: silence only ends what has no known length, and finds back into step.
constexpr std::chrono::milliseconds kSilence{20};

/// One serial line with all its slaves: they hear every frame and answer their own.
class RtuSlaves : public Slaves {
 public:
  RtuSlaves(boost::asio::io_context& io, std::unique_ptr<Pty> pty, Field& field, std::size_t listen)
      : pty_(std::move(pty)),
        line_(io, pty_->master),
        field_(field),
        listen_(listen),
        silence_(io),
        damage_(field.scenario().seed + listen),
        babble_(io, field.scenario().seed + listen, {},
                [this](std::span<const std::uint8_t> bytes) { send(bytes); }) {
    Error ignored;
    line_.non_blocking(true, ignored);
    read();
    field_.follow_line_fault(listen_,
                             [this](LineFault fault) { babble_.talk(fault == LineFault::Babble); });
  }

  boost::json::object describe() const override {
    return {{"device", pty_->name}, {"link", pty_->link}};
  }

 private:
  /// Into a buffer of its own, since silence may empty `in_` while a read is under way.
  void read() {
    line_.async_read_some(boost::asio::buffer(arrived_), [this](Error error, std::size_t count) {
      if (error) return;
      if (!is_cut()) hear(count);
      read();
    });
  }

  bool is_cut() const { return field_.line_fault(listen_) == LineFault::Cut; }

  void hear(std::size_t count) {
    if (filled_ + count > in_.size()) filled_ = 0;
    std::copy_n(arrived_.begin(), count, in_.begin() + static_cast<std::ptrdiff_t>(filled_));
    filled_ += count;
    take_frames();
    await_silence();
  }

  void take_frames() {
    while (true) {
      const std::span<const std::uint8_t> bytes(in_.data(), filled_);
      const std::size_t length = request_length(bytes);
      if (length == 0 || filled_ < length) return;
      if (!is_heard(bytes.first(length), field_.crc_of(listen_, bytes[0])))
        return;  // out of step: silence ends it
      answer(bytes.first(length - 2));
      std::copy(in_.begin() + static_cast<std::ptrdiff_t>(length),
                in_.begin() + static_cast<std::ptrdiff_t>(filled_), in_.begin());
      filled_ -= length;
    }
  }

  /// What silence ended is a frame of an unknown function when its CRC is good, and noise otherwise.
  void await_silence() {
    silence_.expires_after(kSilence);
    silence_.async_wait([this](Error cancelled) {
      if (cancelled) return;
      const std::span<const std::uint8_t> bytes(in_.data(), filled_);
      if (filled_ > 0 && is_heard(bytes, field_.crc_of(listen_, bytes[0]))) {
        answer(bytes.first(filled_ - 2));
      }
      filled_ = 0;
    });
  }

  void answer(Pdu request) {
    const std::uint8_t unit = request[0];
    const auto answer = field_.answer(listen_, unit, request.subspan(1), reply_);
    if (answer.silent) return;
    put_rtu(unit, reply_.bytes(), out_, answer.crc);
    damage_.spoil(answer.damage, Framing::Rtu, out_, answer.crc);
    if (answer.delay.count() == 0) {
      send(out_);
      return;
    }
    auto timer = std::make_shared<boost::asio::steady_timer>(line_.get_executor(), answer.delay);
    timer->async_wait([this, timer, late = out_](Error cancelled) {
      if (!cancelled) send(late);
    });
  }

  /// Nobody waits for a master: what the line does not take is lost, as on a wire.
  void send(std::span<const std::uint8_t> out) {
    if (is_cut()) return;
    Error ignored;
    line_.write_some(boost::asio::buffer(out.data(), out.size()), ignored);
  }

  std::unique_ptr<Pty> pty_;
  boost::asio::posix::stream_descriptor line_;
  Field& field_;
  std::size_t listen_;
  boost::asio::steady_timer silence_;
  std::array<std::uint8_t, kMostFrame> arrived_{};
  std::array<std::uint8_t, 2 * kMostFrame> in_{};
  std::size_t filled_ = 0;
  Damage damage_;
  Babble babble_;
  Reply reply_;
  std::vector<std::uint8_t> out_;
};

}  // namespace

tl::expected<std::unique_ptr<Slaves>, std::string> listen_rtu(boost::asio::io_context& io,
                                                              Field& field, std::size_t listen,
                                                              const RtuListen& on) {
  auto pty = Pty::open(on.link);
  if (!pty) return tl::unexpected(std::move(pty.error()));
  if (on.paced) return paced_slaves(io, std::move(*pty), field, listen, on.baud);
  return std::make_unique<RtuSlaves>(io, std::move(*pty), field, listen);
}

}  // namespace hazgate::sim
