#include "gateway/cli/field_commands.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fmt/core.h>
#include <memory>
#include <optional>
#include <unistd.h>

#include "drivers/commission/guess.hpp"
#include "drivers/commission/pcap.hpp"
#include "drivers/commission/scan.hpp"
#include "drivers/model/reader.hpp"
#include "gateway/cli/field_lines.hpp"
#include "gateway/cli/numbers.hpp"
#include "gateway/cli/output.hpp"

namespace hazgate::cli {
namespace {

using commission::Registers;
using control::CallError;
using control::Client;
using Wrong = tl::unexpected<CallError>;

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kUnreachable = 3;
/// The longest that the daemon is silent in a scan: it waits so long for room on the bus, and then says so.
constexpr Client::Patience kScanPatience = std::chrono::seconds{30};
constexpr std::size_t kMostShown = 12;
constexpr char kClearLine[] = "\r\x1b[K";

void print_json(const Item& item) {
  print(json_line(item));
}

bool flushed() {
  return std::fflush(stdout) == 0;
}

CallError usage(std::string text) {
  return {.code = kUsage, .text = std::move(text)};
}

tl::expected<std::optional<std::int64_t>, CallError> span_ms(const std::string& option,
                                                             const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto span = model::duration_from(text);
  if (!span || *span < std::chrono::milliseconds{1}) {
    return Wrong(usage(option + " " + text + " is no span; write 250ms, 10s, 5m"));
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(*span).count();
}

/// Closes what is not standard output.
struct Close {
  void operator()(std::FILE* file) const {
    if (file != stdout) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, Close>;

bool put(std::FILE* file, const std::string& bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && std::fflush(file) == 0;
}

}  // namespace

tl::expected<int, CallError> scan(const Arguments& a, const Surroundings& s, const Call& call) {
  if (const auto units = commission::units_from(a.units); !units) {
    return Wrong(usage("--units: " + units.error()));
  }
  const auto timeout = span_ms("--timeout", a.timeout);
  if (!timeout) return tl::unexpected(timeout.error());
  Item args{{"bus", a.bus}, {"units", a.units}, {"bauds", a.bauds}, {"parities", a.parities}};
  if (*timeout) args["timeout_ms"] = **timeout;
  if (a.no_identify) args["no_identify"] = true;
  // The connection goes with the process, and the scan with the connection.
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { ::_exit(kRefused); });
  const bool bar = s.terminal && !a.json;
  auto called = call(
      "scan", args,
      [&](Item&& item) {
        const bool progress = item.contains("progress");
        if (a.json) {
          if (!progress) print_json(item);
          return flushed();
        }
        if (bar) print(kClearLine);
        if (progress) {
          if (bar) print(progress_bar(part_of(item, "progress"), s.look));
        } else if (item.contains("summary")) {
          print(scan_summary(part_of(item, "summary"), s.look));
        } else {
          print(found_line(item, s.look));
        }
        return flushed();
      },
      kScanPatience);
  if (!called) return tl::unexpected(called.error());
  return kDone;
}

tl::expected<int, CallError> trace(const Arguments& a, const Surroundings& s, const Call& call) {
  const auto span = span_ms("--for", a.span);
  if (!span) return tl::unexpected(span.error());
  File file;
  if (!a.pcap.empty()) {
    file.reset(a.pcap == "-" ? stdout : std::fopen(a.pcap.c_str(), "wb"));
    if (file == nullptr || !put(file.get(), commission::pcap_header())) {
      return Wrong(
          CallError{kUnreachable, "cannot write " + a.pcap + "; check the folder and its rights"});
    }
  }
  const bool quiet = a.pcap == "-";
  Item args{{"bus", a.bus}};
  if (*span) args["for_ms"] = **span;
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { ::_exit(kDone); });
  commission::Interpreter interpreter;
  bool written = true;
  auto called = call(
      "trace", args,
      [&](Item&& item) {
        if (quiet && !item.contains("hex")) return true;
        if (const auto dropped = integer_of(item, "dropped")) {
          a.json
              ? print_json(item)
              : print(say(Text::FramesDropped, s.look.language, std::to_string(*dropped)) + '\n');
        } else if (item.contains("summary")) {
          const Item summary = part_of(item, "summary");
          a.json ? print_json(item)
                 : print(say(Text::TraceEnd, s.look.language, shown(summary, "frames"),
                             shown(summary, "dropped")) +
                         '\n');
        } else if (const auto frame = frame_from(item)) {
          if (file != nullptr) {
            written = put(file.get(), commission::pcap_record(*frame));
            return written;
          }
          const auto said = interpreter.take(*frame);
          a.json ? print_json(frame_item(*frame, said)) : print(frame_line(*frame, said, s.look));
        }
        return flushed();
      },
      Client::kForEver);
  if (!called) return tl::unexpected(called.error());
  if (!written)
    return Wrong(CallError{kUnreachable, "cannot write " + a.pcap + "; is the disk full?"});
  return kDone;
}

namespace {

/// Reads four registers, or as many as the device gives.
tl::expected<Registers, CallError> registers_at(const Arguments& a, const Call& call,
                                                std::uint64_t unit, codec::Table table,
                                                std::uint16_t address) {
  CallError error;
  for (const unsigned count : {4U, 2U, 1U}) {
    if (address + count > 0x10000U) continue;
    Registers registers{table, address, {}};
    const auto called = call(
        "read",
        {{"bus", a.bus},
         {"unit", unit},
         {"table", codec::to_text(table)},
         {"address", address},
         {"count", count}},
        [&](Item&& item) {
          registers.words.push_back(
              static_cast<std::uint16_t>(integer_of(item, "word").value_or(0)));
          return true;
        },
        Client::kPatience);
    if (called) return registers;
    error = called.error();
    if (error.text.find("exception") == std::string::npos) break;  // no answer: not less of it
  }
  return tl::unexpected(error);
}

}  // namespace

tl::expected<int, CallError> guess(const Arguments& a, const Surroundings& s, const Call& call) {
  const auto unit = number_from(a.unit);
  if (!unit || *unit > 255) {
    return Wrong(usage("unit " + a.unit + " is no number from 0 to 255"));
  }
  const auto address = number_from(a.address);
  if (!address || *address > 65535) {
    return Wrong(usage("address " + a.address + " is no zero-based address from 0 to 65535"));
  }
  commission::Reading reading;
  if (!commission::reading_from(a.reads, reading)) {
    return Wrong(usage("--reads " + a.reads + " is no number; write it as the display shows it"));
  }
  if (reading.value == 0.0) {
    return Wrong(usage("a reading of 0 fits everything; wait until the display shows another"));
  }
  std::vector<codec::Table> tables = {codec::Table::Holding, codec::Table::Input};
  if (!a.table.empty()) {
    const auto table = codec::table_from(a.table);
    if (!table || codec::is_bit_table(*table)) {
      return Wrong(usage("no table '" + a.table + "' of registers; there are input and holding"));
    }
    tables = {*table};
  }
  const auto first = static_cast<std::uint16_t>(*address);
  std::vector<Registers> registers;
  CallError error;
  for (const codec::Table table : tables) {
    auto here = registers_at(a, call, *unit, table, first);
    if (!here) {
      error = here.error();
      if (error.text.find("exception") == std::string::npos) break;
      continue;
    }
    registers.push_back(std::move(*here));
    if (first == 0) continue;
    auto before = registers_at(a, call, *unit, table, static_cast<std::uint16_t>(first - 1));
    if (before) registers.push_back(std::move(*before));
  }
  if (registers.empty()) return tl::unexpected(error);
  const auto candidates = commission::guess(registers, first, reading);
  if (a.json) {
    for (const auto& each : candidates) print_json(candidate_item(each));
  } else if (!candidates.empty()) {
    print(candidates_text(candidates, kMostShown, s.look));
    print('\n' + std::string(say(Text::ForTheModel, s.look.language)) + "\n\n" +
          commission::point_toml(candidates.front()));
  }
  if (!flushed()) return kRefused;
  if (!candidates.empty()) return kDone;
  return Wrong(CallError{kRefused, "nothing at address " + a.address + " of unit " + a.unit +
                                       " fits " + a.reads +
                                       "; `hazctl read` shows the registers, or try again while "
                                       "the display stands still"});
}

}  // namespace hazgate::cli
