#include "simulators/field/rtu_frame.hpp"
#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"
#include "tests/component/simulators/serial_master.hpp"

namespace hazgate::test {
namespace {

using codec::Table;
using std::chrono::milliseconds;
using Bytes = std::vector<std::uint8_t>;

constexpr const char* kCut = R"({"line":"line","kind":"cut"})";
constexpr const char* kBabble = R"({"line":"line","kind":"babble"})";
constexpr const char* kWhole = R"({"line":"line","kind":"none"})";

/// A relay box behind a line of one kind: "tcp", "at_once" or "paced".
class LineFaults : public HazsimTest, public testing::WithParamInterface<const char*> {
 protected:
  void run(const std::string& faults = "") {
    hazsim.emplace(std::vector<std::string>{
        "--scenario",
        write("s.toml", "seed = 3\n" + listen(GetParam()) + faults +
                            "[[device]]\nid = \"relay\"\nlisten = \"line\"\nunit = 5\n"
                            "model = \"relay-box\"\n")
            .string()});
    EXPECT_TRUE(hazsim->is_ready()) << hazsim->program().errors();
  }
  std::unique_ptr<Master> connect() const {
    if (std::string(GetParam()) == "tcp") return std::make_unique<Master>(hazsim->port());
    return std::make_unique<Master>(line());
  }
  void command(const char* text) {
    hazsim->program().send(text);
    ASSERT_TRUE(hazsim->wait_for("line")) << hazsim->program().errors();
  }
  /// A request after which the line may have to find back into step.
  int read_at_last(Master& master) {
    int error = -1;
    for (int i = 0; i < 50 && error != 0; ++i) error = master.read(5, Table::Coil, 0, 4, words);
    return error;
  }

  std::optional<Hazsim> hazsim;
  std::vector<std::uint16_t> words;
};

TEST_P(LineFaults, NothingGetsThroughACutLine) {
  run();
  auto master = connect();
  EXPECT_EQ(master->read(5, Table::Coil, 0, 4, words), 0);
  command(kCut);
  master->wait_at_most(milliseconds{60});
  EXPECT_NE(master->write_coil(5, 0, true), 0);
  command(kWhole);
  master = connect();
  EXPECT_EQ(read_at_last(*master), 0);
  EXPECT_EQ(words[0], 0) << "the write came through, then or later";
}

TEST_P(LineFaults, AScenarioCutsTheLineUntilACommandMendsIt) {
  run("[[listen.fault]]\nat = \"0s\"\nfor = \"1h\"\nkind = \"cut\"\n");
  auto master = connect();
  master->wait_at_most(milliseconds{60});
  EXPECT_NE(master->read(5, Table::Coil, 0, 4, words), 0);
  command(kWhole);
  master = connect();
  EXPECT_EQ(read_at_last(*master), 0);
}

TEST_P(LineFaults, AScenarioCutsTheLineForAWhile) {
  run("[[listen.fault]]\nat = \"0s\"\nfor = \"1500ms\"\nkind = \"cut\"\n");
  ASSERT_TRUE(hazsim->wait_for("line"));
  const auto master = connect();
  EXPECT_EQ(read_at_last(*master), 0);
}

INSTANTIATE_TEST_SUITE_P(Lines, LineFaults, testing::Values("tcp", "at_once", "paced"),
                         [](const auto& one) { return one.param; });

class SerialFaults : public LineFaults {
 protected:
  static Bytes write_coil() {
    Bytes frame;
    const Bytes pdu = {5, 0, 0, 0xFF, 0};
    sim::put_rtu(5, pdu, frame);
    return frame;
  }
};

TEST_P(SerialFaults, AReplyThatIsUnderWayWhenTheLineIsCutIsLost) {
  run();
  hazsim->program().send(R"({"fault":"relay","kind":"late","delay":"250ms"})");
  ASSERT_TRUE(hazsim->wait_for("fault"));
  const SerialMaster master(line());
  master.send(write_coil());
  ASSERT_TRUE(hazsim->wait_for("write"));
  command(kCut);
  EXPECT_EQ(master.receive(1, milliseconds{400}), Bytes{});
  command(kWhole);
  EXPECT_EQ(master.receive(1, milliseconds{50}), Bytes{});
  master.send(write_coil());
  EXPECT_EQ(master.receive(8), write_coil());
}

TEST_P(SerialFaults, ABabbleIsHeardUnaskedAndTheSameOfTheSameSeed) {
  Bytes heard[2];
  for (Bytes& bytes : heard) {
    run();
    const SerialMaster master(line());
    EXPECT_EQ(master.receive(1, milliseconds{60}), Bytes{});
    command(kBabble);
    bytes = master.receive(20);
    EXPECT_EQ(bytes.size(), 20u);
    command(kWhole);
    while (!master.receive(1, milliseconds{60}).empty()) {
    }
    master.send(write_coil());
    EXPECT_EQ(master.receive(8), write_coil()) << "and it ends";
  }
  EXPECT_EQ(heard[0], heard[1]);
}

INSTANTIATE_TEST_SUITE_P(Lines, SerialFaults, testing::Values("at_once", "paced"),
                         [](const auto& one) { return one.param; });

using LineFaultCommands = LineFaults;

TEST_P(LineFaultCommands, AWrongOneIsSaid) {
  run();
  hazsim->program().send(kBabble);
  hazsim->program().send(R"({"line":"lien","kind":"cut"})");
  hazsim->program().send(R"({"line":"line","kind":"silent"})");
  command(kCut);
  const std::string errors = hazsim->program().errors();
  for (const char* wrong : {"only a serial line babbles", "no listen \"lien\"", "a line has no"}) {
    EXPECT_NE(errors.find(wrong), std::string::npos) << errors;
  }
}

INSTANTIATE_TEST_SUITE_P(Lines, LineFaultCommands, testing::Values("tcp"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace hazgate::test
