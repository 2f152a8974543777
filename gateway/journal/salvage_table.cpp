#include "gateway/journal/salvage_table.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace hazgate::journal {
namespace {

bool is_of_type(const std::string& type, const Field& field) {
  if (type == "INTEGER") return std::holds_alternative<std::int64_t>(field);
  if (type == "TEXT") return std::holds_alternative<std::string>(field);
  if (type == "BLOB") return std::holds_alternative<Blob>(field);
  if (type == "REAL") {
    return std::holds_alternative<double>(field) || std::holds_alternative<std::int64_t>(field);
  }
  return true;
}

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

void put_field(Statement& into, int place, const Field& field) {
  struct Visitor {
    Statement& into;
    int place;
    void operator()(std::monostate) const {}
    void operator()(std::int64_t number) const { into.put(place, number); }
    void operator()(double number) const { into.put(place, number); }
    void operator()(const std::string& text) const { into.put(place, text); }
    void operator()(const Blob& blob) const { into.put(place, Statement::bytes(blob.bytes)); }
  };
  std::visit(Visitor{into, place}, field);
}

}  // namespace

TableShape TableShape::of(Database& database, const std::string& name) {
  TableShape shape;
  shape.name = name;
  Statement kind = database.prepare("SELECT wr FROM pragma_table_list WHERE name = ?");
  kind.start(name);
  shape.has_rowid = !kind.next() || kind.integer(0) == 0;
  kind.finish();
  Statement row = database.prepare(
      "SELECT name, upper(type), \"notnull\", pk FROM pragma_table_info(?) ORDER BY cid");
  for (row.start(name); row.next();) {
    Column column{row.text(0), row.text(1), row.integer(2) == 0, {}};
    if (row.integer(3) > 0) column.key = row.integer(3);
    if (column.key && !shape.has_rowid) column.may_be_null = false;
    shape.columns.push_back(std::move(column));
  }
  if (!shape.has_rowid) {  // its key stands first
    std::stable_sort(shape.columns.begin(), shape.columns.end(),
                     [](const Column& a, const Column& b) {
                       return a.key.value_or(INT64_MAX) < b.key.value_or(INT64_MAX);
                     });
    return shape;
  }
  const auto keys = std::count_if(shape.columns.begin(), shape.columns.end(),
                                  [](const Column& column) { return column.key.has_value(); });
  for (std::size_t i = 0; i < shape.columns.size(); ++i) {
    const Column& column = shape.columns[i];
    if (keys == 1 && column.key && column.type == "INTEGER") shape.alias = i;
  }
  return shape;
}

bool TableShape::fits(const std::vector<Field>& fields) const {
  if (fields.empty() || fields.size() > columns.size()) return false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const bool is_null = std::holds_alternative<std::monostate>(fields[i]);
    if (alias == i) {
      if (!is_null) return false;
    } else if (is_null ? !columns[i].may_be_null : !is_of_type(columns[i].type, fields[i])) {
      return false;
    }
  }
  return true;
}

RowTarget::RowTarget(Database& database, const TableShape& shape)
    : database_(database), shape_(shape) {
  const TableShape there = TableShape::of(database, shape.name);
  for (const TableShape::Column& column : shape.columns) {
    is_wanted_.push_back(std::any_of(there.columns.begin(), there.columns.end(),
                                     [&](const auto& has) { return has.name == column.name; }));
  }
}

Statement& RowTarget::statement(std::size_t fields) {
  const auto found = statements_.find(fields);
  if (found != statements_.end()) return found->second;
  std::string names, places;
  for (std::size_t i = 0; i < fields; ++i) {
    if (!is_wanted_[i]) continue;
    names += (names.empty() ? "" : ", ") + quoted(shape_.columns[i].name);
    places += places.empty() ? "?" : ", ?";
  }
  return statements_[fields] = database_.prepare("INSERT OR IGNORE INTO " + quoted(shape_.name) +
                                                 "(" + names + ") VALUES(" + places + ")");
}

bool RowTarget::put(const Row& row) {
  if (!shape_.fits(row.fields)) return false;
  if (std::find(is_wanted_.begin(), is_wanted_.end(), true) == is_wanted_.end()) return true;
  Statement& insert = statement(row.fields.size());
  insert.finish();
  int place = 0;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    if (!is_wanted_[i]) continue;
    ++place;
    if (shape_.alias == i) {
      insert.put(place, row.rowid);
    } else {
      put_field(insert, place, row.fields[i]);
    }
  }
  while (insert.next()) {
  }
  return true;
}

}  // namespace hazgate::journal
