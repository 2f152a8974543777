#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {

/// Adds a gas detector to the site.
class GasSite : public SiteFile {
 protected:
  /// A device "g" with a point "x" in `unit` and high alarms of these names and limits.
  void gas(const std::string& unit, const std::string& keys,
           const std::vector<std::pair<std::string, std::string>>& highs,
           const std::string& device = "") {
    append("[[device]]\nid = \"g\"\nbus = \"field\"\nunit = 7\n" + device +
           "[[device.point]]\nid = \"x\"\ntable = \"input\"\naddress = 0\ntype = \"float32\"\n"
           "unit = \"" +
           unit + "\"\n" + keys);
    for (const auto& [name, limit] : highs) {
      append("[[device.alarm]]\npoint = \"x\"\nname = \"" + name +
             "\"\nkind = \"high\"\nlimit = " + limit + "\n");
    }
  }
  void toxic(const std::string& device) {
    append("[[device]]\nid = \"t\"\nbus = \"field\"\nunit = 8\nmodel = \"gas-detector-toxic\"\n" +
           device);
  }
};

}  // namespace hazgate::config
