#include "gateway/config/sections.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>

namespace hazgate::config {
namespace {

using model::TableReader;

constexpr std::array<std::string_view, 3> kLanguages = {"zh-CN", "zh-TW", "en"};
constexpr std::array<std::string_view, 3> kParities = {"none", "even", "odd"};
constexpr std::array<std::string_view, 2> kBusTypes = {"rtu", "tcp"};
constexpr std::array<std::string_view, 2> kPayloads = {"json", "sparkplug-b"};
constexpr std::array<int, 9> kBauds = {1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400};

std::string beside(const TableReader& reader, const std::string& path) {
  const std::filesystem::path given(path);
  if (path.empty() || given.is_absolute()) return path;
  return (std::filesystem::absolute(reader.file()).parent_path() / given)
      .lexically_normal()
      .string();
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
  const std::filesystem::path zones = "/usr/share/zoneinfo";
  const bool escapes = site.timezone.find("..") != std::string::npos || site.timezone.empty();
  if (escapes || (std::filesystem::exists(zones) &&
                  !std::filesystem::is_regular_file(zones / site.timezone))) {
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

void read_store(TableReader& reader, StoreSettings& store) {
  store.path = beside(reader, reader.text("path").value_or("hazgate.db"));
  const auto keep = [&](const char* key, std::chrono::seconds& target) {
    const auto given = reader.duration(key);
    if (!given) return;
    if (*given < std::chrono::hours{1})
      reader.mistake(key, "is shorter than an hour", "write 1h or more");
    target = std::chrono::duration_cast<std::chrono::seconds>(*given);
  };
  keep("keep_samples", store.keep_samples);
  keep("keep_events", store.keep_events);
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
    reader.mistake("password_file", file + " cannot be read",
                   "write the password into its first line and let hazgated read it");
  }
}

void read_commands(TableReader& reader, UplinkSettings& uplink) {
  uplink.commands = {"ack", "describe"};
  const auto given = reader.texts("commands");
  if (!given) return;
  uplink.commands = *given;
  for (const std::string& command : *given) {
    if (command == "ack" || command == "describe" || command == "silence") continue;
    const bool later = command == "confirm" || command == "drill";
    reader.mistake("commands",
                   "\"" + command + (later ? "\" is not built yet" : "\" is not an operation"),
                   "use ack, describe, silence");
  }
}

void read_uplink(TableReader& reader, UplinkSettings& uplink) {
  reader.require("brokers", "write brokers = [\"tcp://127.0.0.1:1883\"], or leave [uplink] out");
  uplink.brokers = reader.texts("brokers").value_or(std::vector<std::string>{});
  for (const std::string& broker : uplink.brokers) {
    if (!is_broker(broker)) {
      reader.mistake("brokers", "\"" + broker + "\" is not a broker",
                     "write tcp://HOST:PORT, or ssl://HOST:PORT for TLS");
    }
  }
  uplink.username = reader.text("username").value_or("");
  read_password(reader, uplink);
  uplink.ca_file = beside(reader, reader.text("ca_file").value_or(""));
  uplink.cert_file = beside(reader, reader.text("cert_file").value_or(""));
  uplink.key_file = beside(reader, reader.text("key_file").value_or(""));
  for (const auto& [key, file] :
       {std::pair{"ca_file", &uplink.ca_file}, std::pair{"cert_file", &uplink.cert_file},
        std::pair{"key_file", &uplink.key_file}}) {
    if (!file->empty() && !std::ifstream(*file)) {
      reader.mistake(key, *file + " cannot be read", "check the path and the permissions");
    }
  }
  if (const auto payload = reader.one_of("payload", kPayloads); payload && *payload == 1) {
    reader.mistake("payload", "Sparkplug B is not built yet", "write \"json\"");
  }
  read_commands(reader, uplink);
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

}  // namespace

BusText read_bus(TableReader& reader) {
  BusText bus;
  reader.require("type", "write rtu or tcp");
  const auto type = reader.one_of("type", kBusTypes);
  if (type && *type == 0) bus.line = read_serial(reader);
  if (type && *type == 1) bus.line = read_tcp(reader);
  if (!type) {  // whichever it is, its keys are not unknown
    for (const char* key : {"device", "baud", "parity", "stop_bits", "host", "port"})
      reader.value(key);
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

void read_sections(TableReader& reader, SiteText& site) {
  const auto section = [&](const char* key, const auto& read) {
    static const toml::table kEmpty;
    const toml::table* table = reader.table(key);
    TableReader inside = reader.inside(key, table == nullptr ? kEmpty : *table);
    read(inside);
    inside.finish();
  };
  if (!reader.has("site")) {
    reader.mistake("site", "is missing", "write [site] with park, enterprise and gateway");
    reader.table("site");
  } else {
    section("site", [&](TableReader& inside) { read_identity(inside, site.head); });
  }
  section("store", [&](TableReader& inside) { read_store(inside, site.store); });
  if (reader.has("uplink")) {
    section("uplink", [&](TableReader& inside) { read_uplink(inside, site.uplink); });
  } else {
    reader.table("uplink");
  }
  section("control", [&](TableReader& inside) {
    site.control.socket =
        beside(inside, inside.text("socket").value_or("/run/hazgate/control.sock"));
  });
}

}  // namespace hazgate::config
