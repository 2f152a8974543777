#include "gateway/daemon/metrics.hpp"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <prometheus/text_serializer.h>
#include <sstream>
#include <utility>

namespace hazgate::daemon {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

double seconds(std::chrono::duration<double> time) {
  return time.count();
}

template <class Number>
double number(Number value) {
  return static_cast<double>(value);
}

/// Families in the order of their first series.
class Families {
 public:
  void gauge(const char* name, const char* help, double value, Labels labels = {}) {
    series(name, help, MetricType::Gauge, std::move(labels)).gauge.value = value;
  }
  void counter(const char* name, const char* help, double value, Labels labels = {}) {
    series(name, help, MetricType::Counter, std::move(labels)).counter.value = value;
  }
  ClientMetric& series(const char* name, const char* help, MetricType type, Labels labels) {
    auto found = std::find_if(families_.begin(), families_.end(),
                              [&](const MetricFamily& family) { return family.name == name; });
    if (found == families_.end()) {
      families_.push_back({name, help, type, {}});
      found = families_.end() - 1;
    }
    ClientMetric& metric = found->metric.emplace_back();
    metric.label = std::move(labels);
    return metric;
  }
  std::vector<MetricFamily> take() { return std::move(families_); }

 private:
  std::vector<MetricFamily> families_;
};

void add_house(Families& to, const Figures& figures) {
  to.gauge("hazgate_info", "Always 1; the version stands in its label.", 1,
           {{"version", figures.version}});
  to.gauge("hazgate_start_time_seconds", "When this gateway began, UTC since 1970.",
           number(unix_ms(figures.started)) / 1000);
  to.gauge("hazgate_figures_time_seconds",
           "When the core gave these figures, UTC since 1970: an old one is a core that hangs.",
           number(unix_ms(figures.now.wall)) / 1000);
  to.gauge("hazgate_watchdog_well", "1: everything goes on; 0: no sign of life is given any more.",
           figures.well ? 1 : 0);
  to.gauge("hazgate_watchdog_enabled", "1: the service manager waits for signs of life.",
           figures.watched ? 1 : 0);
  to.gauge("hazgate_incidents_open", "Incidents that are open, drills too.",
           number(figures.incidents));
  for (const auto& [of, count] : figures.alarms) {
    to.gauge("hazgate_alarms", "Alarms by priority and state.", number(count),
             {{"priority", std::string(to_text(of.first))},
              {"state", std::string(alarm::to_text(of.second))}});
  }
  to.gauge("hazgate_core_queue_reports", "Reports of the buses that wait for the core.",
           number(figures.reports_waiting));
  to.counter("hazgate_core_reports_total", "Reports of the buses that the core has taken.",
             number(figures.reports_taken));
  to.counter("hazgate_core_dropped_reports_total", "Readings dropped because the core was late.",
             number(figures.reports_dropped));
}

void add_reaction(Families& to, const Reaction::Figures& reaction) {
  to.counter("hazgate_reactions_total", "Outputs written because of a detector's reply.",
             number(reaction.count));
  for (const auto& [quantile, took] :
       {std::pair{"0.5", reaction.p50}, std::pair{"0.99", reaction.p99},
        std::pair{"1", reaction.max}}) {
    to.gauge("hazgate_reaction_seconds", "From the reply to the write, of the last 4096.",
             seconds(took), {{"quantile", quantile}});
  }
}

void add_buses(Families& to, const Figures& figures) {
  for (const Figures::Bus& bus : figures.buses) {
    const Labels of{{"bus", bus.id}};
    const poll::BusCounters& counters = bus.counters;
    to.gauge("hazgate_bus_open", "1: the bus is open.", counters.open ? 1 : 0, of);
    to.counter("hazgate_bus_reconnects_total", "Openings after the first.",
               number(counters.reconnects), of);
    to.counter("hazgate_bus_late_replies_total", "Late and foreign frames that were dropped.",
               number(counters.late_replies), of);
    to.counter("hazgate_bus_unasked_total", "Requests before which something came unasked.",
               number(counters.unasked), of);
    to.gauge("hazgate_bus_utilisation_ratio", "Share of the last ten seconds in use.",
             counters.utilisation, of);
    for (const auto& [quantile, late] :
         {std::pair{"0.5", counters.lateness_p50}, std::pair{"0.99", counters.lateness_p99},
          std::pair{"1", counters.lateness_max}}) {
      to.gauge("hazgate_bus_poll_lateness_seconds", "From a poll's deadline to its first request.",
               seconds(late), {{"bus", bus.id}, {"quantile", quantile}});
    }
  }
}

void add_devices(Families& to, const Figures& figures) {
  for (const Figures::Device& device : figures.devices) {
    const Labels of{{"bus", device.bus}, {"device", device.id}};
    const poll::DeviceCounters& counters = device.counters;
    to.gauge("hazgate_device_answering", "1: the device answers.", counters.answering ? 1 : 0, of);
    to.counter("hazgate_device_requests_total", "Requests sent.", number(counters.requests), of);
    to.counter("hazgate_device_polls_due_total", "Polls that the period asked for.",
               number(counters.polls_due), of);
    to.counter("hazgate_device_polls_total", "Polls that were asked and answered whole.",
               number(counters.polls_done), of);
    to.counter("hazgate_device_timeouts_total", "Requests without a reply.",
               number(counters.timeouts), of);
    to.counter("hazgate_device_bad_frames_total", "Replies with a wrong CRC, length or sender.",
               number(counters.bad_frames), of);
    to.counter("hazgate_device_exceptions_total", "Modbus exceptions.", number(counters.exceptions),
               of);
    for (const auto& [quantile, took] :
         {std::pair{"0.5", counters.response_p50}, std::pair{"0.99", counters.response_p99},
          std::pair{"1", counters.response_max}}) {
      to.gauge("hazgate_device_response_seconds", "From a request to its reply.", seconds(took),
               {{"bus", device.bus}, {"device", device.id}, {"quantile", quantile}});
    }
  }
}

void add_journal(Families& to, const Figures& figures) {
  const bool healthy = figures.journal && figures.journal->healthy && !figures.disk_hangs;
  to.gauge("hazgate_journal_healthy", "1: the last commit went well and the disk answers.",
           healthy ? 1 : 0);
  if (!figures.journal) return;
  const journal::JournalCounters& journal = *figures.journal;
  to.counter("hazgate_journal_commits_total", "Transactions.", number(journal.commits));
  to.counter("hazgate_journal_failed_commits_total", "Transactions that failed; tried again.",
             number(journal.failed_commits));
  to.counter("hazgate_journal_records_total", "Records made durable.", number(journal.events),
             {{"lane", "event"}});
  to.counter("hazgate_journal_records_total", "Records made durable.", number(journal.samples),
             {{"lane", "sample"}});
  to.gauge("hazgate_journal_queue_records", "Records that are not durable yet.",
           number(journal.waiting));
  to.counter("hazgate_journal_dropped_samples_total", "Samples dropped because too many waited.",
             number(journal.dropped_samples));
  to.gauge("hazgate_journal_size_bytes", "Of the file and what lies beside it.",
           number(journal.size_bytes));
  to.gauge("hazgate_journal_wal_bytes", "Of the write-ahead log.", number(journal.wal_bytes));
  to.counter("hazgate_journal_checkpoints_total", "Whole write-ahead logs moved into the file.",
             number(journal.checkpoints));
  to.gauge("hazgate_journal_checkpoint_seconds", "What the last of them took.",
           seconds(journal.checkpoint_last));
  to.gauge("hazgate_journal_disk_wait_seconds", "Since when the disk has not come back.",
           seconds(journal.in_disk));
  for (const auto& [quantile, took] :
       {std::pair{"0.5", journal.event_commit_p50}, std::pair{"0.99", journal.event_commit_p99}}) {
    to.gauge("hazgate_journal_event_commit_seconds",
             "From an event to its being durable, of the last 512 commits.", seconds(took),
             {{"quantile", quantile}});
  }
}

void add_publish(Families& to, const uplink::PublishFigures& publish) {
  ClientMetric& metric =
      to.series("hazgate_uplink_publish_seconds", "From a publish to the broker's PUBACK.",
                MetricType::Histogram, {});
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < uplink::PublishFigures::kBounds_s.size(); ++i) {
    sum += publish.counts.at(i);
    metric.histogram.bucket.push_back({sum, uplink::PublishFigures::kBounds_s.at(i)});
  }
  metric.histogram.bucket.push_back({publish.count, std::numeric_limits<double>::infinity()});
  metric.histogram.sample_count = publish.count;
  metric.histogram.sample_sum = publish.sum.count();
}

