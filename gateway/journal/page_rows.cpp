#include "gateway/journal/page_rows.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace hazgate::journal {
namespace {

constexpr std::size_t kLongestRecord = 64U << 20;
constexpr int kDeepest = 32;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

/// One to nine bytes, 7 bits in each, all 8 in the ninth; none: the bytes end before it does.
std::optional<std::uint64_t> varint(std::string_view bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (int i = 0; i < 9; ++i) {
    if (at >= bytes.size()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    if (i == 8) return value << 8U | byte;
    value = value << 7U | (byte & 0x7fU);
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

bool is_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i++]);
    if (first == 0 || (first >= 0x80 && first < 0xc2) || first > 0xf4) return false;
    for (int more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3; more > 0; --more) {
      if (i >= text.size() || (static_cast<unsigned char>(text[i++]) & 0xc0U) != 0x80U)
        return false;
    }
  }
  return true;
}

/// Bytes that a value of this serial type has; none: there is no such type.
std::optional<std::uint64_t> length_of(std::uint64_t type) {
  constexpr std::uint64_t kLengths[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
  if (type < 10) return kLengths[type];
  if (type < 12) return std::nullopt;
  return (type - 12) / 2;
}

std::optional<Field> field_from(std::uint64_t type, std::string_view bytes) {
  if (type == 0) return Field{};
  if (type == 8 || type == 9) return Field{static_cast<std::int64_t>(type - 8)};
  if (type >= 12 && type % 2 == 0) return Field{Blob{std::string(bytes)}};
  if (type >= 13) return is_text(bytes) ? std::optional(Field{std::string(bytes)}) : std::nullopt;
  std::uint64_t value = (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  if (type == 7) return Field{std::bit_cast<double>(value)};
  return Field{static_cast<std::int64_t>(value)};
}

/// How much of a record of this length is on the page itself (1.6, "cell payload overflow").
std::size_t length_on_page(std::size_t length, std::uint32_t usable, bool is_table) {
  const std::size_t most = is_table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
  if (length <= most) return length;
  const std::size_t least = (usable - 12) * 32 / 255 - 23;
  const std::size_t some = least + (length - least) % (usable - 4);
  return some <= most ? some : least;
}

/// A page whose cells are gone through, as a copy: overflow pages are read meanwhile.
class Cells {
 public:
  Cells(PageFile& file, std::uint32_t number) : file_(file), page_(file.page(number)) {
    kind_ = kind_of(page_, number);
    if (kind_ == PageKind::Other) return;
    head_ = number == 1 ? 100 : 0;
    const bool inner = kind_ == PageKind::TableInner || kind_ == PageKind::KeyInner;
    count_ = number_at(page_, head_ + 3, 2);
    first_ = head_ + (inner ? 12 : 8);
    if (first_ + std::size_t{2} * count_ > page_.size()) kind_ = PageKind::Other;
  }

  PageKind kind() const { return kind_; }
  std::size_t count() const { return kind_ == PageKind::Other ? 0 : count_; }
  std::uint32_t last_child() const { return number_at(page_, head_ + 8, 4); }

  /// None: the cell is not in the page.
  std::optional<std::pair<std::uint32_t, std::int64_t>> child(std::size_t cell) const {
    std::size_t at = place(cell);
    if (at + 5 > page_.size()) return std::nullopt;
    const std::uint32_t number = number_at(page_, at, 4);
    at += 4;
    if (kind_ == PageKind::KeyInner) return std::pair{number, std::int64_t{0}};
    const auto key = varint(page_, at);
    if (!key) return std::nullopt;
    return std::pair{number, static_cast<std::int64_t>(*key)};
  }

  std::optional<Row> row(std::size_t cell) const {
    std::size_t at = place(cell) + (kind_ == PageKind::KeyInner ? 4 : 0);
    const bool is_table = kind_ == PageKind::TableLeaf;
    const auto length = varint(page_, at);
    const auto rowid = is_table ? varint(page_, at) : std::optional<std::uint64_t>(0);
    if (!length || !rowid || *length > kLongestRecord) return std::nullopt;
    const std::size_t here =
        length_on_page(static_cast<std::size_t>(*length), file_.usable(), is_table);
    const bool overflows = here < *length;
    if (at + here + (overflows ? 4 : 0) > page_.size()) return std::nullopt;
    std::string record = page_.substr(at, here);
    if (overflows && !append_overflow(record, number_at(page_, at + here, 4), *length)) {
      return std::nullopt;
    }
    auto fields = fields_from(record);
    if (!fields) return std::nullopt;
    return Row{static_cast<std::int64_t>(*rowid), std::move(*fields)};
  }

 private:
  std::size_t place(std::size_t cell) const { return number_at(page_, first_ + 2 * cell, 2); }

  bool append_overflow(std::string& record, std::uint32_t next, std::uint64_t length) const {
    while (record.size() < length) {
      const std::string_view page = file_.page(next);
      if (page.empty()) return false;
      record += page.substr(4, std::min<std::size_t>(length - record.size(), file_.usable() - 4));
      next = number_at(page, 0, 4);
    }
    return true;
  }

  PageFile& file_;
  const std::string page_;
  PageKind kind_ = PageKind::Other;
  std::size_t head_ = 0, first_ = 0, count_ = 0;
};

class Climb {
 public:
  Climb(PageFile& file, std::vector<bool>& seen) : file_(file), seen_(seen) {}

  void down(const Leaf& part, bool is_table, bool is_last, int depth) {
    const bool again = part.page == 0 || part.page >= seen_.size() || seen_[part.page];
    const Cells cells(file_, again ? 0 : part.page);
    const PageKind kind = cells.kind();
    const bool fits = is_table ? kind == PageKind::TableLeaf || kind == PageKind::TableInner
                               : kind == PageKind::KeyLeaf || kind == PageKind::KeyInner;
    if (again || !fits || depth > kDeepest) {
      tree.lost.push_back(part);
      tree.is_end_lost = tree.is_end_lost || is_last;
      return;
    }
    seen_[part.page] = true;
    if (kind != PageKind::TableInner) tree.pages.push_back(part);
    if (kind == PageKind::TableLeaf || kind == PageKind::KeyLeaf) return;
    std::int64_t low = part.range.low;
    for (std::size_t i = 0; i < cells.count(); ++i) {
      const auto child = cells.child(i);
      if (!child) {
        tree.lost.push_back({0, {low, part.range.high}});
        continue;
      }
      const std::int64_t high = is_table ? std::min(child->second, part.range.high) : INT64_MAX;
      down({child->first, {low, high}}, is_table, false, depth + 1);
      if (is_table) low = std::max(low, high);
    }
    down({cells.last_child(), {low, part.range.high}}, is_table, is_last, depth + 1);
  }

  Tree tree;

 private:
  PageFile& file_;
  std::vector<bool>& seen_;
};

}  // namespace

std::optional<std::vector<Field>> fields_from(std::string_view record) {
  std::size_t at = 0;
  const auto head = varint(record, at);
  if (!head || *head > record.size() || *head < at) return std::nullopt;
  std::vector<Field> fields;
  auto body = static_cast<std::size_t>(*head);
  while (at < *head) {
    const auto type = varint(record.substr(0, static_cast<std::size_t>(*head)), at);
    const auto length = type ? length_of(*type) : std::nullopt;
    if (!length || *length > record.size() - body) return std::nullopt;
    auto field = field_from(*type, record.substr(body, static_cast<std::size_t>(*length)));
    if (!field) return std::nullopt;
    fields.push_back(std::move(*field));
    body += static_cast<std::size_t>(*length);
  }
  if (body != record.size()) return std::nullopt;
  return fields;
}

PageKind kind_of(std::string_view page, std::uint32_t number) {
  const std::size_t head = number == 1 ? 100 : 0;
  if (page.size() < head + 12) return PageKind::Other;
  switch (static_cast<unsigned char>(page[head])) {
    case 0x0d:
      return PageKind::TableLeaf;
    case 0x05:
      return PageKind::TableInner;
    case 0x0a:
      return PageKind::KeyLeaf;
    case 0x02:
      return PageKind::KeyInner;
    default:
      return PageKind::Other;
  }
}

std::vector<Row> rows_of(PageFile& file, std::uint32_t number, const RowidRange& range,
                         std::uint64_t& bad) {
  const Cells cells(file, number);
  std::vector<Row> rows;
  if (cells.kind() == PageKind::TableInner) return rows;
  std::int64_t low = range.low;
  for (std::size_t i = 0; i < cells.count(); ++i) {
    auto row = cells.row(i);
    const bool is_table = cells.kind() == PageKind::TableLeaf;
    if (!row || (is_table && (row->rowid <= low || row->rowid > range.high))) {
      ++bad;
      continue;
    }
    if (is_table) low = row->rowid;
    rows.push_back(std::move(*row));
  }
  return rows;
}

Tree tree_of(PageFile& file, std::uint32_t root, bool is_table, std::vector<bool>& seen) {
  Climb climb(file, seen);
  climb.down({root, {}}, is_table, true, 0);
  return std::move(climb.tree);
}

}  // namespace hazgate::journal
