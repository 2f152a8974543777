#include "gateway/cli/replay.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/calendar/zone.hpp"
#include "gateway/cli/alarm_record.hpp"
#include "gateway/cli/config_check.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/replay_page.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/config/season.hpp"
#include "gateway/core/kpi/beginning.hpp"
#include "gateway/core/replay/replay.hpp"
#include "gateway/journal/archive.hpp"
#include "gateway/journal/frame.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;
using journal::Archive;
using journal::Extent;
using std::chrono::steady_clock;

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kUnreachable = 3;
constexpr char kAlarmEvents[] = "alarm";

std::optional<kpi::Transition> transition_of(const journal::EventRecord& record) {
  boost::system::error_code bad;
  auto body = boost::json::parse(record.body, bad);
  if (bad || !body.is_object()) return std::nullopt;
  body.get_object()["kind"] = record.kind;
  return transition_from(body.get_object());
}

std::vector<Duration> paces_of(const config::Settings& settings) {
  std::vector<Duration> paces(settings.site.points.size());
  for (const poll::BusPlan& bus : settings.buses) {
    for (const poll::PolledDevice& device : bus.devices) {
      for (const poll::PolledPoint& point : device.points) {
        if (point.period > device.period) paces[at(point.index)] = point.period;
      }
    }
  }
  return paces;
}

/// One run of the command: what it has found out so far.
class ReplayCommand {
 public:
  ReplayCommand(const Arguments& arguments, const Look& look) : a_(arguments), look_(look) {}

  tl::expected<int, CallError> run() {
    const auto asked = asked_for();
    if (!asked) return tl::unexpected(asked.error());
    auto loaded = settings_of(a_.config, a_.json);
    if (!loaded) return tl::unexpected(loaded.error());
    const auto usual = std::make_shared<const config::Settings>(std::move(*loaded));
    begun_ = steady_clock::now();
    path_ = a_.journal.empty() ? usual->store.path : a_.journal;
    auto opened = Archive::open(path_);
    if (!opened) return tl::unexpected(CallError{kUnreachable, opened.error()});
    archive_ = std::move(*opened);
    if (auto found = find_stretch(*asked); !found) return tl::unexpected(found.error());
    // Of a stretch with several seasons in it the last one: the one that the engineer works for.
    const auto zone = calendar::Zone::find(usual->site.timezone).value_or(calendar::Zone{});
    const auto settings =
        config::in_force(usual, zone.day(stretch_.until - std::chrono::milliseconds{1}));
    facts_.season = config::season_text(*settings);
    set_terms(*settings);
    auto result = replay(settings->site);
    if (!archive_->error().empty()) {
      return tl::unexpected(CallError{kUnreachable, archive_->error()});
    }
    print(result);
    return 0;
  }

 private:
  tl::expected<Extent, CallError> asked_for() const {
    const std::int64_t now = now_ms();
    const auto since = time_argument("--since", a_.since, now);
    if (!since) return tl::unexpected(CallError{kUsage, since.error()});
    const auto until = a_.until.empty() ? now : time_argument("--until", a_.until, now);
    if (!until) return tl::unexpected(CallError{kUsage, until.error()});
    if (*since >= *until) {
      return tl::unexpected(CallError{kUsage, "--since " + a_.since + " (" + local_time(*since) +
                                                  ") is not before the end (" + local_time(*until) +
                                                  ")"});
    }
    return Extent{from_unix_ms(*since), from_unix_ms(*until)};
  }

  /// The part of it that the journal has.
  tl::expected<void, CallError> find_stretch(const Extent& asked) {
    const auto recorded = archive_->extent();
    if (!archive_->error().empty()) {
      return tl::unexpected(CallError{kUnreachable, archive_->error()});
    }
    if (!recorded) return tl::unexpected(CallError{kFailed, path_ + " has no samples yet"});
    stretch_.since = std::max(asked.begin, recorded->begin);
    stretch_.until = std::min(asked.end, recorded->end);
    if (stretch_.since >= stretch_.until) {
      return tl::unexpected(
          CallError{kFailed, path_ + " has no samples of that time; it has some from " +
                                 local_time(unix_ms(recorded->begin)) + " to " +
                                 local_time(unix_ms(recorded->end))});
    }
    recorded_since_ = recorded->begin;
    return {};
  }

