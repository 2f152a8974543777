#include "gateway/journal/archive.hpp"

#include <algorithm>
#include <limits>

#include "gateway/journal/database.hpp"
#include "gateway/journal/files.hpp"
#include "gateway/journal/json_list.hpp"
#include "gateway/journal/schema.hpp"

namespace hazgate::journal {
namespace {

constexpr std::size_t kBatch = 4096;
constexpr std::uint32_t kVersionWithFlags = 3;
constexpr std::uint32_t kVersionWithSegments = 6;

template <class Enum, class Texts>
std::optional<Enum> one_of(const Texts& texts, const std::string& text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found == texts.end()) return std::nullopt;
  return static_cast<Enum>(found - texts.begin());
}

alarm::Flags flags_from(const std::string& json) {
  alarm::Flags flags;
  for (const std::string& text : texts_from_json(json).value_or(std::vector<std::string>())) {
    if (const auto flag = one_of<alarm::Flag>(alarm::kFlagTexts, text)) flags.set(*flag);
  }
  return flags;
}

std::string newer(const std::string& path, std::uint32_t version) {
  return path + " was written by a newer hazgate (format " + std::to_string(version) +
         ", this one knows up to " + std::to_string(kSchemaVersion) +
         "); use the hazctl of that version";
}

std::string text_of(const std::string& path, const DatabaseError& error) {
  switch (error.fault) {
    case DatabaseFault::Damaged:
      return "the journal " + path + " is damaged: " + error.text +
             "; read a copy of it that is whole";
    case DatabaseFault::Busy:
      return "the journal " + path + " is busy: " + error.text + "; try again";
    case DatabaseFault::Storage:
      return "cannot read the journal " + path + ": " + error.text +
             "; check its permissions and those of its folder, where SQLite must be able to keep "
             "the -shm file";
    case DatabaseFault::Other:
      break;
  }
  return path + " is not a journal of hazgate: " + error.text + "; say another --journal";
}

bool has_wal(const std::string& path) {
  const auto head = read_head(path + "-wal");
  return !head || head->exists;
}

bool is_in(const Extent& stretch, WallTime t) {
  return t >= stretch.begin && t < stretch.end;
}

}  // namespace

Archive::Archive(std::string path, std::unique_ptr<Database> database, std::uint32_t version,
                 bool resting)
    : path_(std::move(path)),
      database_(std::move(database)),
      version_(version),
      resting_(resting) {}

Archive::~Archive() = default;

tl::expected<std::unique_ptr<Archive>, std::string> Archive::open(const std::string& path) {
  const auto head = read_head(path);
  if (!head) return tl::unexpected(head.error() + "; check its permissions");
  if (!head->exists) {
    return tl::unexpected("there is no journal " + path +
                          "; say where it is (--journal, or [store] path of the site file)");
  }
  if (!head->is_sqlite && !wal_has_content(path)) {  // else a power cut may have torn it: WAL first
    return tl::unexpected("the journal " + path + " is damaged, or it is none: " +
                          (head->empty ? "the file is empty" : "it is no SQLite database"));
  }
  const bool resting = !has_wal(path);
  auto opened =
      Database::open(path, resting ? Database::Access::Resting : Database::Access::ReadOnly);
  if (!opened) return tl::unexpected(text_of(path, opened.error()));
  Database& database = **opened;
  const auto version = static_cast<std::uint32_t>(database.integer("PRAGMA user_version"));
  if (database.ok() && version > kSchemaVersion) return tl::unexpected(newer(path, version));
  Statement epoch = database.prepare("SELECT value FROM meta WHERE key = 'epoch'");
  epoch.start();
  const bool is_ours = epoch.next();
  epoch.finish();
  if (const auto error = database.take_error()) return tl::unexpected(text_of(path, *error));
  if (!is_ours) return tl::unexpected("the journal " + path + " is damaged: it has no epoch");
  return std::unique_ptr<Archive>(new Archive(path, std::move(*opened), version, resting));
}

bool Archive::has_segments() const {
  return version_ >= kVersionWithSegments;
}

bool Archive::is_well() {
  if (const auto error = database_->take_error(); error && error_.empty()) {
    error_ = text_of(path_, *error);
  }
  if (resting_ && has_wal(path_)) {
    error_ = "a gateway has begun to write the journal " + path_ + " meanwhile; try again";
  }
  return error_.empty();
}

EventCursor Archive::events(const Extent& stretch, std::string kind) {
  Statement row = database_->prepare("SELECT min(seq), max(seq) FROM event WHERE t >= ? AND t < ?");
  row.start(unix_ms(stretch.begin), unix_ms(stretch.end));
  SeqRange range{1, 0};
  if (row.next() && !row.is_null(0)) range = {row.number(0), row.number(1)};
  row.finish();
  if (!is_well()) range = {1, 0};
  return {*this, stretch, std::move(kind), range};
}

std::vector<std::pair<kpi::Standing, WallTime>> Archive::standings() {
  std::vector<std::pair<kpi::Standing, WallTime>> list;
  const bool has_flags = version_ >= kVersionWithFlags;
  Statement row =
      database_->prepare(std::string("SELECT id, state, occurrence, since, ") +
                         (has_flags ? "flags" : "'[]'") + " FROM alarm_memory ORDER BY id");
  for (row.start(); row.next();) {
    const auto state = one_of<alarm::State>(alarm::kStateTexts, row.text(1));
    if (!state) continue;
    list.push_back({{.id = row.text(0),
                     .state = *state,
                     .flags = flags_from(row.text(4)),
                     .occurrence = row.number(2)},
                    from_unix_ms(row.integer(3))});
  }
  if (!is_well()) list.clear();
  return list;
}

std::optional<FrameLayout> Archive::layout(std::uint32_t id) {
  std::optional<FrameLayout> layout;
  Statement row = database_->prepare("SELECT device, points FROM layout WHERE id = ?");
  row.start(id);
  if (row.next()) {
    layout = FrameLayout{id, row.text(0), {}};
    if (auto points = texts_from_json(row.text(1))) layout->points = std::move(*points);
  }
  row.finish();
  return is_well() ? layout : std::nullopt;
}

EventCursor::EventCursor(Archive& archive, Extent stretch, std::string kind, SeqRange range)
    : archive_(archive),
      stretch_(stretch),
      kind_(std::move(kind)),
      after_(range.first - 1),
      last_(range.second) {}

const EventRecord* EventCursor::next() {
  while (true) {
    for (; place_ < batch_.size(); ++place_) {
      if (is_in(stretch_, batch_[place_].t)) return &batch_[place_++];
    }
    if (!fetch()) return nullptr;
  }
}

bool EventCursor::fetch() {
  batch_.clear();
  place_ = 0;
  if (after_ >= last_) return false;
  Statement row = archive_.database_->prepare(
      "SELECT seq, t, kind, body FROM event WHERE seq > ? AND seq <= ? AND kind = ? ORDER BY seq "
      "LIMIT ?");
  for (row.start(after_, last_, kind_, std::uint64_t{kBatch}); row.next();) {
    batch_.push_back({row.number(0), from_unix_ms(row.integer(1)), row.text(2), row.text(3)});
  }
  if (!archive_.is_well()) return false;
  after_ = batch_.size() < kBatch ? last_ : batch_.back().seq;
  return !batch_.empty();
}

}  // namespace hazgate::journal
