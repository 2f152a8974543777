#include "gateway/config/load.hpp"

#include <cstdlib>
#include <memory>

#include "drivers/model/reader.hpp"
#include "gateway/config/sections.hpp"
#include "gateway/config/site_check.hpp"

namespace hazgate::config {

ModelPath default_model_path() {
  ModelPath path;
  if (const char* given = std::getenv("HAZGATE_MODELS"); given != nullptr && *given != '\0') {
    path.folders.emplace_back(given);
  }
  path.folders.emplace_back(HAZGATE_INSTALLED_MODELS);
  path.folders.emplace_back(HAZGATE_SOURCE_MODELS);
  return path;
}

tl::expected<Settings, model::Mistakes> load(const std::filesystem::path& site_file,
                                             const ModelPath& models,
                                             std::vector<model::Mistake>* remarks) {
  model::Mistakes mistakes;
  const std::string file = site_file.string();
  const auto table = model::parse_file(file, mistakes);
  if (!table) return tl::unexpected(std::move(mistakes));
  const SiteText text = read_site(*table, file, mistakes);
  Settings settings =
      SiteCheck(text, std::filesystem::absolute(site_file).string(), models, mistakes).run();
  if (remarks != nullptr) *remarks = settings.remarks;
  for (const auto& season : meetings(settings.seasons)) {
    settings.in_seasons.push_back(std::make_shared<const Settings>(
        SiteCheck(text, settings.file, models, mistakes).run(season)));
  }
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  return settings;
}

tl::expected<std::string, model::Mistakes> control_socket(const std::filesystem::path& site_file) {
  model::Mistakes mistakes;
  const auto table = model::parse_file(site_file.string(), mistakes);
  if (!table) return tl::unexpected(std::move(mistakes));
  model::TableReader reader(*table, {}, site_file.string(), mistakes);
  ControlSettings control;
  read_control(reader, control);
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  return control.socket;
}

}  // namespace hazgate::config
