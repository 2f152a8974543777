#include "drivers/model/reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <utility>

namespace hazgate::model {
namespace {

constexpr std::string_view kDurationForm =
    "write a duration such as \"250ms\", \"1s\", \"5m\", \"24h\" or \"30d\"";

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// What stands there, for "this is a number, not a text".
std::string_view kind_of(const toml::node& node) {
  if (node.is_string()) return "a text";
  if (node.is_integer() || node.is_floating_point()) return "a number";
  if (node.is_boolean()) return "true or false";
  if (node.is_array()) return "a list";
  if (node.is_table()) return "a table";
  return "a date or time";
}

bool is_identifier(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || c == '-'; });
}

/// "device[2].point" as it is written in a header: "device.point".
std::string without_places(std::string_view path) {
  std::string plain;
  bool inside = false;
  for (const char c : path) {
    if (c == '[') inside = true;
    if (!inside) plain += c;
    if (c == ']') inside = false;
  }
  return plain;
}

/// Letters to insert, remove, replace or swap with their neighbour to get from `a` to `b`.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({replaced, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

std::optional<Value> value_of(const toml::node& node) {
  if (const auto* flag = node.as_boolean()) return Value{flag->get()};
  if (const auto* integer = node.as_integer()) return Value{integer->get()};
  if (const auto* number = node.as_floating_point()) return Value{number->get()};
  if (const auto* text = node.as_string()) return Value{text->get()};
  return std::nullopt;
}

}  // namespace

std::optional<Duration> duration_from(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0 || count > 1'000'000'000) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "ms") return std::chrono::milliseconds{count};
  if (unit == "s") return std::chrono::seconds{count};
  if (count > 1'000'000) return std::nullopt;
  if (unit == "m") return std::chrono::minutes{count};
  if (unit == "h") return std::chrono::hours{count};
  if (unit == "d") return std::chrono::hours{count * 24};
  return std::nullopt;
}

std::optional<std::string> nearest(std::string_view text,
                                   const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  std::size_t least = std::max<std::size_t>(text.size() < 4 ? 1 : 2, text.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (text.size() >= candidate.size() + least || candidate.size() >= text.size() + least)
      continue;
    const std::size_t d = distance(text, candidate);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

std::optional<toml::table> parse_file(const std::string& file, Mistakes& mistakes) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  if (!stream.is_open() || stream.bad() || text.bad()) {
    mistakes.add({file}, {}, "cannot be read", "check that the file exists and may be read");
    return std::nullopt;
  }
  return parse_text(text.str(), file, mistakes);
}

std::optional<toml::table> parse_text(std::string_view text, const std::string& file,
                                      Mistakes& mistakes) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    const auto& where = error.source().begin;
    mistakes.add({file, where.line, where.column}, {},
                 "not TOML: " + std::string(error.description()),
                 "correct this first; what stands behind it was not checked");
    return std::nullopt;
  }
}

TableReader::TableReader(const toml::table& table, std::string path, std::string file,
                         Mistakes& mistakes)
    : table_(table), path_(std::move(path)), file_(std::move(file)), mistakes_(mistakes) {}

Place TableReader::place() const {
  const auto& where = table_.source().begin;
  return {file_, where.line, where.column};
}

Place TableReader::place_of(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return place();
  const auto& where = node->source().begin;
  return {file_, where.line, where.column};
}

Place TableReader::place_of(std::string_view key, std::size_t element) const {
  const toml::array* array = table_.get_as<toml::array>(key);
  if (array == nullptr || element >= array->size()) return place_of(key);
  const auto& where = array->get(element)->source().begin;
  return {file_, where.line, where.column};
}

bool TableReader::has(std::string_view key) const {
  return table_.contains(key);
}

bool TableReader::is_list(std::string_view key) const {
  return table_[key].is_array();
}

std::string TableReader::full(std::string_view key) const {
  if (path_.empty()) return std::string(key);
  return key.empty() ? path_ : path_ + "." + std::string(key);
}

void TableReader::mistake(std::string_view key, std::string problem, std::string remedy) {
  mistakes_.add(place_of(key), full(key), std::move(problem), std::move(remedy));
}

void TableReader::mistake_in(std::string_view key, std::size_t element, std::string problem,
                             std::string remedy) {
  mistakes_.add(place_of(key, element), full(key) + "[" + std::to_string(element) + "]",
                std::move(problem), std::move(remedy));
}

const toml::node* TableReader::find(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

void TableReader::require(std::string_view key, std::string remedy) {
  if (!has(key)) mistake(key, "is missing", std::move(remedy));
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* text = node->as_string()) return text->get();
  mistake(key, "is " + std::string(kind_of(*node)) + ", not a text", "write it in quotes");
  return std::nullopt;
}

std::optional<std::string> TableReader::identifier(std::string_view key) {
  auto name = text(key);
  if (!name || is_identifier(*name)) return name;
  mistake(key, quoted(*name) + " is not an identifier",
          "use only a-z, 0-9 and -, beginning with a letter or digit");
  return std::nullopt;
}

