#include "gateway/config/sections.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "gateway/config/connection_text.hpp"
#include "gateway/config/ledger_text.hpp"
#include "gateway/config/metrics_text.hpp"
#include "gateway/config/receipt_text.hpp"

namespace hazgate::config {
namespace {

// More than any Modbus server that is known to us takes.
constexpr int kMostConnections = 16;

using model::TableReader;

constexpr std::array<std::string_view, 3> kLanguages = {"zh-CN", "zh-TW", "en"};
constexpr std::array<std::string_view, 3> kParities = {"none", "even", "odd"};
constexpr std::array<std::string_view, 2> kBusTypes = {"rtu", "tcp"};
constexpr std::array<std::string_view, 2> kPayloads = {"json", "sparkplug-b"};
constexpr std::array<std::string_view, 5> kCommands = {"ack", "confirm", "describe", "drill",
                                                       "silence"};
constexpr std::array<int, 9> kBauds = {1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400};

/// sizeof(sockaddr_un::sun_path), with the ending zero.
constexpr std::size_t kMostSocketPath = 108;

std::string beside(const TableReader& reader, const std::string& path) {
  const std::filesystem::path given(path);
  if (path.empty() || given.is_absolute()) return path;
  return (std::filesystem::absolute(reader.file()).parent_path() / given)
      .lexically_normal()
      .string();
}

/// Of the tz database when this machine has it; otherwise anything of its form.
bool is_timezone(const std::string& name) {
  const bool plain = !name.empty() && name.front() != '/' && name.find("..") == std::string::npos &&
                     std::all_of(name.begin(), name.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' ||
                              c == '+';
                     });
  if (!plain) return false;
  const std::filesystem::path zones = "/usr/share/zoneinfo";
  std::error_code ignored;
  return !std::filesystem::is_directory(zones, ignored) ||
         std::filesystem::is_regular_file(zones / name, ignored);
}

void read_identity(TableReader& reader, site::SiteSpec& site) {
  for (const auto& [key, target] :
       {std::pair{"park", &site.park}, std::pair{"enterprise", &site.enterprise},
        std::pair{"gateway", &site.gateway}}) {
    reader.require(key, "it is part of the MQTT topic; write a name of a-z, 0-9 and -");
    *target = reader.identifier(key).value_or("");
  }
  site.name = reader.text("name").value_or(site.enterprise);
  site.timezone = reader.text("timezone").value_or("UTC");
  if (!is_timezone(site.timezone)) {
    reader.mistake("timezone", "\"" + site.timezone + "\" is not a time zone",
                   "write one of the tz database, such as \"Asia/Shanghai\"");
  }
  const auto language = reader.one_of("language", kLanguages);
  site.language = kLanguages[language.value_or(0)];
}

std::optional<std::uint64_t> size_from(const std::string& text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count == 0 || count > 1'000'000) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "MiB") return count << 20;
  if (unit == "GiB") return count << 30;
  return std::nullopt;
}

void read_reserve(TableReader& reader, StoreSettings& store) {
  const auto reserve = reader.text("reserve");
  if (!reserve) return;
  if (const auto bytes = size_from(*reserve); bytes && *bytes >= (16U << 20)) {
    store.reserve_bytes = *bytes;
  } else {
    reader.mistake("reserve", "\"" + *reserve + "\" is not a size of at least 16MiB",
                   "write how much of the disk is to stay free, such as \"256MiB\"");
  }
}

void read_store(TableReader& reader, StoreSettings& store) {
  const auto path = reader.text("path");
  if (path && path->empty()) {
    reader.mistake("path", "names no file", "write the journal's file, such as \"hazgate.db\"");
  }
  store.path = beside(reader, path.value_or("hazgate.db"));
  const auto keep = [&](const char* key, std::chrono::seconds& target) {
    const auto given = reader.duration(key);
    if (!given) return;
    if (*given < std::chrono::hours{1})
      reader.mistake(key, "is shorter than an hour", "write 1h or more");
    target = std::chrono::duration_cast<std::chrono::seconds>(*given);
  };
  keep("keep_samples", store.keep_samples);
  keep("keep_minutes", store.keep_minutes);
  keep("keep_events", store.keep_events);
  read_reserve(reader, store);
  const auto size = reader.text("max_size");
  if (!size) return;
  if (const auto bytes = size_from(*size); bytes && *bytes >= (16U << 20)) {
    store.max_size_bytes = *bytes;
  } else {
    reader.mistake("max_size", "\"" + *size + "\" is not a size of at least 16MiB",
                   "write a size such as \"500MiB\" or \"2GiB\"");
  }
}

