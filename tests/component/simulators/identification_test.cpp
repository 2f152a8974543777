#include "drivers/commission/identification.hpp"

#include "drivers/modbus/bus.hpp"
#include "tests/component/simulators/hazsim.hpp"

namespace hazgate::test {
namespace {

using namespace std::chrono_literals;
using modbus::Bus;

/// hazgate's own master asks hazsim who it is: over TCP, a line that takes its time, one that does not.
class IdentificationTest : public HazsimTest, public testing::WithParamInterface<const char*> {
 protected:
  IdentificationTest() {
    const std::string kind = GetParam();
    const std::string device = "[[device]]\nlisten = \"line\"\n";
    hazsim.emplace(std::vector<std::string>{
        "--scenario",
        write("s.toml", listen(kind) + device +
                            "id = \"midas\"\nunit = 3\nmodel = \"honeywell-midas\"\n" + device +
                            "id = \"mute\"\nunit = 4\nmodel = \"relay-box\"\n"
                            "identification = false\n")
            .string()});
    EXPECT_TRUE(hazsim->is_ready()) << hazsim->program().errors();
    const auto port = static_cast<std::uint16_t>(hazsim->port());
    if (kind == "tcp") {
      bus.emplace(modbus::TcpHost{"127.0.0.1", port}, 2s);
    } else {
      bus.emplace(modbus::SerialLine{line(), 115200, modbus::Parity::None, 1}, 2s);
    }
    EXPECT_TRUE(bus->open());
  }

  std::optional<Hazsim> hazsim;
  std::optional<Bus> bus;
};

TEST_P(IdentificationTest, ADeviceSaysItsModel) {
  for (int round = 0; round < 3; ++round) {
    const auto answer = bus->ask(3, commission::identification_pdu(0), 2s);
    ASSERT_TRUE(answer) << to_text(answer.error());
    commission::Identity identity;
    EXPECT_EQ(commission::read_identification(*answer, identity), std::nullopt);
    EXPECT_EQ(identity, (commission::Identity{"Honeywell", "honeywell-midas", "1.0"}));
    const auto none = bus->ask(4, commission::identification_pdu(0), 2s);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error(), (modbus::Fault{modbus::FaultKind::Exception, 1}));
  }
}

INSTANTIATE_TEST_SUITE_P(Lines, IdentificationTest, testing::Values("tcp", "at_once", "paced"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace hazgate::test
