#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "drivers/model/device_model.hpp"
#include "drivers/model/reader.hpp"

namespace hazgate::sim {

/// The device models that a scenario names, each read once.
class Shelf {
 public:
  /// `folders`: in the order in which they are searched
  explicit Shelf(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

  /// The model that the key `model` of a device names. Nothing when there is none, or when it has
  /// mistakes; they are reported.
  const model::DeviceModel* find(model::TableReader& device);

 private:
  std::optional<std::filesystem::path> look_for(model::TableReader& device,
                                                const std::string& name) const;

  std::vector<std::filesystem::path> folders_;
  std::map<std::string, std::optional<model::DeviceModel>> loaded_;  ///< nothing: it has mistakes
};

}  // namespace hazgate::sim
