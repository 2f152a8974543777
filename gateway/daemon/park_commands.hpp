#pragma once

#include <string>
#include <vector>

#include "gateway/daemon/core.hpp"

namespace hazgate::daemon {

/// What the park may ask for on `command`: the operations that the site file allows by name, and
/// nothing else. Every one is answered on `reply` and is in the audit, the refused ones too.
/// Thread  core
class ParkCommands {
 public:
  ParkCommands(Core& core, uplink::Uplink& uplink, std::vector<std::string> allowed);

  void take(const std::string& json, const uplink::ReplyTo& to = {});

 private:
  std::string run(const std::string& op, const boost::json::object& args, const std::string& by);
  std::string acknowledge(const boost::json::object& args, const std::string& by);
  std::string answer(const boost::json::object& args, const std::string& by);

  Core& core_;
  uplink::Uplink& uplink_;
  std::vector<std::string> allowed_;
};

}  // namespace hazgate::daemon
