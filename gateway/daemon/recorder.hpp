#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "drivers/poll/renumbering.hpp"
#include "drivers/poll/report.hpp"
#include "gateway/core/site/spec.hpp"
#include "gateway/daemon/reporting.hpp"
#include "gateway/journal/frame.hpp"
#include "gateway/journal/journal.hpp"

namespace hazgate::daemon {

/// Gathers the requests of one device's poll into the one frame that is kept, and published when
/// Reporting says so.
/// Thread  core
class Recorder {
 public:
  explicit Recorder(const site::SiteSpec& spec);

  /// From now on frames go to this journal; null: nowhere.
  void attach(journal::Journal* journal);
  /// Goes on with the polls that another recorder has in hand.
  void take_over(Recorder& before, const poll::Renumbering& renumbering);
  /// What is published while the record does not work, beside it.
  using Aside =
      std::function<void(const journal::FrameLayout& layout, const journal::SampleRecord& record)>;
  void take(const poll::PollResult& result, const Aside& aside = {});
  /// The next frame of this device is published: one of its alarms has changed.
  void publish_next(DeviceIndex device) { devices_[at(device)].reporting.ask_for_next(); }

 private:
  struct Device {
    std::vector<journal::Reading> readings;  ///< in the order of DeviceSpec::points
    journal::FrameLayout layout;
    bool any = false;
    Reporting reporting;
  };

  void set_rules(std::size_t place);

  const site::SiteSpec& spec_;
  journal::Journal* journal_ = nullptr;
  std::vector<Device> devices_;
  std::vector<std::size_t> place_;  ///< of each point within its device
};

}  // namespace hazgate::daemon
