#include "simulators/scenario/shelf.hpp"

#include <utility>

namespace hazgate::sim {

const model::DeviceModel* Shelf::find(model::TableReader& device) {
  const auto name = device.identifier("model");
  if (!name) return nullptr;
  auto known = loaded_.find(*name);
  if (known == loaded_.end()) {
    const auto file = look_for(device, *name);
    if (!file) return nullptr;
    known = loaded_.emplace(*name, std::nullopt).first;
    if (auto model = model::load_model(*file)) {
      known->second = std::move(*model);
    } else {
      for (const auto& each : model.error().sorted()) {
        device.mistakes().add(each.place, each.key, each.problem, each.remedy);
      }
    }
  }
  return known->second ? &*known->second : nullptr;
}

std::optional<std::filesystem::path> Shelf::look_for(model::TableReader& device,
                                                     const std::string& name) const {
  std::vector<std::string> names;
  std::string looked;
  for (const auto& folder : folders_) {
    std::error_code error;
    auto file = folder / (name + ".toml");
    if (std::filesystem::exists(file, error)) return file;
    std::filesystem::directory_iterator entry(folder, error);
    while (!error && entry != std::filesystem::directory_iterator()) {
      if (entry->path().extension() == ".toml") names.push_back(entry->path().stem().string());
      entry.increment(error);
    }
    looked += (looked.empty() ? "" : ", ") + folder.string();
  }
  const auto meant = model::nearest(name, names);
  device.mistake("model", "no model \"" + name + "\" in " + looked,
                 meant ? "did you mean \"" + *meant + "\"?" : "write a model that is there");
  return std::nullopt;
}

}  // namespace hazgate::sim
