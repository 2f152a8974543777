#include <cerrno>
#include <chrono>
#include <unistd.h>

#include "simulators/field/rtu_frame.hpp"
#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"

namespace hazgate::test {
namespace {

using codec::Table;
using std::chrono::milliseconds;

class SlavesTest : public HazsimTest {
 protected:
  SlavesTest() {
    const std::string text =
        "[[listen]]\nid = \"field\"\ntype = \"tcp\"\n"
        "[[listen]]\nid = \"line\"\ntype = \"rtu\"\nlink = \"" +
        line() + "\"\n" + device("a", "field", 1) + device("b", "field", 2) +
        device("c", "line", 1) + device("d", "line", 2);
    hazsim.emplace(std::vector<std::string>{"--scenario", write("s.toml", text)});
    EXPECT_TRUE(hazsim->is_ready()) << hazsim->program().errors();
  }
  static std::string device(const std::string& id, const std::string& listen, int unit) {
    return "[[device]]\nid = \"" + id + "\"\nlisten = \"" + listen +
           "\"\nunit = " + std::to_string(unit) +
           "\nmodel = \"relay-box\"\n[[device.value]]\npoint = \"siren\"\nstart = " +
           (unit == 2 ? "true" : "false") + "\n";
  }
  std::string line() const { return folder_ / "line"; }

  std::optional<Hazsim> hazsim;
  std::vector<std::uint16_t> words;
};

TEST_F(SlavesTest, ManyMastersAndUnitsShareAPort) {
  std::vector<std::unique_ptr<Master>> masters;
  for (int i = 0; i < 20; ++i) masters.push_back(std::make_unique<Master>(hazsim->port()));
  for (int round = 0; round < 5; ++round) {
    for (const auto& master : masters) {
      for (int unit = 1; unit <= 2; ++unit) {
        ASSERT_EQ(master->read(unit, Table::Coil, 0, 4, words), 0);
        EXPECT_EQ(words[0], unit - 1);
      }
    }
  }
}

TEST_F(SlavesTest, MastersSeeTheRightExceptions) {
  for (const bool serial : {false, true}) {
    auto master =
        serial ? std::make_unique<Master>(line()) : std::make_unique<Master>(hazsim->port());
    EXPECT_EQ(master->read(1, Table::Coil, 0, 5, words), EMBXILADD);
    EXPECT_EQ(master->read(1, Table::Holding, 0, 1, words), EMBXILADD);
    EXPECT_EQ(master->write_coil(1, 9, true), EMBXILADD);
    EXPECT_EQ(master->write_registers(1, 0, {1, 2}), EMBXILADD);
    EXPECT_EQ(master->write_coils(1, 3, {1, 1}), EMBXILADD);
    EXPECT_EQ(master->write_coils(1, 0, {1, 0, 1}), 0);
    EXPECT_EQ(master->read(1, Table::Coil, 0, 4, words), 0);
    EXPECT_EQ(words, (std::vector<std::uint16_t>{1, 0, 1, 0}));
    // Report slave id is a function that it does not know; on the line only silence ends it.
    std::uint8_t reply[MODBUS_MAX_PDU_LENGTH];
    errno = 0;
    EXPECT_LT(modbus_report_slave_id(master->context(), sizeof reply, reply), 0);
    EXPECT_EQ(errno, EMBXILFUN);
  }
}

TEST_F(SlavesTest, ABabblingMasterIsCutOffAndTheOthersServed) {
  Master good(hazsim->port()), bad(hazsim->port());
  const std::string noise = "GET / HTTP/1.1\r\n\r\n";
  ASSERT_GT(::write(modbus_get_socket(bad.context()), noise.data(), noise.size()), 0);
  EXPECT_EQ(bad.receive_all(), std::vector<std::uint8_t>{}) << "it was answered, or not cut off";
  EXPECT_EQ(good.read(1, Table::Coil, 0, 1, words), 0);
}

TEST_F(SlavesTest, TheLineFindsBackIntoStepAfterNoise) {
  Master master(line());
  const int socket = modbus_get_socket(master.context());
  const std::uint8_t noise[] = {1, 3, 0xFF};
  for (int round = 0; round < 5; ++round) {
    ASSERT_EQ(::write(socket, noise, sizeof noise), 3);
    master.wait_at_most(milliseconds{150});
    int error = ETIMEDOUT;
    for (int i = 0; i < 20 && error != 0; ++i) error = master.read(2, Table::Coil, 0, 1, words);
    EXPECT_EQ(error, 0);
  }
}

TEST_F(SlavesTest, ABadCrcIsNotAnswered) {
  Master master(line());
  const int socket = modbus_get_socket(master.context());
  std::vector<std::uint8_t> frame = {1, 5, 0, 0, 0xFF, 0};
  const std::uint16_t crc = sim::crc16(frame);
  frame.push_back(static_cast<std::uint8_t>(crc & 0xFF));
  frame.push_back(static_cast<std::uint8_t>((crc >> 8) ^ 1));
  ASSERT_EQ(::write(socket, frame.data(), frame.size()), 8);
  int error = ETIMEDOUT;
  master.wait_at_most(milliseconds{150});
  for (int i = 0; i < 20 && error != 0; ++i) error = master.read(1, Table::Coil, 0, 1, words);
  ASSERT_EQ(error, 0);
  EXPECT_EQ(words[0], 0) << "it was written all the same";
}

}  // namespace
}  // namespace hazgate::test
