#include "simulators/fleet/fleet.hpp"

#include <fmt/format.h>
#include <fstream>

namespace hazgate::sim {
namespace {

std::string device_id(int unit) {
  return fmt::format("d-{:03}", unit);
}

model::ModelPoint point_of(std::string id, codec::PointFormat format, bool writable) {
  model::ModelPoint point;
  point.id = std::move(id);
  point.name = point.id;
  point.format = std::move(format);
  point.writable = writable;
  return point;
}

model::DeviceModel bench_model(int registers) {
  model::DeviceModel model;
  model.id = "bench";
  model.vendor = "generic";
  for (int i = 0; i < registers; ++i) {
    codec::PointFormat format;
    format.address = static_cast<std::uint16_t>(i);
    model.points.push_back(point_of(fmt::format("r{}", i), format, false));
  }
  codec::PointFormat coil;
  coil.table = codec::Table::Coil;
  coil.type = codec::RawType::Bool;
  model.points.push_back(point_of("coil", coil, true));
  model::AlarmText alarm;
  alarm.point = "r0";
  alarm.name = "H";
  alarm.kind = "high";
  alarm.limit = kFleetLimit;
  model.alarms.push_back(std::move(alarm));
  return model;
}

/// The same model as bench_model(), as a file.
std::string model_text(int registers) {
  std::string text =
      "# Written by hazsim --write-site.\n"
      "model = \"bench\"\nvendor = \"generic\"\nsource = \"generic\"\nfamily = \"other\"\n";
  for (int i = 0; i < registers; ++i) {
    text += fmt::format(
        "\n[[point]]\nid = \"r{0}\"\ntable = \"holding\"\naddress = {0}\ntype = \"uint16\"\n", i);
  }
  text +=
      "\n[[point]]\nid = \"coil\"\ntable = \"coil\"\naddress = 0\ntype = \"bool\"\n"
      "writable = true\n";
  text += fmt::format(
      "\n[[alarm]]\npoint = \"r0\"\nname = \"H\"\nkind = \"high\"\nlimit = {:.1f}\n"
      "priority = \"critical\"\nmessage = \"r0 is high\"\naction = \"none: a benchmark\"\n"
      "basis = \"benchmark\"\n",
      kFleetLimit);
  return text;
}

std::string site_text(const Fleet& fleet, const BenchSite& site, std::uint16_t port) {
  std::string text =
      "# Written by hazsim --write-site.\n"
      "[site]\npark = \"bench\"\nenterprise = \"bench\"\ngateway = \"bench\"\n"
      "name = \"benchmark\"\ntimezone = \"UTC\"\nlanguage = \"en\"\n"
      "\n[store]\npath = \"hazgate.db\"\n\n[control]\nsocket = \"hazgate.sock\"\n";
  if (!site.broker.empty()) text += fmt::format("\n[uplink]\nbrokers = [\"{}\"]\n", site.broker);
  text += fmt::format(
      "\n[[bus]]\nid = \"field\"\ntype = \"tcp\"\nhost = \"127.0.0.1\"\nport = {}\n", port);
  std::string triggers;
  for (int unit = 1; unit <= fleet.devices; ++unit) {
    text += fmt::format(
        "\n[[device]]\nid = \"{}\"\nbus = \"field\"\nunit = {}\nmodel = \"bench\"\npoll = \"{}\"\n",
        device_id(unit), unit, site.period);
    triggers += fmt::format("  \"{}.r0.H\",\n", device_id(unit));
  }
  text += fmt::format(
      "\n[[plan]]\nid = \"bench\"\nname = \"benchmark\"\nlevel = \"IV\"\ntrigger = [\n{}]\n"
      "\n[[plan.step]]\nafter = \"0s\"\ndo = \"write\"\npoint = \"{}.coil\"\nvalue = true\n"
      "on_close = false\n",
      triggers, device_id(fleet.devices));
  return text;
}

std::string write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file);
  stream << text << std::flush;
  return stream ? std::string() : "cannot write " + file.string();
}

}  // namespace

Scenario scenario_of(const Fleet& fleet) {
  Scenario scenario;
  scenario.listens.push_back({"field", TcpListen{.port = fleet.port}});
  const model::DeviceModel model = bench_model(fleet.registers);
  for (int unit = 1; unit <= fleet.devices; ++unit) {
    DeviceScenario device;
    device.id = device_id(unit);
    device.unit = static_cast<std::uint8_t>(unit);
    device.model = model;
    for (int i = 0; i < fleet.registers; ++i) {
      PointSignal value{fmt::format("r{}", i), {}};
      value.signal.start = 1000.0 + (unit * 37 + i * 101) % 20000;
      value.signal.wave = {.height = 500.0, .period = std::chrono::minutes{5}};
      value.signal.seed = seed_for(scenario.seed, device.id + "." + value.point);
      device.signals.push_back(std::move(value));
    }
    scenario.devices.push_back(std::move(device));
  }
  return scenario;
}

std::string write_site(const Fleet& fleet, const BenchSite& site, std::uint16_t port) {
  std::error_code error;
  std::filesystem::create_directories(site.folder / "devices", error);
  if (error) return "cannot make " + (site.folder / "devices").string() + ": " + error.message();
  std::string reason = write_file(site.folder / "devices/bench.toml", model_text(fleet.registers));
  if (reason.empty()) reason = write_file(site.folder / "site.toml", site_text(fleet, site, port));
  return reason;
}

}  // namespace hazgate::sim
