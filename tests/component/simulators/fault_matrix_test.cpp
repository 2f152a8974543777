#include <algorithm>
#include <cctype>
#include <ostream>
#include <set>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/clock.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/simulators/hazsim.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;

struct Case {
  const char* line;   ///< type of the listen
  const char* kind;   ///< of the fault
  const char* extra;  ///< further keys of the command
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.line << ' ' << one.kind << one.extra;
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  std::string name = std::string(info.param.line) + "_" + info.param.kind;
  for (const char c : std::string_view(info.param.extra)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  }
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

constexpr double kVictim = 1111, kVictimFar = 2222, kNeighbour = 3333;

/// Whether the fault is one of the whole line: then the neighbour has it too.
bool is_of_line(std::string_view kind) {
  return kind == "cut" || kind == "babble";
}

/// What a device that fails every time must be called.
Quality quality_under(std::string_view kind, std::string_view extra) {
  if (kind != "exception") return Quality::Comm;
  return extra.empty() ? Quality::Fault : Quality::Exception;  // 04 is hazsim's own choice
}

/// Two devices behind one line: the victim with two blocks of different length, and its neighbour.
class FaultMatrix : public test::HazsimTest, public testing::WithParamInterface<Case> {
 protected:
  FaultMatrix() {
    std::filesystem::create_directories(folder_ / "devices");
    write("devices/two.toml", R"(model = "two"
source = "generic"
family = "other"
[[point]]
id = "near"
table = "holding"
address = 0
type = "uint16"
[[point]]
id = "far"
table = "holding"
address = 300
type = "uint32"
)");
    const bool tcp = std::string_view(GetParam().line) == "tcp";
    const std::string value = "[[device.value]]\npoint = ";
    hazsim_.emplace(std::vector<std::string>{
        "--scenario",
        write("s.toml",
              "seed = 5\n" + listen(tcp ? "tcp" : "paced") +
                  "[[device]]\nid = \"victim\"\nlisten = \"line\"\nunit = 1\nmodel = \"two\"\n" +
                  value + "\"near\"\nstart = 1111\n" + value + "\"far\"\nstart = 2222\n" +
                  "[[device]]\nid = \"other\"\nlisten = \"line\"\nunit = 2\nmodel = \"two\"\n" +
                  value + "\"near\"\nstart = 3333\n")
            .string()});
    EXPECT_TRUE(hazsim_->is_ready()) << hazsim_->program().errors();
    auto far = test::point(1, Table::Holding, 300);
    far.format.type = codec::RawType::Uint32;
    std::vector<PolledDevice> devices = {
        test::device(0, 1, {test::point(0, Table::Holding, 0), far}),
        test::device(1, 2, {test::point(2, Table::Holding, 0)})};
    auto plan = tcp ? test::tcp_plan(static_cast<std::uint16_t>(hazsim_->port()), devices)
                    : test::rtu_plan(line(), devices);
    plan.retries = 0;
    worker_.emplace(plan, reports_.sink());
    worker_->start();
  }

  /// Both points of the victim are good in one and the same poll after this moment, or in two behind
  /// each other.
  bool victim_is_good(Tick since = {}) {
    std::set<std::size_t> good;
    return reports_
        .next<PollResult>([&](const PollResult& poll) {
          if (at(poll.device) != 0 || poll.at <= since) return false;
          for (const PointReading& reading : poll.readings) {
            if (reading.decoded.quality == Quality::Good) {
              good.insert(at(reading.point));
            } else {
              good.erase(at(reading.point));
            }
          }
          return good.size() == 2;
        })
        .has_value();
  }

  bool a_reading(std::size_t point, Quality quality, Tick since = {}) {
    return reports_
        .next<PollResult>([&](const PollResult& poll) {
          if (poll.at <= since) return false;
          return std::any_of(poll.readings.begin(), poll.readings.end(), [&](const auto& reading) {
            return at(reading.point) == point && reading.decoded.quality == quality;
          });
        })
        .has_value();
  }

