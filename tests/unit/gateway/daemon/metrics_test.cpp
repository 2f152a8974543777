#include "gateway/daemon/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class MetricsTest : public testing::Test {
 protected:
  Figures figures_;

  MetricsTest() {
    figures_.version = "0.1.0";
    figures_.now.wall = from_unix_ms(1'769'868'000'500);
    figures_.uplink.emplace();
    figures_.journal.emplace();
  }
  std::string text() const { return metrics_text(figures_); }
};

TEST_F(MetricsTest, EveryFamilyHasOneHelpAndOneType) {
  figures_.buses = {{"field", {}}, {"annexe", {}}};
  const std::string all = text();
  EXPECT_THAT(all, HasSubstr("# HELP hazgate_bus_open 1: the bus is open.\n"
                             "# TYPE hazgate_bus_open gauge\n"
                             "hazgate_bus_open{bus=\"field\"} 0\n"
                             "hazgate_bus_open{bus=\"annexe\"} 0\n"));
  EXPECT_THAT(all, HasSubstr("hazgate_info{version=\"0.1.0\"} 1\n"));
  EXPECT_THAT(all, HasSubstr("hazgate_figures_time_seconds 1769868000.5\n"));
}

TEST_F(MetricsTest, OnlyAnEdgeNodeIsBorn) {
  EXPECT_THAT(text(), Not(HasSubstr("sparkplug")));
  figures_.uplink->sparkplug.emplace().waits_for_host = true;
  EXPECT_THAT(text(), HasSubstr("hazgate_sparkplug_born 0\n"));
  EXPECT_THAT(text(), HasSubstr("hazgate_sparkplug_waits_for_host 1\n"));
}

TEST_F(MetricsTest, TheAgeOfTheOldestIsInSeconds) {
  figures_.uplink->lag_sample = 12;
  figures_.uplink->oldest_sample = figures_.now.wall - 1500ms;
  EXPECT_THAT(text(), HasSubstr("hazgate_uplink_lag_seconds{lane=\"sample\"} 1.5\n"));
  EXPECT_THAT(text(), HasSubstr("hazgate_uplink_lag_seconds{lane=\"event\"} 0\n"));
  EXPECT_THAT(text(), HasSubstr("hazgate_uplink_lag_records{lane=\"sample\"} 12\n"));
}

TEST_F(MetricsTest, AnAgeThatIsNotKnownIsNotNothing) {
  figures_.uplink->lag_event = 3;
  EXPECT_THAT(text(), Not(HasSubstr("hazgate_uplink_lag_seconds{lane=\"event\"}")));
}

TEST_F(MetricsTest, AStampOfTheFutureIsNoNegativeAge) {
  figures_.uplink->lag_event = 1;
  figures_.uplink->oldest_event = figures_.now.wall + 1h;
  EXPECT_THAT(text(), HasSubstr("hazgate_uplink_lag_seconds{lane=\"event\"} 0\n"));
}

TEST_F(MetricsTest, AHistogramGrowsToItsCount) {
  figures_.uplink->publish.counts = {5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2};
  figures_.uplink->publish.count = 8;
  figures_.uplink->publish.sum = 21s;
  const std::string all = text();
  EXPECT_THAT(all, HasSubstr("# TYPE hazgate_uplink_publish_seconds histogram\n"));
  EXPECT_THAT(all, HasSubstr("hazgate_uplink_publish_seconds_count 8\n"));
  EXPECT_THAT(all, HasSubstr("hazgate_uplink_publish_seconds_sum 21\n"));
  EXPECT_THAT(all, HasSubstr("_bucket{le=\"0.005\"} 5\n"));
  EXPECT_THAT(all, HasSubstr("_bucket{le=\"0.025\"} 6\n"));
  EXPECT_THAT(all, HasSubstr("_bucket{le=\"10\"} 6\n"));
  EXPECT_THAT(all, HasSubstr("_bucket{le=\"+Inf\"} 8\n"));
}

TEST_F(MetricsTest, ADiskThatHangsIsNoHealthyJournal) {
  EXPECT_THAT(text(), HasSubstr("hazgate_journal_healthy 1\n"));
  figures_.disk_hangs = true;
  EXPECT_THAT(text(), HasSubstr("hazgate_journal_healthy 0\n"));
  figures_.journal.reset();
  EXPECT_THAT(text(), HasSubstr("hazgate_journal_healthy 0\n"));
  EXPECT_THAT(text(), Not(HasSubstr("hazgate_journal_commits_total")));
}

TEST_F(MetricsTest, WithoutAParkThereAreNoFiguresOfIt) {
  figures_.uplink.reset();
  EXPECT_THAT(text(), Not(HasSubstr("hazgate_uplink")));
}

TEST_F(MetricsTest, TimesAreInSecondsAndSizesInBytes) {
  figures_.journal->event_commit_p99 = 2500us;
  figures_.journal->wal_bytes = 8192;
  figures_.process.resident_bytes = 123;
  figures_.clock.error = 3ms;
  const std::string all = text();
  EXPECT_THAT(all, HasSubstr("hazgate_journal_event_commit_seconds{quantile=\"0.99\"} 0.0025"));
  EXPECT_THAT(all, HasSubstr("hazgate_journal_wal_bytes 8192\n"));
  EXPECT_THAT(all, HasSubstr("process_resident_memory_bytes 123\n"));
  EXPECT_THAT(all, HasSubstr("hazgate_clock_estimated_error_seconds 0.003"));
}

}  // namespace
}  // namespace hazgate::daemon
