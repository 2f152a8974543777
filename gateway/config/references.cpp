#include "gateway/config/references.hpp"

namespace hazgate::config {

using model::TableReader;

Reference reference(TableReader& reader, std::string_view key, std::string word) {
  return {std::move(word), reader.place_of(key), reader.full(key)};
}

Reference read_id(TableReader& reader) {
  reader.require("id", "write a name of a-z, 0-9 and -");
  const auto id = reader.identifier("id");
  // A wrong id stays in use, so that what refers to it is not a mistake too.
  return reference(reader, "id", id.value_or(reader.written("id")));
}

Reference read_reference(TableReader& reader, std::string_view key) {
  return reference(reader, key, reader.text(key).value_or(""));
}

std::vector<Reference> read_references(TableReader& reader, std::string_view key) {
  std::vector<Reference> list;
  const auto words = reader.texts(key).value_or(std::vector<std::string>{});
  list.reserve(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    list.push_back(
        {words[i], reader.place_of(key, i), reader.full(key) + "[" + std::to_string(i) + "]"});
  }
  return list;
}

}  // namespace hazgate::config