void add_uplink(Families& to, const Figures& figures) {
  if (!figures.uplink) return;
  const uplink::Counters& uplink = *figures.uplink;
  to.gauge("hazgate_uplink_connected", "1: a broker of the park has us.", uplink.connected ? 1 : 0);
  to.counter("hazgate_uplink_published_total", "Records that a broker has acknowledged.",
             number(uplink.published));
  to.counter("hazgate_uplink_reconnects_total", "Connections after the first.",
             number(uplink.reconnects));
  to.gauge("hazgate_uplink_in_flight_records", "Records sent and not yet acknowledged.",
           number(uplink.in_flight));
  if (uplink.sparkplug) {
    to.gauge("hazgate_sparkplug_born", "1: the edge node's births are out, telemetry goes.",
             uplink.sparkplug->born ? 1 : 0);
    to.gauge("hazgate_sparkplug_waits_for_host", "1: the primary host is away.",
             uplink.sparkplug->waits_for_host ? 1 : 0);
  }
  struct Lane {
    const char* name;
    std::uint64_t sent, waiting;
    std::optional<WallTime> oldest;
  };
  for (const Lane& lane :
       {Lane{"event", uplink.sent_event, uplink.lag_event, uplink.oldest_event},
        Lane{"sample", uplink.sent_sample, uplink.lag_sample, uplink.oldest_sample}}) {
    const Labels of{{"lane", lane.name}};
    to.gauge("hazgate_uplink_cursor_seq", "Everything up to here is acknowledged.",
             number(lane.sent), of);
    to.gauge("hazgate_uplink_lag_records", "Records that no broker has acknowledged.",
             number(lane.waiting), of);
    // Unknown is not nothing: the series is left out then.
    if (lane.waiting > 0 && !lane.oldest) continue;
    to.gauge("hazgate_uplink_lag_seconds", "Age of the oldest of them; 0: none waits.",
             lane.oldest ? std::max(0.0, seconds(figures.now.wall - *lane.oldest)) : 0.0, of);
  }
  add_publish(to, uplink.publish);
}

