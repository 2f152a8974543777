#include "drivers/model/device_model.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <span>
#include <unistd.h>

#include "drivers/codec/codec.hpp"

namespace hazgate::model {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kModel = R"(model = "probe"
vendor = "acme"
source = "manual 7, page 12"
family = "gas"
poll = "500ms"
comm_after = 5
turnaround = "20ms"
max_registers = 16

[[point]]
id = "gas"
table = "input"
address = 0
type = "uint16"

[[alarm]]
point = "gas"
name = "HH"
kind = "high"
limit = 50.0
)";

class LoadModel : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  tl::expected<DeviceModel, Mistakes> load(const std::string& text) {
    const auto file = folder_ / "probe.toml";
    std::ofstream(file) << text;
    return load_model(file);
  }
  /// What is said about the model with one thing written differently, without the file's name.
  std::vector<std::string> said(const std::string& from, const std::string& to) {
    std::string text = kModel;
    text.replace(text.find(from), from.size(), to);
    const auto model = load(text);
    std::vector<std::string> lines;
    if (model) return lines;
    for (Mistake mistake : model.error().sorted()) {
      EXPECT_EQ(mistake.place.file, (folder_ / "probe.toml").string());
      mistake.place.file = "probe";
      lines.push_back(to_text(mistake));
    }
    return lines;
  }
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("hazgate-model-test-" + std::to_string(::getpid()));
};

TEST_F(LoadModel, ReadsTheWholeFile) {
  const auto model = load(kModel);
  ASSERT_TRUE(model);
  EXPECT_EQ(model->id, "probe");
  EXPECT_EQ(model->vendor, "acme");
  EXPECT_EQ(model->source, "manual 7, page 12");
  EXPECT_EQ(model->family, Family::Gas);
  EXPECT_EQ(model->poll, Duration{500ms});
  EXPECT_EQ(model->comm_after, 5);
  EXPECT_EQ(model->turnaround, Duration{20ms});
  EXPECT_EQ(model->max_registers, 16);
  EXPECT_EQ(model->max_bits, 2000);
  ASSERT_EQ(model->points.size(), 1u);
  ASSERT_EQ(model->alarms.size(), 1u);
  EXPECT_EQ(model->alarms[0].limit, 50.0);
}

TEST_F(LoadModel, EveryMistakeAtOnce) {
  std::string text = kModel;
  text.replace(text.find("\"gas\"\npoll"), 5, "\"gaz\"");
  text.replace(text.find("500ms"), 5, "fast!");
  text.replace(text.find("uint16"), 6, "uint61");
  text.replace(text.find("limit ="), 7, "limt =");
  const auto model = load(text);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().sorted().size(), 4u);
}

TEST_F(LoadModel, TheNameIsTheFiles) {
  EXPECT_THAT(said("\"probe\"", "\"prob\""),
              ElementsAre("probe:1:9: model: \"prob\" is not the name of the file; write "
                          "\"probe\", or rename the file"));
}

TEST_F(LoadModel, TheSourceIsRequired) {
  EXPECT_THAT(said("source = \"manual 7, page 12\"\n", ""),
              ElementsAre(HasSubstr("source: is missing; name the manual or standard")));
}

TEST_F(LoadModel, ASecondPointOfTheName) {
  EXPECT_THAT(
      said("[[alarm]]",
           "[[point]]\nid = \"gas\"\ntable = \"input\"\naddress = 1\ntype = \"int16\"\n[[alarm]]"),
      ElementsAre("probe:17:6: point[1].id: point \"gas\" stands already in line 11; give each "
                  "point a name of its own"));
}

TEST_F(LoadModel, AnAlarmOfNoPoint) {
  EXPECT_THAT(said("point = \"gas\"", "point = \"gsa\""),
              ElementsAre("probe:17:9: alarm[0].point: the model has no point \"gsa\"; did you "
                          "mean \"gas\"?"));
}

TEST_F(LoadModel, AnAlarmOfABrokenPointIsNotAMistakeToo) {
  EXPECT_THAT(said("id = \"gas\"", "id = \"Gas\""),
              ElementsAre(HasSubstr("not an identifier"), HasSubstr("no point \"gas\"")));
  std::string text = kModel;
  text.replace(text.find("point = \"gas\""), 13, "point = \"Gas\"");
  text.replace(text.find("id = \"gas\""), 10, "id = \"Gas\"");
  const auto model = load(text);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().sorted().size(), 1u);
}

