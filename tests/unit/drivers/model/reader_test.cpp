#include "drivers/model/reader.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "tests/unit/drivers/model/toml_text.hpp"

namespace hazgate::model {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Duration, HasFiveUnits) {
  EXPECT_EQ(duration_from("250ms"), Duration{250ms});
  EXPECT_EQ(duration_from("1s"), Duration{1s});
  EXPECT_EQ(duration_from("5m"), Duration{5min});
  EXPECT_EQ(duration_from("24h"), Duration{24h});
  EXPECT_EQ(duration_from("30d"), Duration{30 * 24h});
  EXPECT_EQ(duration_from("0s"), Duration{});
}

TEST(Duration, IsNotGuessed) {
  for (const char* text : {"", "s", "1", "1.5s", "-1s", "+1s", " 1s", "1s ", "1 s", "1S", "1us",
                           "1min", "1w", "1s1s", "0x1s", "99999999999999999999s", "1000001d"}) {
    EXPECT_EQ(duration_from(text), std::nullopt) << text;
  }
}

TEST(Duration, TheLongestDoNotOverflow) {
  EXPECT_EQ(duration_from("1000000d"), Duration{1'000'000 * 24h});
  EXPECT_EQ(duration_from("1000000000s"), Duration{1'000'000'000s});
}

TEST(Nearest, FindsWhatWasMeant) {
  EXPECT_EQ(nearest("relay-bocks", {"gas-detector", "relay-box"}), "relay-box");
  EXPECT_EQ(nearest("unti", {"id", "bus", "unit"}), "unit");
  EXPECT_EQ(nearest("colour", {"id", "bus", "unit"}), std::nullopt);
  EXPECT_EQ(nearest("by", {"id"}), std::nullopt);
  EXPECT_EQ(nearest("x", {}), std::nullopt);
}

TEST(TableReader, ReadsEveryType) {
  TomlText text(R"(
word = "b"
name = "gd-101"
real = 2.5
whole = 3
yes = true
wait = "250ms"
list = [1, "two", true, 4.5]
range = [-1, 1.5]
)");
  TableReader reader = text.reader();
  constexpr std::array<std::string_view, 2> kWords = {"a", "b"};
  EXPECT_EQ(reader.one_of("word", kWords), 1u);
  EXPECT_EQ(reader.identifier("name"), "gd-101");
  EXPECT_EQ(reader.number("real"), 2.5);
  EXPECT_EQ(reader.number("whole"), 3.0);
  EXPECT_EQ(reader.integer("whole", 0, 3), 3);
  EXPECT_EQ(reader.flag("yes"), true);
  EXPECT_EQ(reader.duration("wait"), Duration{250ms});
  EXPECT_EQ(reader.values("list"),
            (std::vector<Value>{std::int64_t{1}, std::string("two"), true, 4.5}));
  EXPECT_EQ(reader.range("range"), (std::pair{-1.0, 1.5}));
  reader.finish();
  EXPECT_THAT(text.said(), IsEmpty());
}

TEST(TableReader, WhatIsMissingIsNothingAndNoMistake) {
  TomlText text("");
  TableReader reader = text.reader();
  EXPECT_FALSE(reader.text("a") || reader.number("b") || reader.integer("c", 0, 1) ||
               reader.flag("d") || reader.duration("e") || reader.texts("f") || reader.value("g") ||
               reader.range("h") || reader.table("i") != nullptr);
  EXPECT_EQ(reader.written("a"), "");
  EXPECT_THAT(text.said(), IsEmpty());
}

TEST(TableReader, EveryWrongTypeIsSaidWithItsPlace) {
  TomlText text(R"(a = 1
b = "x"
c = 1.5
d = "true"
e = 10
f = "a"
g = [1]
h = [2.0, 1.0]
i = nan
j = 1979-05-27
k = 5
)");
  TableReader reader = text.reader();
  reader.text("a");
  reader.number("b");
  reader.integer("c", 0, 1);
  reader.flag("d");
  reader.duration("e");
  reader.values("f");
  reader.texts("g");
  reader.range("h");
  reader.number("i");
  reader.value("j");
  reader.table("k");
  EXPECT_THAT(
      text.said(),
      ElementsAre(StartsWith("t:1:5: a: is a number, not a text"),
                  StartsWith("t:2:5: b: is a text, not a number"),
                  StartsWith("t:3:5: c: is a number, not a whole number"),
                  StartsWith("t:4:5: d: is a text; write true or false"),
                  StartsWith("t:5:5: e: is a number, not a duration"),
                  StartsWith("t:6:5: f: is a text, not a list"),
                  StartsWith("t:7:5: g: holds something that is not a text"),
                  StartsWith("t:8:5: h: is not a range"), StartsWith("t:9:5: i: is not finite"),
                  StartsWith("t:10:5: j: is a date or time"),
                  StartsWith("t:11:5: k: is a number, not a table; write [k]")));
}

TEST(TableReader, WrongValuesAreSaidWithWhatToWrite) {
  TomlText text(R"(id = "GD 101"
unit = 300
level = "V"
wait = "1 s"
)");
  TableReader reader = text.reader();
  constexpr std::array<std::string_view, 2> kLevels = {"I", "II"};
  EXPECT_EQ(reader.identifier("id"), std::nullopt);
  EXPECT_EQ(reader.written("id"), "GD 101");
  EXPECT_EQ(reader.integer("unit", 1, 247), std::nullopt);
  EXPECT_EQ(reader.one_of("level", kLevels), std::nullopt);
  EXPECT_EQ(reader.duration("wait"), std::nullopt);
  reader.require("bus", "write the bus");
  EXPECT_THAT(
      text.said(),
      ElementsAre(
          "t:1:1: bus: is missing; write the bus",
          "t:1:6: id: \"GD 101\" is not an identifier; use only a-z, 0-9 and -, beginning with a "
          "letter or digit",
          "t:2:8: unit: 300 is out of range; write a whole number from 1 to 247",
          "t:3:9: level: \"V\" is not known; write one of: I, II",
          "t:4:8: wait: \"1 s\" is not a duration; write a duration such as \"250ms\", \"1s\", "
          "\"5m\", \"24h\" or \"30d\""));
}

TEST(TableReader, Identifiers) {
  for (const char* good : {"a", "0", "gd-101", "a-"}) {
    TomlText text("id = \"" + std::string(good) + "\"");
    EXPECT_EQ(text.reader().identifier("id"), good);
  }
  for (const char* bad : {"", "-a", "A", "a_b", "a.b", "罐", "a/b", "a+"}) {
    TomlText text("id = \"" + std::string(bad) + "\"");
    EXPECT_EQ(text.reader().identifier("id"), std::nullopt) << bad;
  }
}

TEST(TableReader, UnknownKeysAreSaidWithWhatWasMeant) {
  TomlText text("unti = 11\ncolour = 1\n");
  TableReader reader = text.reader();
  reader.integer("unit", 1, 247);
  reader.finish();
  EXPECT_THAT(text.said(), ElementsAre("t:1:1: unti: is not a known key; did you mean unit?",
                                       "t:2:1: colour: is not a known key; remove it"));
}

TEST(TableReader, TablesInListsHaveTheirPath) {
  TomlText text(R"([[device]]
unit = 1
[[device]]
unit = "x"
[[device.point]]
adress = 1
)");
  TableReader reader = text.reader();
  std::vector<std::string> paths;
  reader.each("device", [&](TableReader& device) {
    paths.push_back(device.path());
    device.integer("unit", 1, 2);
    device.each("point", [](TableReader& point) { point.integer("address", 0, 1); });
  });
  reader.finish();
  EXPECT_THAT(paths, ElementsAre("device[0]", "device[1]"));
  EXPECT_THAT(text.said(),
              ElementsAre(StartsWith("t:4:8: device[1].unit: is a text"),
                          "t:6:1: device[1].point[0].adress: is not a known key; did you mean "
                          "address?"));
}

TEST(TableReader, ATableWhereAListBelongs) {
  TomlText text("[[device]]\npoint = { id = \"gas\" }\n[bus]\nid = \"a\"\n");
  TableReader reader = text.reader();
  const auto never = [](TableReader&) { FAIL(); };
  reader.each("bus", never);
  reader.each("device", [&](TableReader& device) { device.each("point", never); });
  EXPECT_THAT(text.said(),
              ElementsAre("t:2:9: device[0].point: is not a list of tables; write "
                          "[[device.point]] above each of them",
                          "t:3:1: bus: is not a list of tables; write [[bus]] above each of them"));
}

TEST(TableReader, TheValuesOfAListHavePlacesOfTheirOwn) {
  TomlText text("members = [\"a\",\n  \"b\"]\n");
  TableReader reader = text.reader();
  reader.mistake_in("members", 1, "is wrong", {});
  reader.mistake_in("members", 7, "is not there", {});
  EXPECT_THAT(text.said(),
              ElementsAre("t:1:11: members[7]: is not there", "t:2:3: members[1]: is wrong"));
}

class ParseFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  std::string said(const std::string& file) {
    Mistakes mistakes;
    EXPECT_EQ(parse_file(file, mistakes), std::nullopt);
    const auto sorted = mistakes.sorted();
    return sorted.size() == 1 ? to_text(sorted[0]).substr(file.size()) : "not one mistake";
  }
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                  ("hazgate-reader-test-" + std::to_string(::getpid()));
};

TEST_F(ParseFile, AGoodFile) {
  Mistakes mistakes;
  const auto table = parse_file(file("good.toml", "a = 1\r\nb = \"气\"\n"), mistakes);
  ASSERT_TRUE(table);
  EXPECT_EQ((*table)["a"].value<int>(), 1);
  EXPECT_TRUE(parse_file(file("empty.toml", ""), mistakes));
  EXPECT_TRUE(mistakes.empty());
}

TEST_F(ParseFile, AFileThatIsNotThereOrAFolder) {
  EXPECT_THAT(said((folder_ / "none.toml").string()), StartsWith(": cannot be read"));
  EXPECT_THAT(said(folder_.string()), StartsWith(": cannot be read"));
}

TEST_F(ParseFile, ASyntaxErrorHasItsPlace) {
  EXPECT_THAT(said(file("bad.toml", "a = 1\nb = = 2\n")), StartsWith(":2:5: not TOML: "));
  EXPECT_THAT(said(file("twice.toml", "a = 1\na = 2\n")), HasSubstr("not TOML: "));
  EXPECT_THAT(said(file("latin.toml", "a = \"\xe9\"\n")), HasSubstr("not TOML: "));
}

}  // namespace
}  // namespace hazgate::model
