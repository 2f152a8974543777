#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/journal/database.hpp"
#include "gateway/journal/page_rows.hpp"

namespace hazgate::journal {

/// How a table of a damaged file is laid out.
struct TableShape {
  struct Column {
    std::string name, type;
    bool may_be_null = true;
    std::optional<std::int64_t> key;  ///< place in the primary key, from 1
  };

  std::string name;
  std::uint32_t root = 0;  ///< 0: not known
  bool has_rowid = true;
  std::vector<Column> columns;       ///< as they are stored
  std::optional<std::size_t> alias;  ///< the column that is the rowid

  /// As a database of the same definitions says.
  static TableShape of(Database& database, const std::string& name);
  /// Whether these may be the fields of a row of it.
  bool fits(const std::vector<Field>& fields) const;
};

/// Puts rows into the table of the same name, column by column as both have them.
/// Errors  in the Database, as with every statement
class RowTarget {
 public:
  RowTarget(Database& database, const TableShape& shape);

  /// False: these are no rows of this table.
  bool put(const Row& row);

 private:
  Statement& statement(std::size_t fields);

  Database& database_;
  const TableShape& shape_;
  std::vector<bool> is_wanted_;
  std::map<std::size_t, Statement> statements_;  ///< by the number of fields: columns came later
};

}  // namespace hazgate::journal
