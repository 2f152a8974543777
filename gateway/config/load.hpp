#pragma once

#include <filesystem>
#include <tl/expected.hpp>
#include <vector>

#include "drivers/model/mistakes.hpp"
#include "gateway/config/settings.hpp"

namespace hazgate::config {

/// Where device models are looked for, in this order: `devices/` beside the site file, then these.
struct ModelPath {
  std::vector<std::filesystem::path> folders;
};

/// The installed config/devices and the source tree's.
ModelPath default_model_path();

/// Reads a site file and the models it names, and checks everything.
/// Errors  every mistake of every file at once; a file that cannot be read is a mistake too
tl::expected<Settings, model::Mistakes> load(const std::filesystem::path& site_file,
                                             const ModelPath& models = default_model_path());

}  // namespace hazgate::config
