#include "simulators/park/site.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <numbers>
#include <utility>

#include "gateway/journal/frame.hpp"

namespace hazgate::sim {
namespace {

namespace json = boost::json;
using alarm::State;

constexpr double kHeight = 62.5;  ///< %LEL, while an alarm is there
constexpr std::string_view kMessage = "Combustible gas at the tank: the dike may hold a cloud";
constexpr std::string_view kAction =
    "Stop the pump, keep everybody up the wind, look at the camera";

double rounded(double value) {
  return std::round(value * 10) / 10;
}

void replace_all(std::string& text, std::string_view word, std::string_view by) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
    text.replace(at, word.size(), by);
    at += by.size();
  }
}

std::string number_text(std::size_t number) {
  std::string text = std::to_string(number);
  return std::string(text.size() < 3 ? 3 - text.size() : 0, '0') + text;
}

State state_after(State state) {
  if (state == State::Normal) return State::Active;
  return state == State::Active ? State::Acked : State::Normal;
}

std::string_view cause_of(State to) {
  return to == State::Acked ? "acknowledge" : "condition";
}

json::object point_object(const std::string& device, std::string_view name, std::string_view unit,
                          std::string_view type) {
  return {{"id", device + "." + std::string(name)},
          {"device", device},
          {"name", ""},
          {"unit", unit},
          {"type", type},
          {"writable", false}};
}

}  // namespace

std::string Place::fill(std::string text) const {
  replace_all(text, "{park}", park);
  replace_all(text, "{enterprise}", enterprise);
  replace_all(text, "{gateway}", gateway);
  replace_all(text, "{client}", client_id());
  return text;
}

LightSite::LightSite(Place place, std::size_t devices, double alarms_per_minute, std::uint32_t seed)
    : place_(std::move(place)),
      alarms_(devices),
      alarms_per_minute_(alarms_per_minute),
      random_(seed) {
  for (std::size_t i = 0; i < devices; ++i) {
    layouts_.push_back({static_cast<std::uint32_t>(i + 1),
                        "gd-" + number_text(i + 1),
                        {"gas", "temperature", "status"}});
  }
  phase_ = std::uniform_real_distribution<double>(0, 2 * std::numbers::pi)(random_);
}

double LightSite::reading(std::size_t device, WallTime t) {
  if (alarms_[device].state != State::Normal) return kHeight;
  const double seconds = static_cast<double>(unix_ms(t) % 60'000) / 1000;
  const double swing = std::sin(phase_ + seconds * 2 * std::numbers::pi / 60);
  return rounded(3 + 2 * swing + std::uniform_real_distribution<double>(0, 0.5)(random_));
}

std::string LightSite::frame(std::size_t device, Now now) {
  const double gas = reading(device, now.wall);
  std::string frame;
  journal::append_packed(frame, {gas, Quality::Good});
  journal::append_packed(frame, {rounded(20 + gas / 10), Quality::Good});
  journal::append_packed(
      frame, {std::string_view(gas >= kLimit ? "high-alarm" : "normal"), Quality::Good});
  return frame;
}

void LightSite::draw_alarm(Tick after) {
  if (alarms_per_minute_ <= 0) return;
  const double minutes = std::exponential_distribution<double>(alarms_per_minute_)(random_);
  next_alarm_ = std::uniform_int_distribution<std::size_t>(0, alarms_.size() - 1)(random_);
  change_at_ = after + std::chrono::duration_cast<Duration>(
                           std::chrono::duration<double>(std::min(minutes, 1440.0) * 60));
}

std::string LightSite::alarm_id() const {
  return layouts_[next_alarm_].device + ".gas.HH";
}

std::optional<LightSite::Change> LightSite::next_change(Now now) {
  if (!change_at_) draw_alarm(now.tick);
  if (!change_at_ || now.tick < *change_at_) return std::nullopt;
  Alarm& alarm = alarms_[next_alarm_];
  const State from = std::exchange(alarm.state, state_after(alarm.state));
  if (alarm.state == State::Active) ++alarm.occurrence;
  alarm.since = now.wall;
  const double value = alarm.state == State::Normal ? reading(next_alarm_, now.wall) : kHeight;
  const json::object body{{"t", unix_ms(now.wall)},
                          {"id", alarm_id()},
                          {"occurrence", alarm.occurrence},
                          {"from", alarm::to_text(from)},
                          {"to", alarm::to_text(alarm.state)},
                          {"flags", json::array()},
                          {"cause", cause_of(alarm.state)},
                          {"priority", "critical"},
                          {"value", value},
                          {"limit", kLimit},
                          {"quality", "good"},
                          {"by", alarm.state == State::Acked ? "operator" : ""},
                          {"note", ""},
                          {"drill", false}};
  if (alarm.state == State::Normal) {
    draw_alarm(now.tick);
  } else {
    change_at_ = now.tick + (alarm.state == State::Active ? kActive : kAcked);
  }
  return Change{now.wall, json::serialize(body)};
}

std::string LightSite::alarms(WallTime t) const {
  json::array list;
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    const Alarm& alarm = alarms_[i];
    if (alarm.state == State::Normal) continue;
    list.push_back(json::object{{"id", layouts_[i].device + ".gas.HH"},
                                {"name", "HH"},
                                {"state", alarm::to_text(alarm.state)},
                                {"flags", json::array()},
                                {"occurrence", alarm.occurrence},
                                {"priority", "critical"},
                                {"value", kHeight},
                                {"limit", kLimit},
                                {"quality", "good"},
                                {"since", unix_ms(alarm.since)},
                                {"message", kMessage},
                                {"action", kAction},
                                {"by", alarm.state == State::Acked ? "operator" : ""},
                                {"note", ""}});
  }
  return json::serialize(json::object{{"t", unix_ms(t)}, {"alarms", std::move(list)}});
}

std::string LightSite::describe(WallTime t) const {
  json::array devices, points, alarms;
  for (const journal::FrameLayout& layout : layouts_) {
    const std::string& device = layout.device;
    devices.push_back(json::object{{"id", device},
                                   {"name", "Tank " + device},
                                   {"area", "tank-farm"},
                                   {"model", "gas-detector-combustible"},
                                   {"family", "gas"},
                                   {"bus", "rs485-1"},
                                   {"telemetry", json::object{{"mode", "every-poll"}}}});
    points.push_back(point_object(device, "gas", "%LEL", "uint16"));
    points.push_back(point_object(device, "temperature", "degC", "int16"));
    points.push_back(point_object(device, "status", "", "enum"));
    alarms.push_back(json::object{{"id", device + ".gas.HH"},
                                  {"name", "HH"},
                                  {"kind", "high"},
                                  {"limit", kLimit},
                                  {"priority", "critical"},
                                  {"latch", false},
                                  {"message", kMessage},
                                  {"action", kAction},
                                  {"basis", "GB/T 50493-2019"},
                                  {"point", device + ".gas"}});
  }
  return json::serialize(json::object{{"t", unix_ms(t)},
                                      {"park", place_.park},
                                      {"enterprise", place_.enterprise},
                                      {"gateway", place_.gateway},
                                      {"name", "simulated gateway " + place_.gateway},
                                      {"timezone", "Asia/Shanghai"},
                                      {"language", "en"},
                                      {"devices", std::move(devices)},
                                      {"points", std::move(points)},
                                      {"alarms", std::move(alarms)},
                                      {"plans", json::array()}});
}

}  // namespace hazgate::sim
