#include "drivers/poll/writer.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <utility>

#include "drivers/codec/codec.hpp"
#include "drivers/modbus/frame.hpp"
#include "drivers/poll/clock.hpp"
#include "drivers/poll/queue_guard.hpp"

namespace hazgate::poll {

namespace {

constexpr int kMostAttempts = 3;
// A device may need a moment until its register shows what was written; a closed bus, to be opened.
constexpr Duration kSoon = std::chrono::milliseconds{50};
constexpr Duration kWhenClosed = std::chrono::milliseconds{250};

/// The words of a reply's data; bits as 0/1.
std::vector<std::uint16_t> words_of(const modbus::Request& request,
                                    std::span<const std::uint8_t> data) {
  std::vector<std::uint16_t> words(request.count);
  for (std::size_t place = 0; place < words.size(); ++place) {
    words[place] = modbus::reads_bits(request.function) ? std::uint16_t{modbus::bit_at(data, place)}
                                                        : modbus::register_at(data, place);
  }
  return words;
}

codec::Decoded decode(const codec::PointFormat& format, const std::vector<std::uint16_t>& words) {
  return codec::is_bit_table(format.table) ? codec::decode_bit(format, words[0] != 0)
                                           : codec::decode_registers(format, words);
}

}  // namespace

Writer::Writer(const BusPlan& plan, Link& link, RequestQueue& queue, Tally& tally,
               const BusWorker::Sink& sink)
    : plan_(plan), link_(link), queue_(queue), tally_(tally), sink_(sink) {
  find_points();
}

void Writer::replan() {
  find_points();
  for (PendingWrite& write : queue_.take_orphans()) {
    write.result.error = "not written: the configuration has changed meanwhile";
    report(std::move(write.result));
  }
}

void Writer::find_points() {
  targets_.clear();
  for (std::size_t device = 0; device < plan_.devices.size(); ++device) {
    const auto& points = plan_.devices[device].points;
    for (std::size_t place = 0; place < points.size(); ++place) {
      targets_.emplace(at(points[place].index), Target{device, place});
    }
  }
}

void Writer::report(WriteResult&& result) const {
  result.finished = monotonic_now();
  sink_(std::move(result));
}

bool Writer::serve() {
  using Turn = RequestQueue::Turn;
  if (!queue_.urgent() && queue_.next_write() > monotonic_now()) return false;
  Turn turn = Turn::Any;
  while (!queue_.stopping()) {
    auto write = queue_.take_write(monotonic_now(), turn);
    if (!write) return queue_.urgent();
    if (!write->is_first()) turn = Turn::First;
    serve(std::move(*write));
  }
  return false;
}

void Writer::serve(PendingWrite write) {
  const Next next = write.overtaken ? Next::TryAgain : go_on(write);
  write.result.done = next == Next::Done;
  const bool is_over = next == Next::Done || next == Next::Stop;
  if (next == Next::Done) write.result.error.clear();
  if (!is_over && (write.sent || write.result.attempts < kMostAttempts)) {
    wait_as(next, write);
    if (!write.overtaken && queue_.put_back(write)) return;
    if (write.sent) write.result.error = "written, but not read back";
    write.result.error += "; a later write or configuration took its place";
  }
  report(std::move(write.result));
}

/// When it may be gone on with.
void Writer::wait_as(Next next, PendingWrite& write) const {
  if (next == Next::TryAgainSoon) {
    write.not_before = monotonic_now() + (link_.is_open() ? kSoon : kWhenClosed);
  } else if (next != Next::NotClear) {
    write.not_before = {};
  }
}

Writer::Next Writer::go_on(PendingWrite& write) {
  if (!write.sent) ++write.result.attempts;
  const auto found = targets_.find(at(write.request.point));
  if (found == targets_.end()) {
    write.result.error = "there is no such point on this bus";
    return Next::Stop;
  }
  const Target& target = found->second;
  const PolledDevice& device = plan_.devices[target.device];
  const PolledPoint& point = device.points[target.place];
  const auto& format = point.format;
  const bool read_only =
      format.table == codec::Table::Input || format.table == codec::Table::Discrete;
  if (!point.writable || read_only) {
    write.result.error = "the point is not writable; see `writable` in its device model";
    return Next::Stop;
  }
  const auto words = codec::encode(format, write.request.value);
  if (!words || words->size() > modbus::kMostWriteRegisters) {
    write.result.error = words ? "the value is too long for one request" : words.error();
    return Next::Stop;
  }
  return write.sent ? read_back(write, target, *words) : attempt(write, target, *words);
}

Writer::Next Writer::attempt(PendingWrite& write, const Target& target, const Words& words) {
  if (!link_.is_open()) link_.open_now();
  if (!link_.is_open()) {
    write.result.error = fmt::format("bus {} is not open: {}", plan_.id, link_.error());
    return Next::TryAgainSoon;
  }
  const PolledDevice& device = plan_.devices[target.device];
  const auto& format = device.points[target.place].format;
  auto request = format.table == codec::Table::Coil
                     ? modbus::write_coil_request(device.unit, format.address, words.front() != 0)
                     : modbus::write_registers_request(device.unit, format.address, words);
  request.crc = device.crc;
  const auto reply = transact(target.device, request);
  write.result.sent = link_.sent();
  if (!reply) return failed(write, target, reply.error(), "write");
  write.sent = true;
  return Next::ReadBack;
}

Writer::Next Writer::read_back(PendingWrite& write, const Target& target, const Words& words) {
  const PolledDevice& device = plan_.devices[target.device];
  const auto& format = device.points[target.place].format;
  auto request = modbus::read_request(device.unit, format.table, format.address,
                                      static_cast<std::uint16_t>(words.size()));
  request.crc = device.crc;
  // A late reply would show the time before the write.
  write.not_before = link_.clear_at(request, true);
  if (write.not_before > monotonic_now()) return Next::NotClear;
  write.sent = false;  // whatever comes now, another try begins with the write
  const auto reply = transact(target.device, request);
  if (!reply) return failed(write, target, reply.error(), "written, but read-back");
  const auto seen = words_of(request, reply->data);
  auto decoded = decode(format, seen);
  write.result.read_back = std::move(decoded.value);
  if (seen == words) return Next::Done;
  write.result.error =
      fmt::format("{} was written, but {} still reads {}", hazgate::to_text(write.request.value),
                  device.id, hazgate::to_text(write.result.read_back));
  return Next::TryAgainSoon;
}

Writer::Next Writer::failed(PendingWrite& write, const Target& target, const modbus::Fault& fault,
                            const std::string& doing) {
  const PolledDevice& device = plan_.devices[target.device];
  write.result.error = fmt::format("{} of {} (unit {}) failed: {}", doing, device.id, device.unit,
                                   modbus::to_text(fault));
  if (modbus::is_refusal(fault)) return Next::Stop;
  return link_.is_open() && fault.kind != modbus::FaultKind::Exception ? Next::TryAgain
                                                                       : Next::TryAgainSoon;
}

Link::Result Writer::transact(std::size_t device, const modbus::Request& request) {
  auto reply = link_.transact(request, plan_.devices[device].turnaround);
  if (const auto mended = link_.take_mended()) tally_.failed(device, *mended);
  if (reply) {
    tally_.answered(device, reply->at - link_.sent());
  } else {
    tally_.failed(device, reply.error());
  }
  return reply;
}

bool Writer::serve_read() {
  const auto raw = queue_.take_read();
  if (!raw) return false;
  sink_(read(*raw));
  return true;
}

RawReadResult Writer::read(const RawRead& raw) {
  RawReadResult result{raw.ticket, {}, {}};
  const bool bits = codec::is_bit_table(raw.table);
  const unsigned most = bits ? modbus::kMostReadBits : modbus::kMostReadRegisters;
  if (raw.count == 0 || raw.count > most || unsigned{raw.address} + raw.count > 0x10000) {
    result.error = fmt::format("1 to {} {} up to address 65535 can be read at once", most,
                               bits ? "bits" : "registers");
    return result;
  }
  if (!link_.is_open()) {
    result.error = fmt::format("bus {} is not open: {}", plan_.id, link_.error());
    return result;
  }
  const auto known =
      std::find_if(plan_.devices.begin(), plan_.devices.end(),
                   [&](const PolledDevice& device) { return device.unit == raw.unit; });
  const Duration turnaround = known == plan_.devices.end() ? Duration{} : known->turnaround;
  if (known != plan_.devices.end()) {
    if (auto why = why_not_read(*known, raw)) {
      result.error = std::move(*why);
      result.refused = true;
      return result;
    }
  }
  auto request = modbus::read_request(raw.unit, raw.table, raw.address, raw.count);
  if (known != plan_.devices.end()) request.crc = known->crc;
  for (int tries = 1 + std::max(plan_.retries, 0); tries > 0; --tries) {
    const Tick clear = link_.clear_at(request, true);
    while (clear > monotonic_now() && !queue_.interrupted()) {
      queue_.wait(clear, false);
      serve();
    }
    if (clear > monotonic_now()) {
      result.error = "not read: the bus is being stopped or changed";
      return result;
    }
    const auto reply = link_.transact(request, turnaround);
    (void)link_.take_mended();  // not a device's poll: in nobody's counters
    if (reply) {
      result.words = words_of(request, reply->data);
      result.error.clear();
      return result;
    }
    result.error = fmt::format("unit {}: {}", raw.unit, modbus::to_text(reply.error()));
    if (reply.error().kind == modbus::FaultKind::Exception || queue_.stopping()) break;
    serve();
  }
  return result;
}

void Writer::give_up() {
  while (auto write = queue_.take_write(Tick::max())) {
    write->result.error = fmt::format("{}: the bus is being stopped",
                                      write->sent ? "written, but not read back" : "not written");
    report(std::move(write->result));
  }
  while (const auto raw = queue_.take_read()) {
    sink_(RawReadResult{raw->ticket, "not read: the bus is being stopped", {}});
  }
}

}  // namespace hazgate::poll
