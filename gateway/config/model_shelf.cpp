#include "gateway/config/model_shelf.hpp"

#include <system_error>
#include <utility>

#include "drivers/model/reader.hpp"

namespace hazgate::config {
namespace {

/// The names of the models in a folder; none when it cannot be read.
void list(const std::filesystem::path& folder, std::vector<std::string>& names) {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  while (!error && entry != std::filesystem::directory_iterator()) {
    if (entry->path().extension() == ".toml") names.push_back(entry->path().stem().string());
    entry.increment(error);
  }
}

}  // namespace

ModelShelf::ModelShelf(std::vector<std::filesystem::path> folders, model::Mistakes& mistakes)
    : folders_(std::move(folders)), mistakes_(mistakes) {}

const model::DeviceModel* ModelShelf::find(const Reference& name) {
  auto known = loaded_.find(name.word);
  if (known == loaded_.end()) {
    const auto file = look_for(name);
    if (!file) return nullptr;
    known = loaded_.emplace(name.word, std::nullopt).first;
    auto model = model::load_model(*file);
    if (model) {
      known->second = std::move(*model);
    } else {
      for (const auto& each : model.error().sorted()) {
        mistakes_.add(each.place, each.key, each.problem, each.remedy);
      }
    }
  }
  return known->second ? &*known->second : nullptr;
}

std::optional<std::filesystem::path> ModelShelf::look_for(const Reference& name) {
  std::vector<std::string> names;
  std::string looked;
  // A name with a slash would lead out of the folder.
  const bool plain = name.word.find('/') == std::string::npos;
  for (const auto& folder : folders_) {
    auto file = folder / (name.word + ".toml");
    std::error_code ignored;
    if (plain && std::filesystem::exists(file, ignored)) return file;
    list(folder, names);
    looked += (looked.empty() ? "" : ", ") + folder.string();
  }
  const auto meant = model::nearest(name.word, names);
  mistakes_.add(
      name.place, name.key, "no model \"" + name.word + "\" in " + looked,
      meant ? "did you mean \"" + *meant + "\"?" : "write a model that is there, or add its file");
  return std::nullopt;
}

}  // namespace hazgate::config
