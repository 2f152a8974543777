#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <utility>

#include "drivers/model/reader.hpp"
#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/gateway_desk.hpp"
#include "gateway/daemon/messages.hpp"

/// What one point was: `hazctl history`, a part of GatewayDesk. The journal's reader walks a stretch at a time,
/// so that others who read get their turn; the core only passes it on, a piece at a time, as fast as the
/// caller reads.
namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;
using journal::Walk;
using Answer = std::shared_ptr<control::Answer>;

constexpr std::size_t kWalkRows = 20'000;
constexpr std::size_t kFewRows = kWalkRows / 4;
constexpr std::size_t kMostRows = 2'000'000;  ///< of one answer
constexpr std::size_t kPiece = 500;
constexpr std::chrono::milliseconds kShortest{1};
constexpr std::chrono::milliseconds kFirst{std::chrono::hours{1}};
constexpr std::chrono::milliseconds kLongest{std::chrono::days{30}};
constexpr std::int64_t kDay = 1440;
constexpr std::size_t kMostMeant = 3;

/// Its pieces and places are the core's; `rows` is the reader's while it walks.
struct History {
  Answer answer;
  std::string device, point;
  WallTime from{}, to{};   ///< what is still to be read
  std::int64_t every = 0;  ///< [minutes] 0: the readings themselves
  std::function<journal::Journal*()> journal;
  std::function<void(std::function<void()>)> post;

  std::chrono::milliseconds span = kFirst;  ///< of readings that are read at once
  std::size_t given = 0;
  std::shared_ptr<json::array> rows;
};
using Held = std::shared_ptr<History>;

void walk_on(const Held& history);

json::object row_of(const journal::PastReading& reading) {
  return {{"t", unix_ms(reading.t)},
          {"value", to_json(reading.value)},
          {"quality", to_text(reading.quality)}};
}

json::object row_of(const journal::PastMinutes& step) {
  const journal::PointMinute& minutes = step.minutes;
  const auto number = [&](double value) {
    return minutes.has_value ? json::value(value) : json::value(nullptr);
  };
  const double good = static_cast<double>(minutes.good) / std::max(1U, minutes.count);
  return {{"t", unix_ms(step.t)},
          {"min", number(minutes.min)},
          {"max", number(minutes.max)},
          {"mean", number(minutes.mean)},
          {"good", good},
          {"count", minutes.count}};
}

void end(const Held& history, bool whole) {
  json::object last{{"whole", whole}};
  if (!whole) last["until"] = unix_ms(history->from);
  history->answer->item(last);
  history->answer->done();
}

/// Then the next stretch. Between two pieces the core does what else there is.
void send(const Held& history, const std::shared_ptr<json::array>& rows, std::size_t from) {
  if (!history->answer->is_open()) return;
  const std::size_t to = std::min(rows->size(), from + kPiece);
  if (to > from) {
    json::array piece(rows->begin() + static_cast<std::ptrdiff_t>(from),
                      rows->begin() + static_cast<std::ptrdiff_t>(to));
    history->answer->item({{"rows", std::move(piece)}});
  }
  history->answer->when_room([history, rows, to] {
    history->post([history, rows, to] {
      if (to < rows->size()) return send(history, rows, to);
      walk_on(history);
    });
  });
}

void walked(const Held& history, const Walk& walk, WallTime read_to) {
  if (!walk.error.empty()) {
    history->answer->fail(Failure::Unreachable, "the journal cannot be read: " + walk.error);
    return;
  }
  const bool is_course = history->every == 0;
  if (is_course && !walk.whole && history->span > kShortest) {
    history->span = std::max(history->span / 4, kShortest);  // the same again, less at once
    return walk_on(history);
  }
  if (is_course && history->rows->size() < kFewRows) {
    history->span = std::min(history->span * 4, kLongest);
  }
  const bool goes_on = !is_course && !walk.whole && walk.reached > history->from;
  history->from = goes_on ? walk.reached : read_to + std::chrono::milliseconds{1};
  history->given += history->rows->size();
  send(history, history->rows, 0);
}

