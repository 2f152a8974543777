#include "gateway/daemon/recorder.hpp"

#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

TEST(Recorder, MakesOneFrameOfAPollInSeveralRequests) {
  testing::SmallSite small;
  const DeviceIndex relay = small.spec.points[at(small.siren)].device;
  const auto folder =
      std::filesystem::temp_directory_path() / ("hazgate-recorder-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  std::promise<journal::Committed> promise;
  {
    auto journal = journal::Journal::open({.path = folder / "journal.db"},
                                          {.committed =
                                               [&](journal::Committed&& committed) {
                                                 if (!committed.samples.empty())
                                                   promise.set_value(std::move(committed));
                                               },
                                           .failed = [](const std::string&) {}});
    ASSERT_TRUE(journal);
    Recorder recorder(small.spec);
    recorder.attach(journal->get());
    poll::PollResult part{.device = relay, .complete = false};
    part.readings.push_back({small.siren, {.value = true, .quality = Quality::Good}});
    recorder.take(part);
    part.readings = {{small.fan, {.value = {}, .quality = Quality::Exception}}};
    part.complete = true;
    recorder.take(part);
    recorder.take({.device = relay, .complete = true});  // nothing read: no frame
    const journal::Committed committed = promise.get_future().get();
    ASSERT_EQ(committed.samples.size(), 1u);
    const auto readings = journal::unpack(committed.samples[0].frame);
    ASSERT_TRUE(readings);
    ASSERT_EQ(readings->size(), 2u);
    EXPECT_EQ(readings->at(0).value, Value{true});
    EXPECT_EQ(readings->at(1).quality, Quality::Exception);
    const auto layout = (*journal)->layout(committed.samples[0].layout);
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->points, (std::vector<std::string>{"siren", "fan"}));
  }
  std::filesystem::remove_all(folder);
}

TEST(Recorder, GivesWhatIsPublishedBesideTheRecord) {
  testing::SmallSite small;
  const DeviceIndex relay = small.spec.points[at(small.siren)].device;
  Recorder recorder(small.spec);  // a journal was never there
  std::vector<std::string> given;
  const Recorder::Aside aside = [&](const journal::FrameLayout& layout,
                                    const journal::SampleRecord& record) {
    const auto readings = journal::unpack(record.frame);
    ASSERT_TRUE(readings);
    EXPECT_EQ(layout.points.size(), readings->size());
    EXPECT_EQ(layout.id, record.layout);
    EXPECT_EQ(readings->at(0).value, Value{true});
    given.push_back(layout.device);
  };
  poll::PollResult poll{.device = relay, .complete = true};
  poll.readings.push_back({small.siren, {.value = true, .quality = Quality::Good}});
  recorder.take(poll, aside);
  recorder.take(poll);
  recorder.take({.device = relay, .complete = true}, aside);  // nothing read
  EXPECT_EQ(given, (std::vector<std::string>{small.spec.devices[at(relay)].id}));
}

}  // namespace
}  // namespace hazgate::daemon