bool is_broker(const std::string& url) {
  const auto rest =
      url.starts_with("tcp://") || url.starts_with("ssl://") ? url.substr(6) : std::string();
  const auto colon = rest.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  unsigned port = 0;
  const auto [end, error] =
      std::from_chars(rest.data() + colon + 1, rest.data() + rest.size(), port);
  return error == std::errc{} && end == rest.data() + rest.size() && port >= 1 && port <= 65535;
}

void read_password(TableReader& reader, UplinkSettings& uplink) {
  const std::string file = beside(reader, reader.text("password_file").value_or(""));
  if (file.empty()) return;
  std::ifstream stream(file);
  if (!std::getline(stream, uplink.password)) {
    reader.mistake("password_file", file + " cannot be read, or is empty",
                   "write the password into its first line and let hazgated read it");
  }
  while (!uplink.password.empty() && uplink.password.back() == '\r') uplink.password.pop_back();
  if (uplink.username.empty()) {
    reader.mistake("password_file", "a password needs a username", "write username = \"…\"");
  }
}

/// The files of TLS: readable, and the certificate with its key.
void read_tls(TableReader& reader, UplinkSettings& uplink) {
  uplink.ca_file = beside(reader, reader.text("ca_file").value_or(""));
  uplink.cert_file = beside(reader, reader.text("cert_file").value_or(""));
  uplink.key_file = beside(reader, reader.text("key_file").value_or(""));
  for (const auto& [key, file] :
       {std::pair{"ca_file", &uplink.ca_file}, std::pair{"cert_file", &uplink.cert_file},
        std::pair{"key_file", &uplink.key_file}}) {
    if (!file->empty() && std::ifstream(*file).peek() == std::ifstream::traits_type::eof()) {
      reader.mistake(key, *file + " cannot be read, or is empty",
                     "check the path and the permissions");
    }
  }
  if (uplink.cert_file.empty() != uplink.key_file.empty()) {
    reader.mistake(uplink.cert_file.empty() ? "key_file" : "cert_file",
                   "a certificate and its key belong together",
                   "write both cert_file and key_file, or neither");
  }
}

void read_commands(TableReader& reader, UplinkSettings& uplink) {
  uplink.commands = {"ack", "describe"};
  const auto given = reader.texts("commands");
  if (!given) return;
  uplink.commands = *given;
  for (std::size_t i = 0; i < given->size(); ++i) {
    const std::string& command = (*given)[i];
    if (std::find(kCommands.begin(), kCommands.end(), command) != kCommands.end()) continue;
    reader.mistake_in("commands", i, "\"" + command + "\" is not an operation",
                      "use ack, confirm, describe, drill, silence");
  }
}

void read_backfill(TableReader& reader, UplinkSettings& uplink) {
  const auto backfill = reader.integer("backfill", 0, 100000);
  if (backfill) uplink.backfill = static_cast<std::uint32_t>(*backfill);
}

void read_payload(TableReader& reader, UplinkSettings& uplink) {
  const auto payload = reader.one_of("payload", kPayloads);
  uplink.sparkplug = payload && *payload == 1;
  const auto host = reader.text("primary_host");
  if (!host) return;
  uplink.primary_host = *host;
  if (host->empty() || host->find_first_of("+#/") != std::string::npos) {
    reader.mistake("primary_host", "\"" + *host + "\" is not the id of a Sparkplug host",
                   "write the host's id, without + # /, or leave it out");
  } else if (!uplink.sparkplug) {
    reader.mistake("primary_host", "only Sparkplug knows a primary host",
                   "write payload = \"sparkplug-b\", or leave it out");
  }
}

void read_uplink(TableReader& reader, UplinkSettings& uplink) {
  reader.require("brokers", "write brokers = [\"tcp://127.0.0.1:1883\"], or leave [uplink] out");
  const auto brokers = reader.texts("brokers");
  if (brokers && brokers->empty()) {
    reader.mistake("brokers", "names no broker",
                   "write brokers = [\"tcp://127.0.0.1:1883\"], or leave [uplink] out");
  }
  uplink.brokers = brokers.value_or(std::vector<std::string>{});
  for (std::size_t i = 0; i < uplink.brokers.size(); ++i) {
    if (is_broker(uplink.brokers[i])) continue;
    reader.mistake_in("brokers", i, "\"" + uplink.brokers[i] + "\" is not a broker",
                      "write tcp://HOST:PORT, or ssl://HOST:PORT for TLS");
  }
  uplink.username = reader.text("username").value_or("");
  read_password(reader, uplink);
  read_tls(reader, uplink);
  read_connection(reader, uplink);
  read_payload(reader, uplink);
  read_commands(reader, uplink);
  read_receipt(reader, uplink);
  read_backfill(reader, uplink);
}