void walk_on(const Held& history) {
  if (!history->answer->is_open()) return;
  if (history->from > history->to) return end(history, true);
  if (history->given >= kMostRows) return end(history, false);
  journal::Journal* journal = history->journal();
  if (journal == nullptr) {
    history->answer->fail(Failure::Unreachable, "the journal was closed; try again");
    return;
  }
  history->rows = std::make_shared<json::array>();
  const auto rows = history->rows;
  const WallTime until =
      history->every > 0
          ? history->to
          : std::min(history->to, history->from + history->span - std::chrono::milliseconds{1});
  // Nothing of it stays on the reader: its end belongs to the core.
  auto done = [history, until, post = history->post](const Walk& walk) mutable {
    post([history = std::move(history), walk, until] { walked(history, walk, until); });
  };
  const auto take = [rows](const auto& each) {
    rows->emplace_back(row_of(each));
    return true;
  };
  if (history->every > 0) {
    journal->read_minutes({.device = history->device,
                           .point = history->point,
                           .from = history->from,
                           .to = until,
                           .every = history->every},
                          take, std::move(done));
  } else {
    journal->read_course({.device = history->device,
                          .point = history->point,
                          .from = history->from,
                          .to = until,
                          .most_rows = kWalkRows},
                         take, std::move(done));
  }
}

/// "; did you mean gd-101.gas?"
std::string meant(const site::SiteSpec& spec, const std::string& id) {
  std::vector<std::string> found, all;
  for (const site::PointSpec& point : spec.points) {
    all.push_back(point.id);
    if (!id.empty() && point.id.find(id) != std::string::npos) found.push_back(point.id);
  }
  if (found.empty()) {
    if (const auto near = model::nearest(id, all)) found.push_back(*near);
  }
  if (found.empty()) return {};
  found.resize(std::min(found.size(), kMostMeant));
  std::string text = "; did you mean ";
  for (const std::string& each : found) text += (&each == &found.front() ? "" : ", ") + each;
  return text + "?";
}

}  // namespace

void GatewayDesk::history(const Request& request, Answer answer) {
  const std::string id = text_argument(request.args, "point");
  const site::Site& site = core_.site();
  const auto index = site.find_point(id);
  if (!index) {
    answer->fail(Failure::Refused,
                 "no point '" + id + "'" + meant(site.spec(), id) + "; `hazctl points` lists them");
    return;
  }
  const auto every = number_argument(request.args, "every").value_or(0);
  if (every > kDay || (every > 0 && kDay % every != 0)) {
    answer->fail(Failure::Usage, "steps of " + std::to_string(every) +
                                     " minutes do not make a day: 1, 5, 60 and 1440 do");
    return;
  }
  if (house_.journal() == nullptr) {
    answer->fail(Failure::Unreachable,
                 "the journal is not open, so that there is no record; see `hazctl status`");
    return;
  }
  constexpr std::uint64_t kMostMs = 253'402'300'799'999;  // the year 9999
  const auto moment = [&](const char* key, WallTime otherwise) {
    const auto ms = number_argument(request.args, key);
    return ms ? from_unix_ms(static_cast<std::int64_t>(std::min(*ms, kMostMs))) : otherwise;
  };
  const WallTime now = core_.now().wall;
  const site::SiteSpec& spec = site.spec();
  const std::string& device = spec.devices[at(spec.points[at(*index)].device)].id;
  auto history = std::make_shared<History>(History{.answer = std::move(answer),
                                                   .device = device,
                                                   .point = id.substr(device.size() + 1),
                                                   .from = moment("since", now - kFirst),
                                                   .to = moment("until", now),
                                                   .every = static_cast<std::int64_t>(every),
                                                   .journal = house_.journal,
                                                   .post = house_.post});
  walk_on(history);
}

}  // namespace hazgate::daemon
