#include "simulators/scenario/scenario.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "drivers/model/reader.hpp"
#include "simulators/scenario/shelf.hpp"
#include "simulators/scenario/value_table.hpp"

namespace hazgate::sim {
namespace {

using model::TableReader;

constexpr std::array<std::string_view, 2> kListens = {"tcp", "rtu"};

/// Reads one scenario file; what is wrong is gathered on the way.
class Loader {
 public:
  Loader(std::vector<std::filesystem::path> models, std::string file, model::Mistakes& mistakes)
      : shelf_(std::move(models)), file_(std::move(file)), mistakes_(mistakes) {}

  Scenario load(const toml::table& table);

 private:
  void read_listen(TableReader& reader);
  void check_kind(TableReader& reader, bool rtu);
  void read_device(TableReader& reader);
  std::optional<std::size_t> find_listen(TableReader& reader);
  void add_value(TableReader& reader, const model::DeviceModel* model, DeviceScenario& device);

  Shelf shelf_;
  std::string file_;
  model::Mistakes& mistakes_;
  Scenario scenario_;
  std::set<std::string> devices_, links_;
  std::set<std::pair<std::size_t, int>> units_;
};

/// Keys of the other kind of listen.
void Loader::check_kind(TableReader& reader, bool rtu) {
  for (const char* key : {"host", "port"}) {
    if (rtu && reader.has(key)) reader.mistake(key, "belongs to type = \"tcp\"", "remove it");
  }
  for (const char* key : {"link", "baud", "paced"}) {
    if (!rtu && reader.has(key)) reader.mistake(key, "belongs to type = \"rtu\"", "remove it");
  }
}

void Loader::read_listen(TableReader& reader) {
  reader.require("id", "write a name of a-z, 0-9 and -");
  reader.require("type", "write tcp or rtu");
  Listen listen;
  listen.id = reader.identifier("id").value_or(reader.written("id"));
  const auto type = reader.one_of("type", kListens);
  TcpListen tcp;
  tcp.host = reader.text("host").value_or(tcp.host);
  tcp.port = static_cast<std::uint16_t>(reader.integer("port", 0, 65535).value_or(0));
  RtuListen rtu;
  rtu.link = reader.text("link").value_or("");
  rtu.baud = static_cast<int>(reader.integer("baud", 1200, 4000000).value_or(rtu.baud));
  rtu.paced = reader.flag("paced").value_or(false);
  if (type) check_kind(reader, *type == 1);
  if (type && *type == 1) {
    reader.require("link", "write the path of the link to the pty");
    if (!rtu.link.empty() && !links_.insert(rtu.link).second) {
      reader.mistake("link", "another listen has this link", "give each a link of its own");
    }
    listen.on = rtu;
  } else {
    listen.on = tcp;
  }
  reader.each("fault", [&](TableReader& fault) {
    listen.faults.push_back(read_line_fault(fault, !type || *type == 1));
  });
  const bool twice = std::any_of(scenario_.listens.begin(), scenario_.listens.end(),
                                 [&](const Listen& other) { return other.id == listen.id; });
  if (twice && !listen.id.empty()) {
    reader.mistake("id", "\"" + listen.id + "\" stands twice", "give each listen an id of its own");
  }
  scenario_.listens.push_back(std::move(listen));
}

std::optional<std::size_t> Loader::find_listen(TableReader& reader) {
  const auto id = reader.text("listen");
  if (!id) return std::nullopt;
  std::vector<std::string> ids;
  for (const Listen& listen : scenario_.listens) {
    if (listen.id == *id) return ids.size();
    ids.push_back(listen.id);
  }
  const auto meant = model::nearest(*id, ids);
  reader.mistake("listen", "no listen \"" + *id + "\"",
                 meant ? "did you mean \"" + *meant + "\"?" : "write the id of a [[listen]]");
  return std::nullopt;
}

void Loader::add_value(TableReader& reader, const model::DeviceModel* model,
                       DeviceScenario& device) {
  PointSignal value = read_value(reader, model);
  const bool twice = std::any_of(device.signals.begin(), device.signals.end(),
                                 [&](const auto& other) { return other.point == value.point; });
  if (twice && !value.point.empty()) {
    reader.mistake("point", "\"" + value.point + "\" has a value already",
                   "write all its changes in one [[device.value]]");
  }
  value.signal.seed = seed_for(scenario_.seed, device.id + "." + value.point);
  device.signals.push_back(std::move(value));
}

void Loader::read_device(TableReader& reader) {
  for (const char* key : {"id", "listen", "unit", "model"}) {
    reader.require(key, "every device has one");
  }
  DeviceScenario device;
  device.id = reader.identifier("id").value_or(reader.written("id"));
  if (!device.id.empty() && !devices_.insert(device.id).second) {
    reader.mistake("id", "device \"" + device.id + "\" stands twice", "give each an id of its own");
  }
  const auto listen = find_listen(reader);
  const auto unit = reader.integer("unit", 1, 247);
  if (listen && unit && !units_.emplace(*listen, *unit).second) {
    reader.mistake("unit", "another device of this listen has it", "give each a unit of its own");
  }
  device.listen = listen.value_or(0);
  device.unit = static_cast<std::uint8_t>(unit.value_or(1));
  device.turnaround = reader.duration("turnaround").value_or(Duration{});
  device.identification = reader.flag("identification").value_or(true);
  const model::DeviceModel* model = shelf_.find(reader);
  reader.each("value", [&](TableReader& value) { add_value(value, model, device); });
  const bool serial = listen && std::holds_alternative<RtuListen>(scenario_.listens[*listen].on);
  reader.each("fault", [&](TableReader& fault) {
    device.faults.push_back(read_fault(fault));
    if (serial && is_about_connections(device.faults.back().kind)) {
      fault.mistake("kind", "a serial line has no connection", "write another kind");
    }
  });
  reader.each("event",
              [&](TableReader& event) { device.events.push_back(read_pool_event(event, model)); });
  if (model != nullptr) device.model = *model;
  scenario_.devices.push_back(std::move(device));
}

Scenario Loader::load(const toml::table& table) {
  TableReader reader(table, {}, file_, mistakes_);
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  scenario_.seed = static_cast<std::uint64_t>(reader.integer("seed", 0, kMost).value_or(1));
  scenario_.duration = reader.duration("duration");
  scenario_.stop_at_end = reader.flag("stop_at_end").value_or(false);
  if (scenario_.stop_at_end && !reader.has("duration")) {
    reader.mistake("stop_at_end", "needs a duration", "write duration = \"120s\"");
  }
  reader.each("listen", [&](TableReader& listen) { read_listen(listen); });
  reader.each("device", [&](TableReader& device) { read_device(device); });
  if (scenario_.devices.empty() && !reader.has("device")) {
    reader.mistake("device", "there is no device", "write [[device]] tables");
  }
  reader.finish();
  return std::move(scenario_);
}

tl::expected<Scenario, model::Mistakes> from_table(const std::optional<toml::table>& table,
                                                   const std::filesystem::path& file,
                                                   const std::vector<std::filesystem::path>& models,
                                                   model::Mistakes mistakes) {
  if (!table) return tl::unexpected(std::move(mistakes));
  std::vector<std::filesystem::path> folders = {file.parent_path() / "devices"};
  folders.insert(folders.end(), models.begin(), models.end());
  Scenario scenario = Loader(std::move(folders), file.string(), mistakes).load(*table);
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  return scenario;
}

}  // namespace

tl::expected<Scenario, model::Mistakes> load_scenario(
    const std::filesystem::path& file, const std::vector<std::filesystem::path>& models) {
  model::Mistakes mistakes;
  const auto table = model::parse_file(file.string(), mistakes);
  return from_table(table, file, models, std::move(mistakes));
}

tl::expected<Scenario, model::Mistakes> parse_scenario(
    std::string_view text, const std::filesystem::path& file,
    const std::vector<std::filesystem::path>& models) {
  model::Mistakes mistakes;
  const auto table = model::parse_text(text, file.string(), mistakes);
  return from_table(table, file, models, std::move(mistakes));
}

}  // namespace hazgate::sim
