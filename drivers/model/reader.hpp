#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

#include "drivers/codec/value.hpp"
#include "drivers/model/mistakes.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::model {

/// Reads one TOML table: every key is asked for by its type, each wrong one becomes a Mistake, and
/// finish() reports the keys that nobody asked for. Reading goes on after a mistake.
/// Thread  any (pure)
class TableReader {
 public:
  /// `path`: where the table is in the file, for messages: "device[2]"
  TableReader(const toml::table& table, std::string path, std::string file, Mistakes& mistakes);

  Place place() const;
  Place place_of(std::string_view key) const;  ///< of its value; of the table when it is missing
  Place place_of(std::string_view key, std::size_t element) const;  ///< of one value of a list
  bool has(std::string_view key) const;
  bool is_list(std::string_view key) const;
  void mistake(std::string_view key, std::string problem, std::string remedy);
  /// About one value of a list.
  void mistake_in(std::string_view key, std::size_t element, std::string problem,
                  std::string remedy);

  // Nothing, without a mistake, when the key is missing.
  std::optional<std::string> text(std::string_view key);
  std::optional<std::string> identifier(std::string_view key);  ///< [a-z0-9][a-z0-9-]*
  /// The text, right or wrong and without a mistake; empty when there is none. For what refers to
  /// something by a wrong name.
  std::string written(std::string_view key) const;
  std::optional<double> number(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t low, std::int64_t high);
  std::optional<bool> flag(std::string_view key);
  std::optional<Duration> duration(std::string_view key);
  /// The place of the text in `allowed`.
  std::optional<std::size_t> one_of(std::string_view key,
                                    std::span<const std::string_view> allowed);
  std::optional<std::vector<std::string>> texts(std::string_view key);
  std::optional<std::vector<Value>> values(std::string_view key);
  std::optional<Value> value(std::string_view key);
  /// [low, high] with low < high
  std::optional<std::pair<double, double>> range(std::string_view key);

  void require(std::string_view key, std::string remedy);  ///< a mistake when it is missing

  /// Calls `read` for each table of `[[key]]`.
  void each(std::string_view key, const std::function<void(TableReader&)>& read);
  /// A table of its own: `[key]` or `key = { … }`. Nothing when it is missing or not a table.
  const toml::table* table(std::string_view key);
  TableReader inside(std::string_view key, const toml::table& table) const;

  void finish();

  std::string full(std::string_view key) const;  ///< "device[2].poll"
  const std::string& path() const { return path_; }
  const std::string& file() const { return file_; }
  Mistakes& mistakes() { return mistakes_; }

 private:
  const toml::node* find(std::string_view key);

  const toml::table& table_;
  std::string path_;
  std::string file_;
  Mistakes& mistakes_;
  std::vector<std::string> known_;
};

/// "250ms" "1s" "5m" "24h" "30d".
std::optional<Duration> duration_from(std::string_view text);

/// The candidate that is most like `text`, if one is near enough to be meant.
std::optional<std::string> nearest(std::string_view text,
                                   const std::vector<std::string>& candidates);

/// Parses a file; a file that cannot be read or is not TOML is a mistake.
std::optional<toml::table> parse_file(const std::string& file, Mistakes& mistakes);

/// The same for the text of a file; `file` is its name.
std::optional<toml::table> parse_text(std::string_view text, const std::string& file,
                                      Mistakes& mistakes);

}  // namespace hazgate::model
