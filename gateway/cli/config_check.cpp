#include "gateway/cli/config_check.hpp"

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <fmt/core.h>
#include <optional>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include "gateway/config/load.hpp"
#include "gateway/control/json_text.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;

/// A file that is not there is out of reach, not wrong.
std::optional<CallError> not_readable(const std::string& file) {
  if (::access(file.c_str(), R_OK) == 0) return std::nullopt;
  const std::string why = std::generic_category().message(errno);
  return CallError{3, "cannot read " + file + ": " + why + "; check the path and its permissions"};
}

boost::json::object to_json(const model::Mistake& mistake) {
  return {{"file", mistake.place.file},     {"line", mistake.place.line},
          {"column", mistake.place.column}, {"key", mistake.key},
          {"problem", mistake.problem},     {"remedy", mistake.remedy}};
}

boost::json::object summary(const std::string& file, const config::Settings& settings) {
  const site::SiteSpec& site = settings.site;
  boost::json::array remarks;
  for (const model::Mistake& remark : settings.remarks) remarks.push_back(to_json(remark));
  return {{"file", file},
          {"site", site.name},
          {"gateway", site.park + '/' + site.enterprise + '/' + site.gateway},
          {"buses", site.buses.size()},
          {"devices", site.devices.size()},
          {"points", site.points.size()},
          {"alarms", site.alarms.size()},
          {"plans", site.plans.size()},
          {"contacts", site.contacts.size()},
          {"socket", settings.control.socket},
          {"remarks", std::move(remarks)}};
}

void print(const model::Mistake& mistake, bool json) {
  if (json) {
    fmt::print("{}\n", control::json_text(to_json(mistake)));
  } else {
    fmt::print(stderr, "{}\n", model::to_text(mistake));
  }
}

void print_remark(const model::Mistake& remark, bool json) {
  if (!json) {
    fmt::print("remark: {}\n", model::to_text(remark));
    return;
  }
  boost::json::object line = to_json(remark);
  line["remark"] = true;
  fmt::print("{}\n", control::json_text(line));
}

tl::expected<config::Settings, CallError> checked(const std::string& file, bool json,
                                                  std::vector<model::Mistake>* remarks) {
  if (auto unreadable = not_readable(file)) return tl::unexpected(std::move(*unreadable));
  auto loaded = config::load(file, config::default_model_path(), remarks);
  if (loaded) return std::move(*loaded);
  const auto list = loaded.error().sorted();
  for (const model::Mistake& mistake : list) print(mistake, json);
  return tl::unexpected(
      CallError{1, fmt::format("{} has {} mistake{}; correct {} and check again", file, list.size(),
                               list.size() == 1 ? "" : "s", list.size() == 1 ? "it" : "them")});
}

}  // namespace

tl::expected<config::Settings, CallError> settings_of(const std::string& file, bool json) {
  return checked(file, json, nullptr);
}

tl::expected<int, CallError> check_config(const std::string& file, bool json) {
  std::vector<model::Mistake> remarks;
  const auto settings = checked(file, json, &remarks);
  if (!settings) {
    for (const model::Mistake& remark : remarks) print_remark(remark, json);
    return tl::unexpected(settings.error());
  }
  if (json) {
    fmt::print("{}\n", control::json_text(summary(file, *settings)));
    return 0;
  }
  const site::SiteSpec& site = settings->site;
  fmt::print("{}: no mistakes\n{}: buses {}, devices {}, points {}, alarms {}, plans {}\n", file,
             site.name, site.buses.size(), site.devices.size(), site.points.size(),
             site.alarms.size(), site.plans.size());
  for (const model::Mistake& remark : remarks) print_remark(remark, false);
  return 0;
}

tl::expected<std::string, CallError> socket_of(const std::string& site_file) {
  if (auto unreadable = not_readable(site_file)) return tl::unexpected(std::move(*unreadable));
  const auto socket = config::control_socket(site_file);
  if (socket) return *socket;
  return tl::unexpected(
      CallError{1, model::to_text(socket.error().sorted().front()) + "; `hazctl config check " +
                       site_file + "` says all, and --socket reaches the daemon without the file"});
}

}  // namespace hazgate::cli
