#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "drivers/model/reader.hpp"

namespace hazgate::model {

/// A TOML text and the mistakes that reading it finds; the file is called "t".
class TomlText {
 public:
  explicit TomlText(std::string_view text) : table_(toml::parse(text)) {}
  TableReader reader() { return {table_, {}, "t", mistakes}; }

  /// As people read them.
  std::vector<std::string> said() const {
    std::vector<std::string> lines;
    for (const Mistake& mistake : mistakes.sorted()) lines.push_back(to_text(mistake));
    return lines;
  }

  Mistakes mistakes;

 private:
  toml::table table_;
};

}  // namespace hazgate::model
