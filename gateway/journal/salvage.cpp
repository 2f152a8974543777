#include "gateway/journal/salvage.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <unistd.h>
#include <utility>

#include "gateway/journal/database.hpp"
#include "gateway/journal/files.hpp"
#include "gateway/journal/page_file.hpp"
#include "gateway/journal/page_rows.hpp"
#include "gateway/journal/salvage_table.hpp"
#include "gateway/journal/schema.hpp"
#include "gateway/journal/space.hpp"

namespace hazgate::journal {
namespace {

constexpr std::uint64_t kSmall = 1024;  ///< pages of a table that goes before those of samples

struct SchemaEntry {
  std::string type, name, sql;
  std::uint32_t root = 0;
};

const std::string* text_in(const Row& row, std::size_t place) {
  return place < row.fields.size() ? std::get_if<std::string>(&row.fields[place]) : nullptr;
}

/// sqlite_schema(type, name, tbl_name, rootpage, sql)
std::optional<SchemaEntry> entry_from(const Row& row) {
  const std::string* type = text_in(row, 0);
  const std::string* name = text_in(row, 1);
  if (type == nullptr || name == nullptr || row.fields.size() != 5) return std::nullopt;
  const auto* root = std::get_if<std::int64_t>(&row.fields[3]);
  if (root == nullptr || *root < 0 || *root > UINT32_MAX) return std::nullopt;
  const std::string* sql = text_in(row, 4);
  return SchemaEntry{*type, *name, sql == nullptr ? std::string() : *sql,
                     static_cast<std::uint32_t>(*root)};
}

bool is_record(const std::string& table) {
  return table == "event" || table == "audit";
}

/// One salvage: from the pages of the old file into the tables of the new one.
class Rescue {
 public:
  Rescue(PageFile pages, std::string to)
      : pages_(std::move(pages)), to_(std::move(to)), seen_(std::size_t{pages_.count()} + 1) {
    read_schema();
  }

  tl::expected<Salvage, std::string> run() {
    result_.is_wal_torn = pages_.is_wal_torn();
    if (!make_target(is_schema_whole_) && (!is_schema_whole_ || !make_target(false))) {
      return tl::unexpected(failure());
    }
    result_.is_schema_lost = !is_as_it_was_;
    find_tables();
    find_rows();
    target_->begin();
    for (Source& source : sources_) take_rows(source);
    take_strays();
    count();
    finish();
    if (auto error = target_->commit()) target_->fail(*std::move(error));
    if (!target_->ok()) return tl::unexpected(failure());
    target_.reset();
    if (auto synced = sync_file(to_); !synced) return tl::unexpected(synced.error());
    return result_;
  }

 private:
  struct Source {
    TableShape shape;
    Tree tree;
    std::unique_ptr<RowTarget> target;
    SalvagedTable result;
    std::uint64_t strays = 0;
  };

  std::string failure() {
    const auto error = target_ ? target_->take_error() : std::nullopt;
    return "cannot write " + to_ + ": " + (error ? error->text : "no such file can be made");
  }

  void read_schema() {
    const Tree tree = tree_of(pages_, 1, true, seen_);
    std::uint64_t bad = 0;
    for (const Leaf& leaf : tree.pages) {
      for (const Row& row : rows_of(pages_, leaf.page, leaf.range, bad)) {
        auto entry = entry_from(row);
        if (!entry) ++bad;
        if (entry) schema_.push_back(*std::move(entry));
      }
    }
    std::set<std::string> names;
    for (const SchemaEntry& entry : schema_) names.insert(entry.name);
    const bool has_ours = names.count("meta") + names.count("event") + names.count("lane") == 3;
    is_schema_whole_ = pages_.has_header() && tree.lost.empty() && bad == 0 && has_ours &&
                       pages_.user_version() > 0 && pages_.user_version() <= kSchemaVersion;
  }

