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
/// `remarks`: gets the remarks, also of a file with mistakes, as far as they can be known then; null: nobody
/// wants them beside Settings::remarks.
/// Errors  every mistake of every file at once; a file that cannot be read is a mistake too
tl::expected<Settings, model::Mistakes> load(const std::filesystem::path& site_file,
                                             const ModelPath& models = default_model_path(),
                                             std::vector<model::Mistake>* remarks = nullptr);

/// Where the daemon of a site file listens. Reads [control] only, so that a file with mistakes
/// elsewhere still leads to the daemon that runs.
/// Errors  the file cannot be read, is not TOML, or [control] has mistakes
tl::expected<std::string, model::Mistakes> control_socket(const std::filesystem::path& site_file);

}  // namespace hazgate::config
