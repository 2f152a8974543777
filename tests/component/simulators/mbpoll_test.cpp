#include "tests/component/simulators/hazsim.hpp"

namespace hazgate::test {
namespace {

constexpr const char* kScenario = R"(
[[listen]]
id = "field"
type = "tcp"
[[listen]]
id = "line"
type = "rtu"
link = "LINE"
[[device]]
id = "gd-101"
listen = "field"
unit = 11
model = "gas-detector-combustible"
[[device.value]]
point = "gas"
start = 12.3
[[device]]
id = "pv-201"
listen = "field"
unit = 21
model = "pressure-vessel"
[[device.value]]
point = "temperature"
start = 41.5
[[device]]
id = "ox-111"
listen = "line"
unit = 1
model = "gas-detector-oxygen"
[[device.value]]
point = "oxygen"
start = 20.9
[[device]]
id = "relay-1"
listen = "line"
unit = 5
model = "relay-box"
)";

class MbpollTest : public HazsimTest {
 protected:
  MbpollTest() {
    std::string text = kScenario;
    text.replace(text.find("LINE"), 4, line());
    hazsim.emplace(std::vector<std::string>{"--scenario", write("s.toml", text)});
    EXPECT_TRUE(hazsim->is_ready()) << hazsim->program().errors();
  }
  std::string line() const { return folder_ / "line"; }

  /// "[0]: 	123" -> "123 ", and its exit code when that is not 0.
  std::string mbpoll(std::vector<std::string> words) {
    std::vector<std::string> all = {"mbpoll", "-q", "-1", "-0", "-o", "5"};
    all.insert(all.end(), words.begin(), words.end());
    Program program(std::move(all));
    std::string values;
    while (auto text = program.read_line()) {
      if (text->starts_with('[')) values += text->substr(text->find('\t') + 1) + " ";
    }
    const int code = program.end();
    return code == 0 ? values : "exit " + std::to_string(code) + " " + program.errors();
  }
  std::string over_tcp(std::vector<std::string> words) {
    for (const std::string& word : {std::string("-m"), std::string("tcp"), std::string("-p"),
                                    std::to_string(hazsim->port()), std::string("127.0.0.1")}) {
      words.push_back(word);
    }
    return mbpoll(std::move(words));
  }
  std::string over_line(std::vector<std::string> words, const std::string& value = "") {
    for (const char* word : {"-m", "rtu", "-b", "9600", "-P", "none"}) words.push_back(word);
    words.push_back(line());
    if (!value.empty()) words.push_back(value);
    return mbpoll(std::move(words));
  }

  std::optional<Hazsim> hazsim;
};

TEST_F(MbpollTest, ReadsOverTcp) {
  EXPECT_EQ(over_tcp({"-a", "11", "-t", "3", "-r", "0", "-c", "2"}), "123 0 ");
  EXPECT_EQ(over_tcp({"-a", "21", "-t", "4:float", "-B", "-r", "2"}), "41.5 ");
}

TEST_F(MbpollTest, ReadsAndWritesOverTheLine) {
  EXPECT_EQ(over_line({"-a", "1", "-t", "3", "-r", "0"}), "209 ");
  EXPECT_EQ(over_line({"-a", "5", "-t", "0", "-r", "0"}, "1"), "");
  const auto write = hazsim->wait_for("write");
  ASSERT_TRUE(write);
  EXPECT_EQ(write->at("device"), "relay-1");
  EXPECT_EQ(write->at("point"), "siren");
  EXPECT_EQ(write->at("value"), true);
  EXPECT_EQ(over_line({"-a", "5", "-t", "0", "-r", "0", "-c", "4"}), "1 0 0 0 ")
      << "and the line outlived each mbpoll that closed it";
}

}  // namespace
}  // namespace hazgate::test