  /// `as_it_was`: by the definitions of the damaged file, in its version; else those of today.
  bool make_target(bool as_it_was) {
    target_.reset();
    ::unlink(to_.c_str());
    is_as_it_was_ = as_it_was;
    if (!create_file(to_)) return false;
    auto opened = Database::open(to_, Database::Access::ReadWrite);
    if (!opened) return false;
    target_ = std::move(*opened);
    // Nothing counts before it is whole and has its name.
    target_->execute(("PRAGMA page_size=" + std::to_string(pages_.size())).c_str());
    target_->execute(
        "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=OFF; "
        "PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY");
    if (!as_it_was) {
      make_tables(*target_);
      target_->execute("DELETE FROM minute_mark");  // the old one counts, or none
      return target_->ok();
    }
    for (const char* type : {"table", "index"}) {
      for (const SchemaEntry& entry : schema_) {
        const bool is_own = entry.name.starts_with("sqlite_");
        if (entry.type == type && !is_own && !entry.sql.empty()) {
          target_->execute(entry.sql.c_str());
        }
      }
    }
    target_->execute(("PRAGMA user_version=" + std::to_string(pages_.user_version())).c_str());
    target_->execute(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
    if (target_->ok()) return true;
    target_->take_error();
    return false;
  }

  /// Those that the old file describes, and those of today where it does not any more.
  void find_tables() {
    auto scratch = Database::open(":memory:", Database::Access::ReadWrite);
    std::set<std::string> known;
    for (const SchemaEntry& entry : schema_) {
      if (entry.type != "table" || entry.sql.empty() || !scratch) continue;
      (*scratch)->execute(entry.sql.c_str());
      if ((*scratch)->take_error() || !known.insert(entry.name).second) continue;
      add_table(TableShape::of(**scratch, entry.name), entry.root);
    }
    if (is_as_it_was_) return;
    Statement name = target_->prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
    std::vector<std::string> missing;
    for (name.start(); name.next();) {
      if (!known.contains(name.text(0))) missing.push_back(name.text(0));
    }
    for (const std::string& table : missing) add_table(TableShape::of(*target_, table), 0);
  }

  void add_table(TableShape shape, std::uint32_t root) {
    if (shape.columns.empty() || shape.name.starts_with("sqlite_")) return;
    shape.root = root;
    Source& source = sources_.emplace_back();
    source.result.name = shape.name;
    source.shape = std::move(shape);
  }

  void find_rows() {
    for (const SchemaEntry& entry : schema_) {
      if (entry.type == "index") tree_of(pages_, entry.root, false, seen_);
    }
    for (Source& source : sources_) {
      if (source.shape.root == 0) continue;
      source.tree = tree_of(pages_, source.shape.root, source.shape.has_rowid, seen_);
    }
    const auto rank = [](const Source& source) {
      const std::uint64_t pages = source.tree.pages.size();
      const bool first = is_record(source.result.name) || pages < kSmall;
      return std::pair(first ? 0 : 1, pages);
    };
    std::sort(sources_.begin(), sources_.end(),
              [&](const Source& a, const Source& b) { return rank(a) < rank(b); });
    for (Source& source : sources_) {  // at their place for good: a target refers to the shape
      source.target = std::make_unique<RowTarget>(*target_, source.shape);
    }
  }

  /// The newest that there is room for.
  std::size_t first_page(Source& source) {
    const std::uint64_t pages = source.tree.pages.size();
    if (pages < kSmall) return 0;
    const std::uint64_t free = free_space(to_).value_or(Space{}).free_bytes;
    const std::uint64_t room = (free > kLeaveFree ? free - kLeaveFree : 0) / pages_.size();
    source.result.left_behind = pages > room ? pages - room : 0;
    return static_cast<std::size_t>(source.result.left_behind);
  }

  void take_rows(Source& source) {
    std::uint64_t bad = 0;
    for (std::size_t i = first_page(source); i < source.tree.pages.size(); ++i) {
      const Leaf& leaf = source.tree.pages[i];
      for (const Row& row : rows_of(pages_, leaf.page, leaf.range, bad)) {
        if (!source.target->put(row)) ++bad;
      }
      if (!target_->ok()) return;
    }
    source.result.lost = bad;
    source.result.is_end_lost = source.shape.has_rowid && source.tree.is_end_lost;
    for (const Leaf& lost : source.tree.lost) {
      const auto [low, high] = lost.range;
      const bool is_bounded = source.shape.has_rowid && high != INT64_MAX && high > 0;
      if (is_bounded) {
        source.result.lost += static_cast<std::uint64_t>(high - std::max<std::int64_t>(low, 0));
      } else {
        source.result.is_some_lost = true;
      }
    }
  }

  /// Pages that nothing leads to any more belong to the table whose rows they may be.
  void take_strays() {
    const bool any = std::any_of(sources_.begin(), sources_.end(),
                                 [&](const Source& source) { return may_have_strays(source); });
    if (!any) return;
    for (std::uint32_t number = 2; number <= pages_.count() && target_->ok(); ++number) {
      if (seen_[number] || pages_.is_free(number)) continue;
      const PageKind kind = kind_of(pages_.page(number), number);
      if (kind == PageKind::Other || kind == PageKind::TableInner) continue;
      std::uint64_t bad = 0;
      const std::vector<Row> rows = rows_of(pages_, number, {}, bad);
      Source* const source = owner_of(rows, kind == PageKind::TableLeaf);
      if (source == nullptr) continue;
      for (const Row& row : rows) source->strays += source->target->put(row) ? 1 : 0;
    }
  }

  bool may_have_strays(const Source& source) const {
    return source.shape.root == 0 || !source.tree.lost.empty();
  }

  /// A row may be shorter than its table by the columns that came later.
  Source* owner_of(const std::vector<Row>& rows, bool is_table) {
    Source* const exact = owner_of(rows, is_table, true);
    return exact != nullptr ? exact : owner_of(rows, is_table, false);
  }

  Source* owner_of(const std::vector<Row>& rows, bool is_table, bool exactly) {
    Source* owner = nullptr;
    for (Source& source : sources_) {
      if (source.shape.has_rowid != is_table || rows.empty() || !may_have_strays(source)) continue;
      const bool fits = std::all_of(rows.begin(), rows.end(), [&](const Row& row) {
        return source.shape.fits(row.fields) &&
               (!exactly || row.fields.size() == source.shape.columns.size());
      });
      if (!fits) continue;
      if (owner != nullptr) return nullptr;  // may be of either
      owner = &source;
    }
    return owner;
  }

  void count() {
    for (Source& source : sources_) {
      SalvagedTable& table = source.result;
      table.rows = static_cast<std::uint64_t>(
          target_->integer("SELECT count(*) FROM \"" + table.name + "\""));
      table.lost -= std::min(table.lost, source.strays);
      if (source.shape.root == 0) table.is_some_lost = true;
      if (source.shape.root == 0) table.is_end_lost = source.shape.has_rowid;
      result_.tables.push_back(table);
    }
  }

  /// The new epoch, and lanes that give no number twice.
  void finish() {
    const bool is_end_lost =
        result_.is_schema_lost || result_.is_wal_torn ||
        std::any_of(result_.tables.begin(), result_.tables.end(), [](const SalvagedTable& table) {
          return table.is_end_lost || (table.name == "lane" && table.is_some_lost);
        });
    for (const char* lane : {"event", "sample", "audit"}) {
      target_->prepare("INSERT OR IGNORE INTO lane(name, last, sent) VALUES(?, 0, 0)").run(lane);
    }
    target_->execute("DELETE FROM meta");
    begin_epoch(*target_, is_end_lost);
  }

  static constexpr std::uint64_t kLeaveFree = 64U << 20;

  PageFile pages_;
  const std::string to_;
  std::vector<bool> seen_;
  std::vector<SchemaEntry> schema_;
  bool is_schema_whole_ = false, is_as_it_was_ = false;
  std::unique_ptr<Database> target_;
  std::vector<Source> sources_;
  Salvage result_;
};

struct Word {
  const char* table;
  const char* word;
};
constexpr Word kWords[] = {{"event", "events"},
                           {"audit", "entries of the audit"},
                           {"sample", "samples"},
                           {"segment", "stretches of samples"},
                           {"block", "blocks of samples"},
                           {"tail", "commits of samples"},
                           {"minute", "minutes of samples"},
                           {"minute_block", "blocks of minutes"},
                           {"alarm_memory", "remembered alarms"},
                           {"incident_memory", "incidents"},
                           {"part_memory", "parts of fire panels"},
                           {"document", "documents"}};

std::string word_of(const std::string& table) {
  for (const auto& [name, word] : kWords) {
    if (table == name) return word;
  }
  return "rows of " + table;
}

bool is_for_people(const SalvagedTable& table) {
  return table.name != "meta" && table.name != "lane" && table.name != "minute_mark";
}

void add(std::string& list, const std::string& item) {
  list += (list.empty() ? "" : ", ") + item;
}

}  // namespace

bool Salvage::is_worth_it() const {
  return std::any_of(tables.begin(), tables.end(), [](const SalvagedTable& table) {
    return table.rows > 0 && is_for_people(table) && table.name != "layout";
  });
}

std::string Salvage::text() const {
  std::string kept, lost;
  for (const SalvagedTable& table : tables) {
    if (!is_for_people(table)) continue;
    const std::string word = word_of(table.name);
    if (table.rows > 0 && table.name != "layout")
      add(kept, std::to_string(table.rows) + ' ' + word);
    if (table.lost > 0) add(lost, "at most " + std::to_string(table.lost) + ' ' + word);
    if (table.is_end_lost) {
      add(lost, "perhaps the newest " + word);
    } else if (table.is_some_lost) {
      add(lost, "perhaps some " + word);
    }
    if (table.left_behind > 0)
      add(lost, "older " + word + " for want of room (they are in the old file)");
  }
  if (is_wal_torn) add(lost, "what was written last");
  return (kept.empty() ? "nothing" : kept) +
         " of it taken over; lost: " + (lost.empty() ? "nothing" : lost);
}

tl::expected<Salvage, std::string> salvage(const std::string& from, const std::string& to) {
  auto pages = PageFile::open(from);
  if (!pages) return tl::unexpected(pages.error());
  auto result = Rescue(std::move(*pages), to).run();
  if (!result) ::unlink(to.c_str());
  return result;
}

}  // namespace hazgate::journal
