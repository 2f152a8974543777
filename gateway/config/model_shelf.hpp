#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "drivers/model/device_model.hpp"
#include "gateway/config/site_text.hpp"

namespace hazgate::config {

/// The device models that a site names, each read once.
class ModelShelf {
 public:
  /// `folders`: in the order in which they are searched
  ModelShelf(std::vector<std::filesystem::path> folders, model::Mistakes& mistakes);

  /// Nothing when there is no such model, or when it has mistakes; they are reported.
  const model::DeviceModel* find(const Reference& name);

 private:
  std::optional<std::filesystem::path> look_for(const Reference& name);

  std::vector<std::filesystem::path> folders_;
  model::Mistakes& mistakes_;
  std::map<std::string, std::optional<model::DeviceModel>> loaded_;  ///< nothing: has mistakes
};

}  // namespace hazgate::config
