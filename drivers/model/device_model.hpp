#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "drivers/codec/crc_order.hpp"
#include "drivers/codec/point_format.hpp"
#include "drivers/codec/value.hpp"
#include "drivers/device/event_queue.hpp"
#include "drivers/device/point_rules.hpp"
#include "drivers/model/family.hpp"
#include "drivers/model/gas_text.hpp"
#include "drivers/model/mistakes.hpp"
#include "drivers/model/output_use.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::model {

/// Another point of the same device, as it is named.
struct PartnerText {
  std::string id;
  Mark mark;
};

struct ModelPoint {
  Place place;
  std::string path;  ///< of its table, for messages: "point[2]"
  std::string id;    ///< "gas"
  std::string name;  ///< for people
  codec::PointFormat format;
  std::string unit;
  GasText gas;
  bool writable = false;
  Duration poll{};       ///< read no oftener than that; 0: with each poll
  bool confirm = false;  ///< a first value beyond a limit is read again at once
  OutputUse use = OutputUse::Other;
  Value closed_by;      ///< of a valve: the value that closes it
  std::string on_loss;  ///< of an output: what the device does with it when the gateway is gone
  std::optional<PartnerText> decimals, unit_from;
  std::vector<PartnerText> status;
  device::PointRules rules;  ///< its places are those of link_points()
  /// A zone of a panel with an event queue: codes of its parts; a ? stands for any digit, a
  /// * at the end for any rest.
  std::optional<std::vector<std::string>> parts;
  double telemetry_deadband = 0.0;  ///< smaller moves need not be published; the point's unit
};

/// An [[alarm]] table as it is written in a model, a device or the site: every key optional, so that
/// the site can override single keys. gateway/config checks it against the point.
struct AlarmText {
  Place place;                          ///< of the table
  std::string path;                     ///< of the table, for messages: "alarm[3]"
  std::map<std::string, Mark> written;  ///< the keys that are there
  std::string point;  ///< within a model "gas"; in the site file "gd-101.gas", or "gd-101" for comm
  std::string name;
  std::optional<std::string> kind, priority, title, message, action, basis;
  std::optional<double> limit, deadband;
  std::optional<Duration> on_delay, off_delay;
  std::optional<Duration> window, within;         ///< of rates, means, counts; time-to-limit
  std::optional<std::int64_t> min_samples, mask;  ///< rate, time-to-limit; state
  std::optional<std::string> from;                ///< deviation: the other point
  std::optional<std::string> own;  ///< high, low: where the device says its own alarm
  std::optional<Duration> differs_after;
  std::optional<bool> falling;                  ///< time-to-limit: the limit is below
  std::optional<Duration> sound_again, shelve;  ///< re-alarm; the longest shelf
  std::optional<bool> latch;
  std::optional<std::vector<Value>>
      states;  ///< kind = "state": texts of the point, true/false or codes; with own: of that one
};

/// A device model file, read and checked by itself. Alarms are still as written.
struct DeviceModel {
  std::string id;
  std::string vendor;
  std::string source;  ///< the manual or standard it was written from; "generic" says there is none
  Family family = Family::Other;
  Duration poll = std::chrono::seconds{1};
  Duration poll_fast{};  ///< near a limit; 0: as always
  double fast_at = 0.8;  ///< share of the way to the limit
  int comm_after = 3;
  Duration turnaround{};
  std::uint16_t max_registers = 125;
  std::uint16_t max_bits = 2000;
  std::uint16_t max_gap = 16;
  codec::CrcOrder crc = codec::CrcOrder::LowFirst;
  std::optional<device::EventQueue> queue;
  std::vector<ModelPoint> points;
  std::vector<AlarmText> alarms;
};

/// Errors  every mistake of the file at once
tl::expected<DeviceModel, Mistakes> load_model(const std::filesystem::path& file);

/// The same for the text of a file; `file` is its name.
tl::expected<DeviceModel, Mistakes> parse_model(std::string_view text,
                                                const std::filesystem::path& file);

}  // namespace hazgate::model
