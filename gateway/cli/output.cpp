#include "gateway/cli/output.hpp"

#include <cstdio>

#include "gateway/control/json_text.hpp"

namespace hazgate::cli {

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string json_line(const Item& item) {
  return control::json_text(item) + '\n';
}

}  // namespace hazgate::cli