poll::SerialLine read_serial(TableReader& reader) {
  poll::SerialLine line;
  reader.require("device", "write the serial device, such as \"/dev/ttyS1\"");
  line.device = reader.text("device").value_or("");
  if (const auto baud = reader.integer("baud", 1200, 230400)) {
    line.baud = static_cast<int>(*baud);
    if (std::find(kBauds.begin(), kBauds.end(), line.baud) == kBauds.end()) {
      reader.mistake("baud", std::to_string(line.baud) + " is not a usual rate",
                     "write 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200 or 230400");
    }
  }
  if (const auto parity = reader.one_of("parity", kParities)) {
    line.parity = static_cast<poll::Parity>(*parity);
  }
  if (const auto bits = reader.integer("stop_bits", 1, 2)) line.stop_bits = static_cast<int>(*bits);
  line.rs485 = reader.flag("rs485").value_or(false);
  return line;
}

poll::TcpHost read_tcp(TableReader& reader) {
  poll::TcpHost host;
  reader.require("host", "write the address of the slave or gateway");
  host.host = reader.text("host").value_or("");
  if (const auto port = reader.integer("port", 1, 65535))
    host.port = static_cast<std::uint16_t>(*port);
  return host;
}

/// Reads one [table]; a missing one like an empty one.
template <class Read>
void read_section(TableReader& reader, std::string_view key, const Read& read) {
  static const toml::table kEmpty;
  const toml::table* table = reader.table(key);
  TableReader inside = reader.inside(key, table == nullptr ? kEmpty : *table);
  read(inside);
  inside.finish();
}

}  // namespace

BusText read_bus(TableReader& reader) {
  BusText bus;
  reader.require("type", "write rtu or tcp");
  const auto type = reader.one_of("type", kBusTypes);
  if (type && *type == 0) bus.line = read_serial(reader);
  if (type && *type == 1) {
    bus.line = read_tcp(reader);
    bus.max_connections =
        static_cast<int>(reader.integer("max_connections", 1, kMostConnections).value_or(1));
  }
  if (!type) {  // whichever it is, its keys are not unknown, and any unit id may be right
    bus.line = poll::TcpHost{};
    for (const char* key :
         {"device", "baud", "parity", "stop_bits", "rs485", "host", "port", "max_connections"}) {
      reader.value(key);
    }
  }
  if (const auto timeout = reader.duration("response_timeout")) {
    bus.response_timeout = *timeout;
    if (*timeout < std::chrono::milliseconds{10} || *timeout > std::chrono::minutes{1}) {
      reader.mistake("response_timeout", "is not between 10ms and 1m",
                     "write for example \"500ms\"");
    }
  }
  if (const auto retries = reader.integer("retries", 0, 10))
    bus.retries = static_cast<int>(*retries);
  return bus;
}

void read_control(TableReader& reader, ControlSettings& control) {
  read_section(reader, "control", [&](TableReader& inside) {
    control.socket = beside(inside, inside.text("socket").value_or("/run/hazgate/control.sock"));
    if (control.socket.empty()) {
      inside.mistake("socket", "names no file", "write the socket's path");
    }
    if (control.socket.size() >= kMostSocketPath) {
      inside.mistake(
          "socket", control.socket + " is too long for a socket",
          "write a path of less than " + std::to_string(kMostSocketPath) + " characters");
    }
  });
}

void read_sections(TableReader& reader, SiteText& site) {
  reader.require("site", "write [site] with park, enterprise and gateway");
  if (reader.table("site") != nullptr) {
    read_section(reader, "site", [&](TableReader& inside) { read_identity(inside, site.head); });
  }
  read_section(reader, "store", [&](TableReader& inside) { read_store(inside, site.store); });
  if (reader.table("uplink") != nullptr) {
    read_section(reader, "uplink", [&](TableReader& inside) {
      read_uplink(inside, site.uplink);
      site.telemetry = read_telemetry(inside);
    });
  }
  read_control(reader, site.control);
  read_section(reader, "metrics", [&](TableReader& inside) { read_metrics(inside, site.metrics); });
  read_section(reader, "alarms",
               [&](TableReader& inside) { read_alarm_system(inside, site.alarm_system); });
  read_section(reader, "ledger", [&](TableReader& inside) { read_ledger(inside, site.ledger); });
}

}  // namespace hazgate::config
