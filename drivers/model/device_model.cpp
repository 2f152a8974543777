#include "drivers/model/device_model.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "drivers/model/links.hpp"
#include "drivers/model/reader.hpp"
#include "drivers/model/tables.hpp"

namespace hazgate::model {
namespace {

/// Also the names of the points that were given up, so that their alarms are not mistakes too.
std::vector<std::string> read_points(TableReader& reader, DeviceModel& model) {
  std::vector<std::string> names;
  std::map<std::string, std::uint32_t> lines;
  reader.each("point", [&](TableReader& table) {
    names.push_back(table.written("id"));
    auto point = read_point(table);
    if (!point) return;
    const auto [first, fresh] = lines.emplace(point->id, point->place.line);
    if (!fresh) {
      table.mistake(
          "id",
          "point \"" + point->id + "\" stands already in line " + std::to_string(first->second),
          "give each point a name of its own");
      return;
    }
    model.points.push_back(std::move(*point));
  });
  if (names.empty()) reader.mistake("point", "the model has no point", "write [[point]] tables");
  return names;
}

void read_alarms(TableReader& reader, DeviceModel& model, const std::vector<std::string>& points) {
  std::map<std::string, std::uint32_t> lines;
  reader.each("alarm", [&](TableReader& table) {
    AlarmText alarm = read_alarm(table);
    const std::string id = alarm.point + "." + alarm.name;
    if (!alarm.point.empty() &&
        std::find(points.begin(), points.end(), alarm.point) == points.end()) {
      const auto meant = nearest(alarm.point, points);
      table.mistake("point", "the model has no point \"" + alarm.point + "\"",
                    meant ? "did you mean \"" + *meant + "\"?" : "write one that it has");
    }
    const auto [first, fresh] = lines.emplace(id, alarm.place.line);
    if (!fresh && !alarm.name.empty()) {
      table.mistake("name",
                    "alarm \"" + id + "\" stands already in line " + std::to_string(first->second),
                    "give each alarm of a point a name of its own");
    }
    model.alarms.push_back(std::move(alarm));
  });
}

void read_head(TableReader& reader, DeviceModel& model) {
  reader.require("model", "write the model's name, the same as the file's");
  reader.require("family", "write gas, pressure-vessel, lightning, fire, output or other");
  reader.require("source", "name the manual or standard it was written from, or \"generic\"");
  model.id = reader.identifier("model").value_or("");
  model.vendor = reader.text("vendor").value_or("generic");
  model.source = reader.text("source").value_or("");
  if (const auto family = reader.one_of("family", kFamilyTexts))
    model.family = static_cast<Family>(*family);
  const PollText poll = read_poll(reader);
  model.poll = poll.poll.value_or(model.poll);
  model.poll_fast = poll.poll_fast.value_or(model.poll_fast);
  model.fast_at = poll.fast_at.value_or(model.fast_at);
  model.turnaround = poll.turnaround.value_or(model.turnaround);
  model.comm_after = poll.comm_after.value_or(model.comm_after);
  model.max_registers = poll.max_registers.value_or(model.max_registers);
  model.max_bits = poll.max_bits.value_or(model.max_bits);
  model.max_gap = poll.max_gap.value_or(model.max_gap);
  model.crc = poll.crc.value_or(model.crc);
  model.queue = read_queue(reader);
}

tl::expected<DeviceModel, Mistakes> from_table(const std::optional<toml::table>& table,
                                               const std::filesystem::path& file,
                                               Mistakes mistakes) {
  if (!table) return tl::unexpected(std::move(mistakes));
  DeviceModel model;
  TableReader reader(*table, {}, file.string(), mistakes);
  read_head(reader, model);
  if (!model.id.empty() && model.id != file.stem().string()) {
    reader.mistake("model", "\"" + model.id + "\" is not the name of the file",
                   "write \"" + file.stem().string() + "\", or rename the file");
  }
  const auto names = read_points(reader, model);
  link_points(model.points, names.size() == model.points.size(), model.poll, mistakes);
  read_alarms(reader, model, names);
  reader.finish();
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  return model;
}

}  // namespace

tl::expected<DeviceModel, Mistakes> load_model(const std::filesystem::path& file) {
  Mistakes mistakes;
  const auto table = parse_file(file.string(), mistakes);
  return from_table(table, file, std::move(mistakes));
}

tl::expected<DeviceModel, Mistakes> parse_model(std::string_view text,
                                                const std::filesystem::path& file) {
  Mistakes mistakes;
  const auto table = parse_text(text, file.string(), mistakes);
  return from_table(table, file, std::move(mistakes));
}

}  // namespace hazgate::model
