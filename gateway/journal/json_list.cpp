#include "gateway/journal/json_list.hpp"

#include <boost/json.hpp>

namespace hazgate::journal {

std::string to_json(const std::vector<std::string>& texts) {
  boost::json::array array;
  array.reserve(texts.size());
  for (const std::string& text : texts) array.emplace_back(text);
  return boost::json::serialize(array);
}

std::optional<std::vector<std::string>> texts_from_json(std::string_view json) {
  boost::json::error_code error;
  const boost::json::value value = boost::json::parse({json.data(), json.size()}, error);
  if (error || !value.is_array()) return std::nullopt;
  std::vector<std::string> texts;
  texts.reserve(value.get_array().size());
  for (const boost::json::value& item : value.get_array()) {
    if (!item.is_string()) return std::nullopt;
    texts.emplace_back(item.get_string().data(), item.get_string().size());
  }
  return texts;
}

}  // namespace hazgate::journal