  void command(const std::string& kind, const std::string& extra) {
    const bool whole = is_of_line(GetParam().kind);
    hazsim_->program().send((whole ? "{\"line\":\"line" : "{\"fault\":\"victim") +
                            std::string("\",\"kind\":\"") + kind + "\"" + extra + "}");
    ASSERT_TRUE(hazsim_->wait_for(whole ? "line" : "fault"));
  }

  std::optional<test::Hazsim> hazsim_;
  test::Reports reports_;
  std::optional<BusWorker> worker_;
};

TEST_P(FaultMatrix, NeverAWrongValueAlwaysANamedQualityAlwaysRecovery) {
  ASSERT_TRUE(victim_is_good());
  const auto& [where, kind, extra] = GetParam();
  const bool always = std::string_view(extra).find("share") == std::string_view::npos;
  const bool cut = std::string_view(kind) == "cut";
  command(kind, extra);
  if (always) {
    EXPECT_TRUE(a_reading(1, quality_under(kind, extra)));
  }
  if (is_of_line(kind)) {
    EXPECT_TRUE(a_reading(2, Quality::Comm));
  }
  for (int i = 0; i < 10 && !cut; ++i) {
    ASSERT_TRUE(a_reading(2, Quality::Good)) << "the neighbour goes on";
  }
  if (!always) {
    const auto polls = [this] { return worker_->counters().devices[0].requests; };
    const auto begin = polls();
    ASSERT_TRUE(test::eventually([&] { return polls() > begin + 60; }));
  }
  command("none", "");
  const Tick mended = monotonic_now();
  EXPECT_TRUE(victim_is_good(mended));
  EXPECT_TRUE(a_reading(2, Quality::Good, mended));
  worker_->stop();
  const std::array<double, 3> truth = {kVictim, kVictimFar, kNeighbour};
  for (const auto& poll : reports_.all<PollResult>()) {
    for (const PointReading& reading : poll.readings) {
      if (is_usable(reading.decoded.quality)) {
        EXPECT_EQ(reading.decoded.number, truth.at(at(reading.point)));
      }
    }
  }
}

constexpr const char* kSome = ",\"share\":0.3";

INSTANTIATE_TEST_SUITE_P(
    Lines, FaultMatrix,
    testing::Values(
        Case{"rtu", "silent", ""}, Case{"rtu", "exception", ""},
        Case{"rtu", "exception", ",\"code\":6"}, Case{"rtu", "lost", ""},
        Case{"rtu", "lost", kSome}, Case{"rtu", "flipped", ""}, Case{"rtu", "flipped", kSome},
        Case{"rtu", "extra", ""}, Case{"rtu", "extra", kSome}, Case{"rtu", "wrong-unit", ""},
        Case{"rtu", "truncated", ""}, Case{"rtu", "truncated", kSome}, Case{"rtu", "same", ""},
        Case{"rtu", "late", ",\"delay\":\"130ms\",\"share\":0.3"}, Case{"rtu", "cut", ""},
        Case{"rtu", "babble", ""}, Case{"tcp", "silent", ""}, Case{"tcp", "exception", ""},
        Case{"tcp", "exception", ",\"code\":6"}, Case{"tcp", "exception", ",\"code\":2"},
        Case{"tcp", "lost", ""}, Case{"tcp", "lost", kSome}, Case{"tcp", "flipped", ""},
        Case{"tcp", "flipped", kSome}, Case{"tcp", "extra", ""}, Case{"tcp", "extra", kSome},
        Case{"tcp", "wrong-unit", ""}, Case{"tcp", "truncated", ""},
        Case{"tcp", "truncated", kSome}, Case{"tcp", "same", ""},
        Case{"tcp", "late", ",\"delay\":\"130ms\",\"share\":0.3"}, Case{"tcp", "cut", ""},
        Case{"tcp", "closed", ""}, Case{"tcp", "closed", kSome}, Case{"tcp", "half-open", ""},
        Case{"tcp", "half-open", kSome}),
    name_of);

}  // namespace
}  // namespace hazgate::poll
