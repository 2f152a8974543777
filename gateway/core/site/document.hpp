#pragma once

#include <string>
#include <string_view>

namespace hazgate::site {

/// The kind of what is put away for people to look at: kept as long as the incident of the same id, and not given
/// back at a start.
inline constexpr std::string_view kArchive = "archive";

/// A small thing that outlives the process and is looked up by its name: kept as JSON text, so that it may
/// grow without another table. What it means is known to who wrote it.
struct Document {
  std::string kind;  ///< "hazard" "equipment" …
  std::string id;
  std::string body;  ///< empty: it is forgotten

  friend bool operator==(const Document&, const Document&) = default;
};

}  // namespace hazgate::site
