#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drivers/model/reader.hpp"
#include "gateway/config/site_text.hpp"

/// Words of a table that refer to something else, read with their places.
namespace hazgate::config {

Reference reference(model::TableReader& reader, std::string_view key, std::string word);
Reference read_id(model::TableReader& reader);
Reference read_reference(model::TableReader& reader, std::string_view key);
std::vector<Reference> read_references(model::TableReader& reader, std::string_view key);

}  // namespace hazgate::config
