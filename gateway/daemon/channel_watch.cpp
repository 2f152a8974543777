#include "gateway/daemon/channel_watch.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <spdlog/spdlog.h>
#include <utility>

#include "gateway/config/channel_alarms.hpp"

namespace hazgate::daemon {
namespace {

using emergency::Via;
using notify::ChannelVigil;
using State = ChannelVigil::State;

const char* state_text(State state) {
  switch (state) {
    case State::Unknown:
      break;
    case State::Able:
      return "ok";
    case State::Unable:
      return "down";
  }
  return "unknown";
}

std::string name_of(Via via, const std::string& server) {
  return std::string(emergency::to_text(via)) + (server.empty() ? "" : " " + server);
}

}  // namespace

ChannelWatch::ChannelWatch(boost::asio::io_context& io, std::function<Now()> now, Report report,
                           ChannelTimes times)
    : timer_(io), now_(std::move(now)), report_(std::move(report)), times_(times) {}

void ChannelWatch::configure(const PostSettings& settings) {
  const PostSettings before = std::exchange(settings_, settings);
  std::vector<Watched> next;
  if (settings.sms) keep(next, Via::Sms, {}, settings.sms == before.sms);
  if (settings.mail) keep(next, Via::Email, {}, settings.mail == before.mail);
  if (settings.webhook) {
    for (const auto& [url, target] : settings.webhook->targets) {
      keep(next, Via::Webhook, notify::webhook_server(url), settings.webhook == before.webhook);
    }
  }
  watched_ = std::move(next);
  told_.clear();  // the alarms are those of another configuration
  report();
}

/// Into `next`, once; as it stands when it is the same channel.
void ChannelWatch::keep(std::vector<Watched>& next, Via via, const std::string& server, bool same) {
  const bool there = std::any_of(next.begin(), next.end(), [&](const Watched& other) {
    return other.via == via && other.server == server;
  });
  const std::string alarm = config::channel_alarm(via, server);
  if (there || alarm.empty()) return;
  const Watched* const before = find(via, server);
  if (same && before != nullptr) {
    next.push_back(*before);
    return;
  }
  const Duration patience = via == Via::Email ? times_.mail_patience : times_.patience;
  next.push_back({via, server, alarm, ChannelVigil(patience, times_.steady)});
}

ChannelWatch::Watched* ChannelWatch::find(Via via, const std::string& server) {
  const auto found = std::find_if(watched_.begin(), watched_.end(), [&](const Watched& one) {
    return one.via == via && one.server == server;
  });
  return found == watched_.end() ? nullptr : &*found;
}

void ChannelWatch::take(Via via, const notify::Health& health) {
  Watched* const found = find(via, health.server);
  if (found == nullptr) return;
  const State before = found->vigil.state();
  found->vigil.take(health, now_());
  const State after = found->vigil.state();
  if (before != after && after == State::Unable) {
    spdlog::warn("channel {}: {}", name_of(via, health.server), health.words);
  } else if (before != after) {
    spdlog::info("channel {} works", name_of(via, health.server));
  }
  report();
}

/// Several servers may be one alarm: it stands while it does of any of them.
void ChannelWatch::report() {
  std::map<std::string, bool> alarms;
  for (const Watched& one : watched_) {
    if (one.vigil.alarm()) alarms[one.alarm] = alarms[one.alarm] || *one.vigil.alarm();
  }
  for (const auto& [alarm, condition] : alarms) {
    const auto told = told_.find(alarm);
    if (told != told_.end() && told->second == condition) continue;
    told_[alarm] = condition;
    report_(alarm, condition);
  }
  arm();
}

void ChannelWatch::arm() {
  std::optional<Tick> first;
  for (const Watched& one : watched_) {
    const auto due = one.vigil.deadline();
    if (due && (!first || *due < *first)) first = due;
  }
  timer_.cancel();
  if (!first) return;
  timer_.expires_at(std::chrono::steady_clock::time_point(first->time_since_epoch()));
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    for (Watched& one : watched_) one.vigil.run(now_());
    report();
  });
}

boost::json::array ChannelWatch::status() const {
  boost::json::array channels;
  for (const Watched& one : watched_) {
    boost::json::object channel{{"channel", emergency::to_text(one.via)}};
    if (!one.server.empty()) channel["server"] = one.server;
    channel["alarm"] = one.alarm;
    channel["state"] = state_text(one.vigil.state());
    channel["words"] = one.vigil.words();
    if (const auto since = one.vigil.since()) channel["since"] = unix_ms(*since);
    if (const auto sent = one.vigil.last_sent()) channel["last_sent"] = unix_ms(*sent);
    channels.push_back(std::move(channel));
  }
  return channels;
}

std::vector<std::string> ChannelWatch::problems() const {
  std::vector<std::string> problems;
  for (const Watched& one : watched_) {
    if (one.vigil.state() != State::Unable) continue;
    problems.push_back(name_of(one.via, one.server) + ": " + one.vigil.words());
  }
  return problems;
}

bool ChannelWatch::is_down(Via via, const std::string& url) const {
  const std::string server = via == Via::Webhook ? notify::webhook_server(url) : std::string();
  return std::any_of(watched_.begin(), watched_.end(), [&](const Watched& one) {
    return one.via == via && one.server == server && one.vigil.state() == State::Unable;
  });
}

}  // namespace hazgate::daemon
