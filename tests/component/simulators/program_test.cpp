#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>

#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"

namespace hazgate::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTcp = "[[listen]]\nid = \"field\"\ntype = \"tcp\"\n";
constexpr const char* kGas =
    "[[device]]\nid = \"gd-101\"\nlisten = \"field\"\nunit = 11\n"
    "model = \"gas-detector-combustible\"\n";

class ProgramTest : public HazsimTest {
 protected:
  /// Runs to its end: (exit code, standard output).
  std::pair<int, std::string> run(std::vector<std::string> words) {
    words.insert(words.begin(), HAZSIM);
    Program program(std::move(words));
    std::string out;
    while (auto line = program.read_line()) out += *line + "\n";
    const int code = program.end();
    errors = program.errors();
    return {code, out};
  }
  std::string errors;
};

TEST_F(ProgramTest, UsageIsExplainedAndWrongUsageIsExitTwo) {
  const auto [code, help] = run({"--help"});
  EXPECT_EQ(code, 0);
  EXPECT_NE(help.find("Examples:"), std::string::npos);
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"--scenario"},
                                             {"--fleet", "0"},
                                             {"--fleet", "248"},
                                             {"--scenario", "a", "--fleet", "3"},
                                             {"--write-site", "/tmp"},
                                             {"--fleet", "1", "--write-site", "x", "--period", "1"},
                                             {"--scenario", "a", "--speed", "0"},
                                             {"--nonsense"}}) {
    EXPECT_EQ(run(words).first, 2) << ::testing::PrintToString(words);
    EXPECT_NE(errors, "");
  }
}

TEST_F(ProgramTest, AFileThatIsNotThereIsExitThreeAndMistakesAreExitOne) {
  EXPECT_EQ(run({"--scenario", folder_ / "none.toml"}).first, 3);
  EXPECT_NE(errors.find("none.toml"), std::string::npos);
  const std::string file = write("s.toml", std::string(kTcp) + kGas + "speed = 1\nlength = 2\n");
  EXPECT_EQ(run({"--scenario", file, "--check"}).first, 1);
  EXPECT_NE(errors.find("s.toml:9:1: device[0].speed"), std::string::npos) << errors;
  EXPECT_NE(errors.find("s.toml:10:1: device[0].length"), std::string::npos) << errors;
  const std::string good = write("good.toml", std::string(kTcp) + kGas);
  EXPECT_EQ(run({"--scenario", good, "--check"}).first, 0);
  EXPECT_EQ(run({"--scenario", good, "--log", folder_ / "no/such/log"}).first, 3);
  EXPECT_NE(errors.find("no/such/log"), std::string::npos);
}

TEST_F(ProgramTest, APortThatIsTakenAndALinkThatCannotBeMadeAreExitThree) {
  Hazsim first({"--scenario", write("first.toml", std::string(kTcp) + kGas)});
  ASSERT_TRUE(first.is_ready());
  const std::string taken = std::to_string(first.port());
  EXPECT_EQ(
      run({"--scenario", write("s.toml", std::string(kTcp) + "port = " + taken + "\n" + kGas)})
          .first,
      3);
  EXPECT_NE(errors.find(taken), std::string::npos) << errors;
  EXPECT_NE(errors.find("port = 0"), std::string::npos) << errors;
  write("file", "precious");
  const std::string link = folder_ / "file";
  EXPECT_EQ(
      run({"--scenario", write("l.toml", "[[listen]]\nid = \"field\"\ntype = \"rtu\"\nlink = \"" +
                                             link + "\"\n" + kGas)})
          .first,
      3);
  EXPECT_TRUE(fs::is_regular_file(link)) << "it is not ours to remove";
}

TEST_F(ProgramTest, TheLinkGoesWithTheProgramUnlessItIsAnothers) {
  const fs::path link = folder_ / "line";
  const std::string file = write("s.toml", "[[listen]]\nid = \"field\"\ntype = \"rtu\"\nlink = \"" +
                                               link.string() + "\"\n" + kGas);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    Hazsim hazsim({"--scenario", file});
    ASSERT_TRUE(hazsim.is_ready());
    EXPECT_TRUE(fs::is_symlink(link));
    hazsim.program().signal(number);
    EXPECT_EQ(hazsim.program().end(), 0);
    EXPECT_FALSE(fs::is_symlink(link));
  }
  Hazsim first({"--scenario", file});
  Hazsim second({"--scenario", file});  // takes the link over, as after a kill -9
  EXPECT_EQ(first.stop(), 0);
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(second.stop(), 0);
  EXPECT_FALSE(fs::is_symlink(link));
}

TEST_F(ProgramTest, TheScenarioRunsAtItsSpeedAndEnds) {
  const std::string file = write("s.toml", std::string("duration = \"60s\"\nstop_at_end = true\n") +
                                               kTcp + kGas + R"([[device.value]]
point = "gas"
start = 2.0
change = [{ at = "10s", to = 62.0, over = "30s" }]
[[device.fault]]
at = "42s"
for = "16s"
kind = "silent"
)");
  const std::string log = folder_ / "log";
  Hazsim hazsim({"--scenario", file, "--speed", "40", "--log", log});
  ASSERT_TRUE(hazsim.is_ready());
  std::vector<std::string> seen;
  std::int64_t last = 0;
  while (const auto event = hazsim.wait_for([](const auto&) { return true; })) {
    std::string name(std::string_view(event->at("event").as_string()));
    for (const char* key : {"limit", "kind"}) {
      const auto* value = event->if_contains(key);
      if (value != nullptr) name += " " + std::string(std::string_view(value->as_string()));
    }
    seen.push_back(name);
    EXPECT_GE(event->at("us").as_int64(), last);
    last = event->at("us").as_int64();
  }
  EXPECT_EQ(hazsim.program().end(), 0);
  EXPECT_EQ(seen, (std::vector<std::string>{"crossing H", "crossing HH", "fault silent",
                                            "fault none", "end"}));
  std::ifstream stream(log);
  std::size_t lines = 0;
  for (std::string line; std::getline(stream, line);) ++lines;
  EXPECT_EQ(lines, seen.size() + 2) << "the file has listening and ready too";
}

TEST_F(ProgramTest, QuietPrintsOnlyListeningAndReady) {
  const std::string file =
      write("s.toml", std::string("duration = \"1s\"\nstop_at_end = true\n") + kTcp + kGas +
                          "[[device.value]]\npoint = \"gas\"\n"
                          "start = 60.0\n");
  const std::string log = folder_ / "log";
  const auto [code, out] = run({"--scenario", file, "--speed", "20", "--quiet", "--log", log});
  EXPECT_EQ(code, 0);
  EXPECT_NE(out.find("listening"), std::string::npos);
  EXPECT_NE(out.find("ready"), std::string::npos);
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2) << out;
  std::ifstream stream(log);
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  EXPECT_NE(text.find("crossing"), std::string::npos);
}

}  // namespace
}  // namespace hazgate::test