void add_channels(Families& to, const Figures& figures) {
  for (const VitalSigns::Channel& channel : figures.channels) {
    const Labels of{{"channel", channel.id}};
    to.gauge("hazgate_channel_queue_letters", "Letters without any receipt.",
             number(channel.waiting), of);
    to.counter("hazgate_channel_receipts_total", "What channels said of letters.",
               number(channel.receipts), of);
  }
}

void add_machine(Families& to, const Figures& figures) {
  const ClockFigures& clock = figures.clock;
  to.gauge("hazgate_clock_synchronised", "1: the kernel's clock is disciplined.",
           clock.synchronised ? 1 : 0);
  to.gauge("hazgate_clock_offset_seconds", "That is still being slewed away.",
           seconds(clock.offset));
  to.gauge("hazgate_clock_estimated_error_seconds", "By who disciplines the clock.",
           seconds(clock.error));
  to.gauge("hazgate_clock_maximum_error_seconds", "Grows while nobody disciplines it.",
           seconds(clock.most_error));
  to.counter("hazgate_clock_steps_total", "How often the wall clock was set, by 0.1 s or more.",
             number(figures.clock_steps.count()));
  to.gauge("hazgate_clock_last_step_seconds", "The last of these; positive: forward.",
           seconds(figures.clock_steps.last()));
  const ProcessFigures& process = figures.process;
  to.counter("process_cpu_seconds_total", "User and system time.", seconds(process.cpu));
  to.gauge("process_resident_memory_bytes", "Memory that is really used.",
           number(process.resident_bytes));
  to.gauge("process_virtual_memory_bytes", "Address space.", number(process.virtual_bytes));
  to.gauge("process_open_fds", "Open files, sockets and pipes.", number(process.open_files));
  to.gauge("process_max_fds", "The most of them that are allowed.", number(process.most_files));
  to.gauge("process_threads", "Threads.", number(process.threads));
}

}  // namespace

std::vector<MetricFamily> metric_families(const Figures& figures) {
  Families families;
  add_house(families, figures);
  add_reaction(families, figures.reaction);
  add_buses(families, figures);
  add_devices(families, figures);
  add_journal(families, figures);
  add_uplink(families, figures);
  add_channels(families, figures);
  add_machine(families, figures);
  return families.take();
}

std::string metrics_text(const Figures& figures) {
  std::ostringstream text;
  prometheus::TextSerializer{}.Serialize(text, metric_families(figures));
  return std::move(text).str();
}

}  // namespace hazgate::daemon