std::string TableReader::written(std::string_view key) const {
  return table_[key].value_or(std::string());
}

std::optional<double> TableReader::number(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (value && std::isfinite(*value)) return value;
  mistake(key, value ? "is not finite" : "is " + std::string(kind_of(*node)) + ", not a number",
          "write a number such as 12.5, without quotes");
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t low,
                                                 std::int64_t high) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const std::string form =
      "write a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  const auto* value = node->as_integer();
  if (value == nullptr) {
    mistake(key, "is " + std::string(kind_of(*node)) + ", not a whole number", form);
    return std::nullopt;
  }
  if (value->get() < low || value->get() > high) {
    mistake(key, std::to_string(value->get()) + " is out of range", form);
    return std::nullopt;
  }
  return value->get();
}

std::optional<bool> TableReader::flag(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* value = node->as_boolean()) return value->get();
  mistake(key, "is " + std::string(kind_of(*node)), "write true or false, without quotes");
  return std::nullopt;
}

std::optional<Duration> TableReader::duration(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto* text = node->as_string();
  if (text == nullptr) {
    mistake(key, "is " + std::string(kind_of(*node)) + ", not a duration",
            std::string(kDurationForm));
    return std::nullopt;
  }
  auto duration = duration_from(text->get());
  if (!duration) {
    mistake(key, quoted(text->get()) + " is not a duration", std::string(kDurationForm));
  }
  return duration;
}

std::optional<std::size_t> TableReader::one_of(std::string_view key,
                                               std::span<const std::string_view> allowed) {
  const auto given = text(key);
  if (!given) return std::nullopt;
  const auto found = std::find(allowed.begin(), allowed.end(), *given);
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  std::string list;
  for (const std::string_view each : allowed)
    list += (list.empty() ? "" : ", ") + std::string(each);
  mistake(key, quoted(*given) + " is not known", "write one of: " + list);
  return std::nullopt;
}

std::optional<std::vector<std::string>> TableReader::texts(std::string_view key) {
  const auto given = values(key);
  if (!given) return std::nullopt;
  std::vector<std::string> list;
  for (const Value& value : *given) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      list.push_back(*text);
    } else {
      mistake(key, "holds something that is not a text", "write a list of texts: [\"a\", \"b\"]");
      return std::nullopt;
    }
  }
  return list;
}

std::optional<std::vector<Value>> TableReader::values(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    mistake(key, "is " + std::string(kind_of(*node)) + ", not a list",
            "write it in brackets: [ … ]");
    return std::nullopt;
  }
  std::vector<Value> list;
  for (const toml::node& element : *array) {
    auto value = value_of(element);
    if (!value) {
      mistake(key, "holds " + std::string(kind_of(element)), "write texts, numbers, true or false");
      return std::nullopt;
    }
    list.push_back(std::move(*value));
  }
  return list;
}

std::optional<Value> TableReader::value(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  auto value = value_of(*node);
  if (!value) {
    mistake(key, "is " + std::string(kind_of(*node)), "write a text, a number, true or false");
  }
  return value;
}

std::optional<std::pair<double, double>> TableReader::range(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const toml::array* array = node->as_array();
  if (array != nullptr && array->size() == 2) {
    const auto low = array->get(0)->value<double>();
    const auto high = array->get(1)->value<double>();
    if (low && high && std::isfinite(*low) && std::isfinite(*high) && *low < *high) {
      return std::pair(*low, *high);
    }
  }
  mistake(key, "is not a range", "write two numbers, the lower first: [0.0, 100.0]");
  return std::nullopt;
}

void TableReader::each(std::string_view key, const std::function<void(TableReader&)>& read) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr || !(array->empty() || array->is_homogeneous(toml::node_type::table))) {
    mistake(key, "is not a list of tables",
            "write [[" + without_places(full(key)) + "]] above each of them");
    return;
  }
  std::size_t place = 0;
  for (const toml::node& element : *array) {
    const std::string path = full(key) + "[" + std::to_string(place++) + "]";
    TableReader reader(*element.as_table(), path, file_, mistakes_);
    read(reader);
    reader.finish();
  }
}

const toml::table* TableReader::table(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  if (const toml::table* table = node->as_table()) return table;
  mistake(key, "is " + std::string(kind_of(*node)) + ", not a table",
          "write [" + without_places(full(key)) + "]");
  return nullptr;
}

TableReader TableReader::inside(std::string_view key, const toml::table& table) const {
  return {table, full(key), file_, mistakes_};
}

void TableReader::finish() {
  for (const auto& [key, node] : table_) {
    const std::string name(key.str());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const auto& where = key.source().begin;
    const auto meant = nearest(name, known_);
    mistakes_.add({file_, where.line, where.column}, full(name), "is not a known key",
                  meant ? "did you mean " + *meant + "?" : "remove it");
  }
}

}  // namespace hazgate::model
