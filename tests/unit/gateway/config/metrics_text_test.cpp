#include "gateway/config/metrics_text.hpp"

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Metrics = SiteFile;

TEST_F(Metrics, NobodyIsAnsweredUnlessItIsWritten) {
  EXPECT_THAT(good().metrics.listen, IsEmpty());
}

TEST_F(Metrics, AnAddressOfThisMachineAlone) {
  append("[metrics]\nlisten = \"127.0.0.1:9464\"\n");
  const Settings settings = good();
  EXPECT_EQ(settings.metrics.listen, "127.0.0.1:9464");
  EXPECT_TRUE(is_loopback(settings.metrics));
  for (const auto& remark : settings.remarks) {
    EXPECT_THAT(model::to_text(remark), Not(HasSubstr("metrics")));
  }
}

TEST_F(Metrics, WhoeverReachesAnotherAddressIsNamed) {
  append("[metrics]\nlisten = \"[::]:9464\"\n");
  const Settings settings = good();
  EXPECT_FALSE(is_loopback(settings.metrics));
  std::string all;
  for (const auto& remark : settings.remarks) all += model::to_text(remark) + '\n';
  EXPECT_THAT(all, HasSubstr("metrics.listen: everybody who reaches \"[::]:9464\""));
}

TEST_F(Metrics, WhatIsNoAddressWithAPortIsSaidSo) {
  for (const char* wrong : {"", "9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
                            "localhost:9464", "127.0.0.1:94x", "::1:9464", "[127.0.0.1]:9464",
                            "[::1]", "[]:9464", ":9464", "300.0.0.1:1"}) {
    const std::string site = text_;
    append(std::string("[metrics]\nlisten = \"") + wrong + "\"\n");
    EXPECT_THAT(said(), Contains(HasSubstr("metrics.listen: \"" + std::string(wrong) +
                                           "\" is not an address with a port")))
        << wrong;
    text_ = site;
  }
}

TEST_F(Metrics, AKeyThatIsNoneIsAMistake) {
  append("[metrics]\nport = 9464\n");
  EXPECT_THAT(said(), Contains(HasSubstr("metrics.port")));
}

}  // namespace
}  // namespace hazgate::config
