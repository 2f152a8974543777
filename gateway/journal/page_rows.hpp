#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/journal/page_file.hpp"

/// Rows out of the pages of a database that may be damaged: whatever is not as it must be is left out.
/// Source  sqlite.org/fileformat2.html, 1.6 and 2
/// Thread  any, one at a time
namespace hazgate::journal {

struct Blob {
  std::string bytes;
};
using Field = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

struct Row {
  std::int64_t rowid = 0;  ///< 0 in a table without
  std::vector<Field> fields;
};

/// None: these bytes are no record, or a text in it is none.
std::optional<std::vector<Field>> fields_from(std::string_view record);

enum class PageKind : std::uint8_t { TableLeaf, TableInner, KeyLeaf, KeyInner, Other };
PageKind kind_of(std::string_view page, std::uint32_t number);

/// Numbers (low, high] are what a part of a table may hold.
struct RowidRange {
  std::int64_t low = INT64_MIN, high = INT64_MAX;
};

/// Rows of one page, sound ones only; `bad` counts the others. Of an inner page of keys its own rows.
std::vector<Row> rows_of(PageFile& file, std::uint32_t number, const RowidRange& range,
                         std::uint64_t& bad);

struct Leaf {
  std::uint32_t page = 0;
  RowidRange range;
};

/// What hangs below a root.
struct Tree {
  std::vector<Leaf> pages;  ///< with rows, in the order of the keys where they have one
  std::vector<Leaf> lost;   ///< cannot be read, or are no page of such a tree
  bool is_end_lost = false;
};

/// `is_table`: has rowids. `seen` has a place for every page: what was reached is marked, nothing is gone
/// through twice.
Tree tree_of(PageFile& file, std::uint32_t root, bool is_table, std::vector<bool>& seen);

}  // namespace hazgate::journal