TEST_F(LoadModel, ASecondAlarmOfTheName) {
  EXPECT_THAT(said("limit = 50.0\n",
                   "limit = 50.0\n[[alarm]]\npoint = \"gas\"\nname = \"HH\"\nkind = \"low\"\n"),
              ElementsAre(HasSubstr("alarm[1].name: alarm \"gas.HH\" stands already in line 16")));
}

TEST_F(LoadModel, WithoutPointsIsNoModel) {
  const auto model = load("model = \"probe\"\nsource = \"generic\"\nfamily = \"gas\"\n");
  ASSERT_FALSE(model);
  EXPECT_THAT(to_text(model.error().sorted().at(0)), HasSubstr("the model has no point"));
}

TEST_F(LoadModel, AFileThatIsNotTheRightKind) {
  EXPECT_FALSE(load("not toml"));
  EXPECT_FALSE(load_model(folder_ / "none.toml"));
}

class ShippedModel : public testing::TestWithParam<std::string> {};

TEST_P(ShippedModel, HasNoMistakesAndSaysWhereItComesFrom) {
  const auto model = load_model(std::filesystem::path(HAZGATE_MODELS) / (GetParam() + ".toml"));
  ASSERT_TRUE(model) << to_text(model.error().sorted().at(0));
  EXPECT_EQ(model->id, GetParam());
  EXPECT_FALSE(model->source.empty());
  for (const AlarmText& alarm : model->alarms) {
    const std::string id = alarm.point + "." + alarm.name;
    EXPECT_FALSE(alarm.basis.value_or("").empty()) << id << " says no basis";
    EXPECT_FALSE(alarm.message.value_or("").empty()) << id << " says no message";
    EXPECT_FALSE(alarm.action.value_or("").empty()) << id << " says no action";
    EXPECT_TRUE(alarm.priority) << id << " says no priority";
  }
}

std::vector<std::string> shipped() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(HAZGATE_MODELS)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Models, ShippedModel, testing::ValuesIn(shipped()),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(ShippedModels, EveryFamilyHasOne) {
  std::set<Family> families;
  for (const std::string& name : shipped()) {
    const auto model = load_model(std::filesystem::path(HAZGATE_MODELS) / (name + ".toml"));
    if (model) families.insert(model->family);
  }
  for (const Family family :
       {Family::Gas, Family::PressureVessel, Family::Lightning, Family::Fire, Family::Output}) {
    EXPECT_TRUE(families.contains(family)) << to_text(family);
  }
}

codec::Decoded read_of(const char* model_name, const char* point_id,
                       const std::vector<std::uint16_t>& words) {
  const auto model =
      load_model(std::filesystem::path(HAZGATE_MODELS) / (std::string(model_name) + ".toml"));
  if (!model) return {};
  for (const ModelPoint& point : model->points) {
    if (point.id != point_id) continue;
    EXPECT_EQ(point.format.table, codec::Table::Holding);
    EXPECT_LT(point.format.address, words.size());
    return codec::decode_registers(point.format, std::span(words).subspan(point.format.address, 1));
  }
  return {};
}

TEST(ShippedModels, WindAsInTheExamplesOfTheManuals) {
  EXPECT_DOUBLE_EQ(read_of("wind-speed-fsjt", "speed", {0x0056}).number, 8.6);
  EXPECT_EQ(read_of("wind-speed-fsjt", "speed", {0x02BD}).quality, Quality::OutOfRange) << "70.1";
  const std::vector<std::uint16_t> east = {0x0002, 0x005A};
  EXPECT_EQ(read_of("wind-vane-fxjt", "step", east).value, Value{std::string("E")});
  EXPECT_DOUBLE_EQ(read_of("wind-vane-fxjt", "direction", east).number, 90.0);
  EXPECT_EQ(read_of("wind-vane-fxjt", "step", {0x0008, 0}).quality, Quality::Fault);
  EXPECT_EQ(read_of("wind-vane-fxjt", "direction", {0, 361}).quality, Quality::OutOfRange);
}

}  // namespace
}  // namespace hazgate::model
