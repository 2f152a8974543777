#pragma once

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "gateway/config/load.hpp"

namespace hazgate::config {

/// A folder with a small good site file, to be written differently: one TCP bus, the gas detector
/// gd-101 (model "gas-detector"), the relay box relay-1, one contact, one plan.
class SiteFile : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Writes `from` differently; it must be there.
  void write(const std::string& from, const std::string& to);
  void append(const std::string& text) { text_ += text; }
  std::filesystem::path file(const std::string& name, const std::string& text) const;

  tl::expected<Settings, model::Mistakes> load() const;
  /// The settings of a site that must be good.
  Settings good() const;
  /// What is said about the site, as people read it; files without their folder.
  std::vector<std::string> said() const;

  std::filesystem::path folder_;
  std::string text_;
};

/// The alarm of that id; a failure when there is none.
const site::AlarmSpec& alarm_of(const Settings& settings, const std::string& id);

}  // namespace hazgate::config
