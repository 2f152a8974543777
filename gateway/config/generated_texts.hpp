#pragma once

#include <string_view>

namespace hazgate::config {

/// What the alarms say that hazgate makes by itself.
struct GeneratedText {
  std::string_view message;
  std::string_view action;
};

enum class Generated {
  Comm,
  Bus,
  Output,
  Journal,
  Uplink,
  Panel,
  OutOfService,
  Flood,
  Differs,
  Member,
  Feedback,
  Certificate
};

/// In the site's language (zh-CN, zh-TW, en).
GeneratedText generated_text(Generated what, std::string_view language);

}  // namespace hazgate::config