  void set_terms(const config::Settings& settings) {
    stretch_.terms.operators = static_cast<unsigned>(settings.alarm_system.operators);
    stretch_.paces = paces_of(settings);
    const auto run_up =
        std::chrono::ceil<WallTime::duration>(replay::Replay::run_up(settings.site));
    read_ = {std::max(stretch_.since - run_up, recorded_since_), stretch_.until};
  }

  /// How the alarms stood when the reading begins.
  std::vector<kpi::Standing> standings() {
    kpi::Beginning beginning(read_.begin);
    for (const auto& [standing, since] : archive_->standings()) {
      beginning.take_today(standing, since);
    }
    auto events = archive_->events({read_.begin, WallTime::max()}, kAlarmEvents);
    while (const auto* event = events.next()) {
      if (const auto transition = transition_of(*event)) beginning.take(*transition);
    }
    return beginning.standings();
  }

  replay::Result replay(const site::SiteSpec& spec) {
    const auto stood = standings();
    auto events = archive_->events(read_, kAlarmEvents);
    const auto next_event = [&]() -> std::optional<kpi::Transition> {
      while (const auto* event = events.next()) {
        if (auto transition = transition_of(*event)) return transition;
      }
      return std::nullopt;
    };
    replay::Replay run(spec, stretch_, stood, next_event);
    auto samples = archive_->samples(read_);
    std::vector<replay::Reading> readings;
    while (const auto* sample = samples.next()) {
      if (!know_layout(run, sample->layout) || !unpack(sample->frame, readings)) {
        ++facts_.unreadable;
        continue;
      }
      run.frame(sample->t, sample->layout, readings);
    }
    return run.finish();
  }

  bool know_layout(replay::Replay& run, std::uint32_t id) {
    if (id >= layouts_.size()) layouts_.resize(id + 1);
    if (!layouts_[id]) {
      const auto layout = archive_->layout(id);
      if (layout) run.layout(id, layout->device, layout->points);
      layouts_[id] = layout.has_value();
    }
    return *layouts_[id];
  }

  static bool unpack(std::string_view frame, std::vector<replay::Reading>& readings) {
    readings.clear();
    journal::FrameReader reader(frame);
    journal::ReadingView view;
    while (reader.next(view)) readings.push_back({view.value, view.quality});
    return reader.is_sound();
  }

  void print(replay::Result& result) {
    facts_.config = a_.config;
    facts_.journal = path_;
    facts_.since = stretch_.since;
    facts_.until = stretch_.until;
    facts_.run = std::chrono::duration_cast<Duration>(steady_clock::now() - begun_);
    std::string text;
    if (a_.json) {
      for (const replay::Line& line : result.lines) {
        text += json_line(replay_line_item(line, facts_));
      }
      text += json_line(replay_item(result, facts_));
    } else {
      text = replay_text(result, facts_, a_.all, look_);
    }
    cli::print(text);
  }

  const Arguments& a_;
  const Look& look_;
  steady_clock::time_point begun_;
  std::string path_;
  std::unique_ptr<Archive> archive_;
  replay::Stretch stretch_;
  WallTime recorded_since_{};
  Extent read_;
  std::vector<std::optional<bool>> layouts_;  ///< by number; false: the journal does not say
  ReplayFacts facts_;
};

}  // namespace

tl::expected<int, CallError> replay_record(const Arguments& arguments, const Look& look) {
  return ReplayCommand(arguments, look).run();
}

}  // namespace hazgate::cli
