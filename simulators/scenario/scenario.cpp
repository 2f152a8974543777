#include "simulators/scenario/scenario.hpp"

#include <array>
#include <functional>

#include "drivers/model/reader.hpp"

namespace hazgate::sim {
namespace {

using model::TableReader;

constexpr std::array<std::string_view, 2> kListens = {"tcp", "rtu"};
constexpr std::array<std::string_view, 3> kFaults = {"silent", "exception", "late"};

/// Reads one scenario file; what is wrong is gathered on the way.
class Loader {
 public:
  Loader(const std::vector<std::filesystem::path>& models, std::filesystem::path file,
         model::Mistakes& mistakes)
      : models_(models), file_(std::move(file)), mistakes_(mistakes) {}

  Scenario load(const toml::table& table);

 private:
  void read_listen(TableReader& reader);
  void read_device(TableReader& reader);
  std::optional<model::DeviceModel> find_model(TableReader& reader, const std::string& name);
  void read_value(TableReader& reader, DeviceScenario& device);
  void read_change(TableReader& reader, Signal& signal);
  void read_fault(TableReader& reader, DeviceScenario& device);

  const std::vector<std::filesystem::path>& models_;
  std::filesystem::path file_;
  model::Mistakes& mistakes_;
  Scenario scenario_;
  std::map<std::string, std::size_t> listens_;
  std::map<std::string, int> devices_;
  std::map<std::pair<std::size_t, int>, std::string> units_;
  std::map<std::string, model::DeviceModel> loaded_;
};

void Loader::read_listen(TableReader& reader) {
  reader.require("id", "write a name of a-z, 0-9 and -");
  reader.require("type", "write tcp or rtu");
  Listen listen;
  listen.id = reader.identifier("id").value_or("");
  const auto type = reader.one_of("type", kListens);
  TcpListen tcp;
  tcp.host = reader.text("host").value_or(tcp.host);
  tcp.port = static_cast<std::uint16_t>(reader.integer("port", 0, 65535).value_or(0));
  RtuListen rtu{reader.text("link").value_or("")};
  reader.integer("baud", 1200, 230400);  // said for people: a pty has no speed of its own
  if (type && *type == 1) {
    reader.require("link", "write the path of the link to the pty");
    listen.on = rtu;
  } else {
    listen.on = tcp;
  }
  if (!listens_.emplace(listen.id, scenario_.listens.size()).second) {
    reader.mistake("id", "\"" + listen.id + "\" stands twice", "give each listen an id of its own");
  }
  scenario_.listens.push_back(std::move(listen));
}

std::optional<model::DeviceModel> Loader::find_model(TableReader& reader, const std::string& name) {
  if (const auto known = loaded_.find(name); known != loaded_.end()) return known->second;
  std::string looked;
  std::vector<std::filesystem::path> folders = {file_.parent_path() / "devices"};
  folders.insert(folders.end(), models_.begin(), models_.end());
  for (const auto& folder : folders) {
    const auto path = folder / (name + ".toml");
    if (std::error_code ignored; !std::filesystem::exists(path, ignored)) {
      looked += " " + folder.string();
      continue;
    }
    auto model = model::load_model(path);
    if (model) return loaded_.emplace(name, std::move(*model)).first->second;
    for (const auto& mistake : model.error().sorted()) {
      mistakes_.add(mistake.place, mistake.key, mistake.problem, mistake.remedy);
    }
    return std::nullopt;
  }
  reader.mistake("model", "no model \"" + name + "\" in" + looked, "write a model that is there");
  return std::nullopt;
}

void Loader::read_change(TableReader& reader, Signal& signal) {
  reader.require("at", "write when it happens, such as \"10s\"");
  reader.require("to", "write the value that it goes to");
  Change change;
  change.at = reader.duration("at").value_or(Duration{});
  change.to = reader.value("to").value_or(Value{});
  change.over = reader.duration("over").value_or(Duration{});
  if (!signal.changes.empty() && change.at < signal.changes.back().at) {
    reader.mistake("at", "is before the change above it", "write the changes in the order of time");
  }
  signal.changes.push_back(std::move(change));
}

void Loader::read_value(TableReader& reader, DeviceScenario& device) {
  reader.require("point", "write the point's id within the device");
  PointSignal value;
  value.point = reader.text("point").value_or("");
  Signal& signal = value.signal;
  signal.seed = scenario_.seed ^ std::hash<std::string>{}(device.id + "." + value.point);
  signal.start = reader.value("start").value_or(Value{0.0});
  reader.require("start", "write the value at the beginning");
  signal.noise = reader.number("noise").value_or(0.0);
  if (signal.noise < 0.0) reader.mistake("noise", "is negative", "write 0 or more");
  reader.each("change", [&](TableReader& change) { read_change(change, signal); });
  Device probe(device.id, device.unit, device.model, {});
  if (const std::string error = probe.give(value.point, signal); !error.empty()) {
    reader.mistake("point", error, "write a point of the model and values that it can hold");
  }
  device.signals.push_back(std::move(value));
}

void Loader::read_fault(TableReader& reader, DeviceScenario& device) {
  for (const char* key : {"at", "for"}) reader.require(key, "write a duration such as \"10s\"");
  reader.require("kind", "write silent, exception or late");
  Fault fault;
  fault.at = reader.duration("at").value_or(Duration{});
  fault.lasts = reader.duration("for").value_or(Duration{});
  if (const auto kind = reader.one_of("kind", kFaults))
    fault.kind = static_cast<FaultKind>(*kind + 1);
  fault.code = static_cast<std::uint8_t>(reader.integer("code", 1, 11).value_or(4));
  fault.delay = reader.duration("delay").value_or(std::chrono::seconds{1});
  device.faults.push_back(fault);
}

void Loader::read_device(TableReader& reader) {
  for (const char* key : {"id", "listen", "unit", "model"})
    reader.require(key, "every device has one");
  DeviceScenario device;
  device.id = reader.identifier("id").value_or("");
  const std::string listen = reader.text("listen").value_or("");
  const auto found = listens_.find(listen);
  if (found == listens_.end()) {
    reader.mistake("listen", "no listen \"" + listen + "\"", "write the id of a [[listen]]");
  } else {
    device.listen = found->second;
  }
  device.unit = static_cast<std::uint8_t>(reader.integer("unit", 1, 247).value_or(1));
  if (!devices_.emplace(device.id, 0).second) {
    reader.mistake("id", "device \"" + device.id + "\" stands twice", "give each an id of its own");
  }
  if (!units_.emplace(std::pair(device.listen, device.unit), device.id).second) {
    reader.mistake("unit", "another device of this listen has it", "give each a unit of its own");
  }
  auto model = find_model(reader, reader.text("model").value_or(""));
  if (model) device.model = std::move(*model);
  const auto skip_without_model = [&](TableReader& table, auto read) {
    if (model || device.model.points.size() > 0) (this->*read)(table, device);
  };
  reader.each("value", [&](TableReader& v) { skip_without_model(v, &Loader::read_value); });
  reader.each("fault", [&](TableReader& f) { read_fault(f, device); });
  scenario_.devices.push_back(std::move(device));
}

Scenario Loader::load(const toml::table& table) {
  TableReader reader(table, {}, file_.string(), mistakes_);
  scenario_.seed = static_cast<std::uint64_t>(reader.integer("seed", 0, INT64_MAX).value_or(1));
  scenario_.duration = reader.duration("duration");
  scenario_.stop_at_end = reader.flag("stop_at_end").value_or(false);
  if (scenario_.stop_at_end && !scenario_.duration) {
    reader.mistake("stop_at_end", "needs a duration", "write duration = \"120s\"");
  }
  reader.each("listen", [&](TableReader& listen) { read_listen(listen); });
  reader.each("device", [&](TableReader& device) { read_device(device); });
  if (scenario_.devices.empty())
    reader.mistake("device", "there is no device", "write [[device]] tables");
  reader.finish();
  return std::move(scenario_);
}

}  // namespace

tl::expected<Scenario, model::Mistakes> load_scenario(
    const std::filesystem::path& file, const std::vector<std::filesystem::path>& models) {
  model::Mistakes mistakes;
  const auto table = model::parse_file(file.string(), mistakes);
  if (!table) return tl::unexpected(std::move(mistakes));
  Scenario scenario = Loader(models, file, mistakes).load(*table);
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  return scenario;
}

}  // namespace hazgate::sim
