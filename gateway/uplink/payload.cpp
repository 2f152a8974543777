#include "gateway/uplink/payload.hpp"

#include <cmath>
#include <cstdint>
#include <type_traits>
#include <variant>

#include "gateway/journal/frame.hpp"
#include "gateway/uplink/json_text.hpp"

namespace hazgate::uplink {
namespace {

void append_head(std::string& out, std::string_view epoch, std::uint64_t seq) {
  out += R"({"epoch":)";
  append_json(out, epoch);
  out += R"(,"seq":)";
  append_json(out, seq);
}

constexpr const char* kUnjournaled = R"({"journaled":false)";

void append_late(std::string& out, bool late) {
  if (late) out += R"(,"late":true)";
}

/// The members of a stored object, behind what was written before.
void append_members(std::string& out, std::string_view body) {
  const bool empty = body.size() < 3;  // "{}"
  if (empty) {
    out += '}';
    return;
  }
  out += ',';
  out += body.substr(1);
}

/// False: there is no value to show, null was written.
bool append_value(std::string& out, const journal::ReadingView& reading) {
  return std::visit(
      [&](const auto& held) {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          out += "null";
          return false;
        } else if constexpr (std::is_same_v<Held, bool>) {
          out += held ? "true" : "false";
          return true;
        } else {
          append_json(out, held);
          if constexpr (std::is_same_v<Held, double>) return std::isfinite(held);
          return true;
        }
      },
      reading.value);
}

void append_quality(std::string& out, const std::string& point, Quality quality) {
  out += out.empty() ? R"(,"quality":{)" : ",";
  append_json(out, point);
  out += ':';
  append_json(out, to_text(quality));
}

/// The rest of a telemetry message.
void append_readings(std::string& out, const journal::FrameLayout& layout,
                     const journal::SampleRecord& record) {
  std::string quality;
  out += R"(,"t":)";
  append_json(out, unix_ms(record.t));
  out += R"(,"values":{)";
  journal::FrameReader frame(record.frame);
  journal::ReadingView reading;
  bool first = true;
  for (const std::string& point : layout.points) {
    if (!frame.next(reading)) reading = {std::monostate{}, Quality::Fault};
    if (!first) out += ',';
    first = false;
    append_json(out, point);
    out += ':';
    const bool bad = !is_usable(reading.quality);
    if (bad) reading.value = std::monostate{};
    const bool shown = append_value(out, reading);
    if (!shown && !bad) reading.quality = Quality::Fault;  // no value cannot be good
    if (reading.quality != Quality::Good) append_quality(quality, point, reading.quality);
  }
  out += '}';
  if (!quality.empty()) out += quality + '}';
  out += '}';
}

}  // namespace

std::string event_payload(const journal::EventRecord& record, std::string_view epoch, bool late) {
  std::string out;
  out.reserve(record.body.size() + epoch.size() + 48);
  append_head(out, epoch, record.seq);
  append_late(out, late);
  append_members(out, record.body);
  return out;
}

std::string unjournaled_payload(std::string_view body, bool late) {
  std::string out = kUnjournaled;
  append_late(out, late);
  append_members(out, body);
  return out;
}

std::string telemetry_payload(const journal::FrameLayout& layout,
                              const journal::SampleRecord& record, std::string_view epoch,
                              bool late) {
  std::string out;
  out.reserve(96 + layout.points.size() * 24);
  append_head(out, epoch, record.seq);
  append_late(out, late);
  append_readings(out, layout, record);
  return out;
}

std::string unjournaled_telemetry_payload(const journal::FrameLayout& layout,
                                          const journal::SampleRecord& record) {
  std::string out = kUnjournaled;
  append_readings(out, layout, record);
  return out;
}
std::string online_payload(WallTime t, std::string_view version, std::string_view epoch) {
  std::string out = R"({"online":true,"t":)";
  append_json(out, unix_ms(t));
  out += R"(,"version":)";
  append_json(out, version);
  out += R"(,"epoch":)";
  append_json(out, epoch);
  out += '}';
  return out;
}

std::string offline_payload(WallTime t) {
  std::string out = R"({"online":false,"t":)";
  append_json(out, unix_ms(t));
  out += '}';
  return out;
}

std::string will_payload() {
  return R"({"online":false})";
}

}  // namespace hazgate::uplink
