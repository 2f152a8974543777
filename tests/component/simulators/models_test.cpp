#include <fmt/format.h>

#include "drivers/model/device_model.hpp"
#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"

namespace hazgate::test {
namespace {

/// A value of the point that is not its rest value, and not the same for its neighbours.
Value telling_value(const model::ModelPoint& point, std::size_t place) {
  const codec::PointFormat& format = point.format;
  if (!format.states.empty()) return format.states[(place + 1) % format.states.size()].text;
  if (format.type == codec::RawType::Bool || format.type == codec::RawType::Bit) {
    return place % 2 == 0;
  }
  if (format.type == codec::RawType::String) return "S" + std::to_string(place);
  const double low = format.range ? format.range->low : format.offset;
  const double high = format.range ? format.range->high : format.offset + format.scale * 1000;
  return low + (high - low) * (0.4 + 0.01 * static_cast<double>(place));
}

std::string toml(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return "\"" + *text + "\"";
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{:.6f}", *number);
  return to_text(value);
}

std::vector<model::DeviceModel> shipped_models() {
  std::vector<model::DeviceModel> models;
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(HAZGATE_SOURCE) + "/config/devices")) {
    auto model = model::load_model(file.path());
    EXPECT_TRUE(model) << file.path();
    if (model) models.push_back(std::move(*model));
  }
  return models;
}

std::string scenario_of(const std::vector<model::DeviceModel>& models, const std::string& listen) {
  std::string text = "[[listen]]\nid = \"line\"\n" + listen;
  for (std::size_t unit = 0; unit < models.size(); ++unit) {
    text +=
        fmt::format("[[device]]\nid = \"d-{0}\"\nlisten = \"line\"\nunit = {0}\nmodel = \"{1}\"\n",
                    unit + 1, models[unit].id);
    for (std::size_t i = 0; i < models[unit].points.size(); ++i) {
      const auto& point = models[unit].points[i];
      if (point.parts) continue;  // a zone has no register
      text += fmt::format("[[device.value]]\npoint = \"{}\"\nstart = {}\n", point.id,
                          toml(telling_value(point, i)));
    }
  }
  return text;
}

void expect_every_point(Master& master, const std::vector<model::DeviceModel>& models) {
  for (std::size_t unit = 0; unit < models.size(); ++unit) {
    for (std::size_t i = 0; i < models[unit].points.size(); ++i) {
      const auto& point = models[unit].points[i];
      if (point.parts) continue;
      const Value given = telling_value(point, i);
      const codec::Decoded read = master.read(static_cast<int>(unit + 1), point.format);
      EXPECT_EQ(read.quality, Quality::Good) << models[unit].id << "." << point.id;
      if (const auto* number = std::get_if<double>(&given)) {
        EXPECT_NEAR(read.number, *number, std::abs(point.format.scale) * 0.501)
            << models[unit].id << "." << point.id;
      } else {
        EXPECT_EQ(read.value, given) << models[unit].id << "." << point.id;
      }
    }
  }
}

using ModelsTest = HazsimTest;

TEST_F(ModelsTest, EveryPointOfEveryShippedModelReadsAsTheScenarioSaysOverTcp) {
  const auto models = shipped_models();
  ASSERT_GE(models.size(), 7u);
  const auto file = write("s.toml", scenario_of(models, "type = \"tcp\"\n"));
  Hazsim hazsim({"--scenario", file});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  Master master(hazsim.port());
  expect_every_point(master, models);
  EXPECT_EQ(hazsim.stop(), 0);
}

TEST_F(ModelsTest, EveryPointOfEveryShippedModelReadsAsTheScenarioSaysOverTheLine) {
  const auto models = shipped_models();
  const std::string line = folder_ / "line";
  const auto file =
      write("s.toml", scenario_of(models, "type = \"rtu\"\nlink = \"" + line + "\"\n"));
  Hazsim hazsim({"--scenario", file});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  Master master(line);
  expect_every_point(master, models);
  EXPECT_EQ(hazsim.stop(), 0);
}

TEST_F(ModelsTest, EveryTypeAndOrderOfTheContractReadsAsTheScenarioSays) {
  std::string model =
      "model = \"all\"\nvendor = \"generic\"\nsource = \"generic\"\nfamily = \"other\"\n";
  int address = 5;
  for (const char* type : {"uint16", "int16", "uint32", "int32", "uint64", "int64", "float32",
                           "float64", "bcd16", "bcd32", "string", "bit", "bool"}) {
    for (const char* order : {"ABCD", "CDAB", "BADC", "DCBA"}) {
      model += fmt::format(
          "[[point]]\nid = \"p-{0}\"\ntable = \"holding\"\naddress = {0}\ntype = \"{1}\"\n"
          "order = \"{2}\"\n{3}",
          address, type, order,
          std::string(type) == "string" ? "length = 4\n"
          : std::string(type) == "bit"  ? "bit = 9\n"
                                        : "");
      address += 5;
    }
  }
  std::filesystem::create_directory(folder_ / "devices");
  const auto loaded = model::load_model(write("devices/all.toml", model));
  std::string mistakes;
  if (!loaded) {
    for (const auto& mistake : loaded.error().sorted()) mistakes += to_text(mistake) + "\n";
  }
  ASSERT_TRUE(loaded) << mistakes;
  const auto file = write("s.toml", scenario_of({*loaded}, "type = \"tcp\"\n"));
  Hazsim hazsim({"--scenario", file});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  Master master(hazsim.port());
  expect_every_point(master, {*loaded});
}

}  // namespace
}  // namespace hazgate::test
