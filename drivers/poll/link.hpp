#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "drivers/modbus/bus.hpp"
#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::poll {

/// A bus that wants to be open: it opens by itself, opens again at once what had worked and was lost,
/// and otherwise with a back-off of 250 ms that doubles to 5 s. Says when the bus comes and goes, once
/// each. A server that takes the connection and drops it, whoever is asked, counts as lost until it has
/// answered.
///
/// A unit that breaks the connection takes no other's time: while another unit may still answer, the
/// connection is opened again at once. A connection may also be dead without anybody saying so: silence of
/// two units in a row makes a new one, and the second of them was perhaps never heard (take_unheard()).
/// Thread  one owner; `changed` is called on it
class Link {
 public:
  using Changed = std::function<void(BusChange&&)>;
  using Result = tl::expected<modbus::Reply, modbus::Fault>;

  Link(const BusPlan& plan, Changed changed);

  /// The bus has another place in the tables, or other devices.
  void take_plan(const BusPlan& plan);

  /// Tries to open when it is time.
  void open_if_due(Tick now);
  /// Tries to open, whatever the back-off says.
  void open_now();
  void close() { bus_.close(); }

  /// When open_if_due() wants to be called; Tick::max() while the bus is open.
  Tick next_open() const { return bus_.is_open() ? Tick::max() : next_open_; }

  /// One transaction; after the loss of a connection that had worked, a second one on a new
  /// connection.
  Result transact(const modbus::Request& request, Duration turnaround);

  /// See modbus::Bus. A loss of the connection is mended as with transact(), but not asked again.
  Result probe(const modbus::Request& request, Duration patience, Duration turnaround);
  modbus::Bus::Answer ask(std::uint8_t unit, std::span<const std::uint8_t> pdu, Duration patience,
                          Duration turnaround);
  void set_tap(modbus::Tap tap);

  /// Closes the bus while `work` uses its port otherwise, then opens it again: that is no loss.
  void lend(const std::function<void(const modbus::Tap& tap)>& work);

  /// The fault of the first transaction when the last transact() needed two.
  std::optional<modbus::Fault> take_mended() { return std::exchange(mended_, std::nullopt); }

  /// Whether the last transact() met a connection on which the request before, to another unit, had no
  /// answer either. There is a new one now.
  bool take_unheard() { return std::exchange(unheard_, false); }

  /// True once after the bus came (back) into use.
  bool take_recovered();

  bool is_open() const { return bus_.is_open(); }
  Tick sent() const { return bus_.sent(); }
  Tick clear_at(const modbus::Request& request, bool strict) const {
    return bus_.clear_at(request, strict);
  }
  Tick quiet_at(Duration turnaround) const { return bus_.quiet_at(turnaround); }
  const std::string& error() const { return error_; }
  std::uint64_t late_replies() const { return bus_.dropped_frames(); }
  std::uint64_t unasked() const { return bus_.unasked(); }
  std::uint64_t transactions() const { return transactions_; }
  /// The time that all of them took, with their silences.
  Duration busy() const { return busy_; }
  std::uint64_t reconnects() const { return reconnects_; }

 private:
  Result once(const modbus::Request& request, Duration turnaround);
  void took(Tick begin);
  void heed(std::uint8_t unit, const modbus::Fault* fault);
  void trust();
  void lose(std::string error);
  void report(bool open);
  bool reopen(const modbus::Fault& fault, std::uint8_t unit);
  bool is_broken_for_all(std::uint8_t unit);
  Duration with_jitter(Duration wait);

  modbus::Bus bus_;
  modbus::Tap tap_;
  BusIndex index_;
  Changed changed_;
  std::optional<bool> reported_;
  std::optional<modbus::Fault> mended_;
  std::size_t units_ = 1;               ///< that are asked on this bus
  std::set<std::uint8_t> breakers_;     ///< broke the connection since anybody answered
  std::optional<std::uint8_t> silent_;  ///< asked last, without an answer
  bool unheard_ = false;
  std::string error_;
  bool answered_ = false;  ///< since it was opened
  bool distrust_ = false;  ///< lost without an answer: an open connection says nothing
  bool recovered_ = false;
  bool opened_before_ = false;
  Duration wait_;
  Tick next_open_{};
  std::uint64_t reconnects_ = 0;
  std::uint64_t transactions_ = 0;
  Duration busy_{};
  std::minstd_rand random_;
};

}  // namespace hazgate::poll
