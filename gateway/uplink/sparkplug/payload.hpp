#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/journal/record.hpp"
#include "gateway/uplink/sparkplug/catalog.hpp"

/// Payloads of Sparkplug B, as bytes. The only file that knows protobuf.
/// Source  Sparkplug 3.0.0, chapter 6
/// Thread  any (pure)
namespace hazgate::uplink::sparkplug {

/// Of a reading that is good: none. Beside it goes our own word, in the property "hazgate/quality".
///   192  a value that counts as measured, with a reservation: simulated
///   500  a value that may be old: uncertain, stale, stuck
///   0    everything else
std::optional<std::uint32_t> quality_code(Quality quality);

/// All metrics, with what a frame says of them; a metric that it does not say is null, of quality 0.
/// Shape   columns: of the record's layout; both null: nothing is known yet
std::string device_birth(const Device& device, const journal::SampleRecord* record,
                         const std::vector<const Metric*>* columns, std::uint8_t seq, WallTime now);
/// The metrics of a frame by their aliases. Empty: none of its points is in the catalog.
std::string device_data(const journal::SampleRecord& record,
                        const std::vector<const Metric*>& columns, bool is_historical,
                        std::uint8_t seq, WallTime now);
std::string device_death(std::uint8_t seq, WallTime now);
/// With bdSeq, Node Control/Rebirth and the version; its seq is 0.
std::string node_birth(std::uint8_t bd_seq, std::string_view version, WallTime now);
/// Of the Will, and before a disconnection that is meant: bdSeq alone.
std::string node_death(std::uint8_t bd_seq);

/// What a host wants with an NCMD or DCMD.
struct Command {
  bool rebirth = false;
  std::vector<std::string> refused;  ///< the other metrics, by name or "alias N"; at most 8
};
/// None: not a Sparkplug payload.
std::optional<Command> command_from(std::string_view payload);

/// What a STATE message says of a host.
struct HostState {
  bool online = false;
  std::int64_t timestamp = 0;  ///< unix ms
};
/// None: not {"online":bool,"timestamp":ms}.
std::optional<HostState> host_state_from(std::string_view json);

/// Whether no point of the frame has been answered: the device is away.
bool is_all_comm(std::string_view frame);

}  // namespace hazgate::uplink::sparkplug
