#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "drivers/modbus/fault.hpp"
#include "drivers/modbus/line.hpp"
#include "drivers/modbus/request.hpp"
#include "drivers/modbus/tap.hpp"
#include "gateway/core/alarm/time.hpp"

struct _modbus;

namespace hazgate::modbus {

/// A checked reply. `data` points into the bus and is good until its next transaction.
struct Reply {
  std::span<const std::uint8_t> data;  ///< of a read: see register_at() and bit_at()
  Tick at{};                           ///< when it had been received
};

/// One bus, TCP or RTU with libmodbus as carrier: one request at a time, every reply checked, a
/// line that has gone wrong brought to rest before the next request. Late and foreign replies are
/// dropped and never taken for an answer. On TCP the connection is closed when the peer says
/// nothing at all to two requests in a row (half-open); the owner opens it again.
/// Thread  one owner
/// Source  MODBUS over Serial Line V1.02, 2.5; MODBUS Messaging on TCP/IP V1.0b, 4.2
class Bus {
 public:
  Bus(Line line, Duration response_timeout);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  /// Errors  why not and what to do, in one line for people
  tl::expected<void, std::string> open();
  void close();
  bool is_open() const { return descriptor_ >= 0; }

  /// Sends the request and waits for its answer, at most the response time-out (RTU: and the time
  /// that request and reply need on the wire).
  /// Units   turnaround: silence that the device wants before it is asked
  /// Errors  see FaultKind; after Disconnected and OutOfStep, and now and then after a Timeout, the
  ///         bus is closed
  tl::expected<Reply, Fault> transact(const Request& request, Duration turnaround = {});

  /// The same with a time-out of its own, for a question that hardly anybody will answer: a silence
  /// says nothing about the bus and never closes it.
  tl::expected<Reply, Fault> probe(const Request& request, Duration patience,
                                   Duration turnaround = {});

  /// Any function code: the PDU goes out as it is, the reply's PDU comes back. Checked are frame,
  /// unit and function; an exception is a fault. Silence as with probe().
  /// Shape   pdu: 1 to 253 bytes, the function first; the answer is good until the next transaction
  using Answer = tl::expected<std::span<const std::uint8_t>, Fault>;
  Answer ask(std::uint8_t unit, std::span<const std::uint8_t> pdu, Duration patience,
             Duration turnaround = {});

  /// Every frame that passes goes to `tap`; none: nobody listens, which costs nothing.
  void set_tap(Tap tap) { tap_ = std::move(tap); }

  /// When the line has been silent for long enough to ask; transact() waits for it. In the past on TCP
  /// without a turnaround.
  Tick quiet_at(Duration turnaround) const;

  /// What separates two frames; 0 on TCP.
  Duration silence() const { return silence_; }

  /// When the last request was handed to the kernel.
  Tick sent() const { return sent_; }

  /// RTU: the moment until which a late reply to a timed-out read could be taken for the answer to
  /// this one (same unit, function and size). The late reply to the very same request does no harm,
  /// so that it may be asked again at once; but when that was answered, nobody knows which of the two
  /// replies it was, and the other may still come. A `strict` caller takes no late reply at all (a
  /// read-back must not see the time before the write).
  /// Result  a moment in the past when there is nothing to wait for; always on TCP
  Tick clear_at(const Request& request, bool strict) const;

  /// Late and foreign frames that came while an answer was waited for.
  std::uint64_t dropped_frames() const { return dropped_; }
  /// RTU: requests before which something had come that nobody had asked for.
  std::uint64_t unasked() const { return unasked_; }

 private:
  struct Late {
    Request request;
    Tick until{};
    bool answered = false;  ///< since then, perhaps with the late reply: one more may be on its way
  };
  struct Free {
    void operator()(_modbus* context) const;
  };
  using Result = tl::expected<Reply, Fault>;

  tl::expected<void, std::string> open_serial(const SerialLine& line);
  tl::expected<void, std::string> open_tcp(const TcpHost& host);
  Result over_tcp(const Request& request);
  Result over_rtu(const Request& request);
  Answer ask_rtu(std::size_t size, Duration patience);
  Answer ask_tcp(std::size_t size, Duration patience);
  bool gather(std::size_t& count, std::size_t size);
  void show(std::span<const std::uint8_t> bytes, const std::optional<Fault>& fault) const;
  void show_sent(std::size_t size, bool crc_high_first = false);
  bool send_rtu(const Request& request, std::size_t size);
  void put_crc(std::size_t size, bool high_first);
  bool turn_crc(const Request& request);
  void show_unread(int error) const;
  bool discard();
  bool discard_unasked();
  std::uint16_t next_transaction();
  Answer next_frame(Tick deadline);
  Result receive_rtu(const Request& request, Duration wire);
  bool send_tcp(std::size_t size);
  int receive(Duration patience);
  Fault lost(int error);
  Fault silent(const Fault& fault);
  Result noisy(FaultKind kind);
  void expect_another(const Request& request, Duration wire);
  void wait_for_silence(Duration turnaround) const;
  bool wait_readable(Duration patience) const;
  void drain();
  static Tick now();

  Line line_;
  Duration timeout_;
  Duration patience_;     ///< of this transaction
  bool probing_ = false;  ///< this transaction's silence is not counted
  bool serial_ = false;
  Duration silence_{};                      ///< between two frames; 0 on TCP
  std::unique_ptr<_modbus, Free> context_;  ///< RTU
  int descriptor_ = -1;
  std::uint16_t transaction_ = 0;
  Tick sent_{};
  Tick last_activity_{};
  std::vector<Late> late_;
  int silent_in_a_row_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t unasked_ = 0;
  Tap tap_;
  std::array<std::uint8_t, kMostAdu> out_{};
  std::array<std::uint8_t, kMostAdu> in_{};
  std::size_t held_ = 0;   ///< TCP: bytes in `in_`
  std::size_t taken_ = 0;  ///< TCP: of these, the frame that was given out
};

}  // namespace hazgate::modbus
