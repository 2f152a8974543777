#include "tests/unit/gateway/config/site_file.hpp"

#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace hazgate::config {
namespace {

constexpr const char* kSite = R"([site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"
language = "en"

[[bus]]
id = "field"
type = "tcp"
host = "127.0.0.1"

[[device]]
id = "gd-101"
bus = "field"
unit = 11
model = "gas-detector"

[[device]]
id = "relay-1"
bus = "field"
unit = 51
model = "relay-box"

[[contact]]
id = "wang"
role = "duty-operator"

[[plan]]
id = "leak"
trigger = ["gd-101.gas.HH"]

[[plan.step]]
do = "write"
point = "relay-1.siren"
value = true
)";

}  // namespace

void SiteFile::SetUp() {
  std::string pattern = (std::filesystem::temp_directory_path() / "hazgate-config-XXXXXX").string();
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  folder_ = pattern;
  text_ = kSite;
}

void SiteFile::TearDown() {
  std::filesystem::remove_all(folder_);
}

void SiteFile::write(const std::string& from, const std::string& to) {
  const auto place = text_.find(from);
  ASSERT_NE(place, std::string::npos) << "the site has no " << from;
  text_.replace(place, from.size(), to);
}

std::filesystem::path SiteFile::file(const std::string& name, const std::string& text) const {
  const auto path = folder_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
  return path;
}

tl::expected<Settings, model::Mistakes> SiteFile::load() const {
  return config::load(file("site.toml", text_), {{HAZGATE_CONFIG "/devices"}});
}

Settings SiteFile::good() const {
  auto settings = load();
  if (settings) return std::move(*settings);
  for (const auto& mistake : settings.error().sorted()) ADD_FAILURE() << to_text(mistake);
  return {};
}

std::vector<std::string> SiteFile::said() const {
  std::vector<std::string> lines;
  const auto settings = load();
  if (settings) return lines;
  for (model::Mistake mistake : settings.error().sorted()) {
    mistake.place.file = std::filesystem::path(mistake.place.file).filename();
    lines.push_back(to_text(mistake));
  }
  return lines;
}

const site::AlarmSpec& alarm_of(const Settings& settings, const std::string& id) {
  for (const site::AlarmSpec& alarm : settings.site.alarms) {
    if (alarm.id == id) return alarm;
  }
  throw std::out_of_range("no alarm " + id);
}

}  // namespace hazgate::config
