#include "power_cut.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace hazgate::crash {
namespace {

using Kind = Operation::Kind;

constexpr std::size_t kSector = 512;

bool is_of_names(const Operation& operation) {
  return operation.kind == Kind::Create || operation.kind == Kind::Remove ||
         operation.kind == Kind::Rename;
}

bool is_of_data(const Operation& operation) {
  return operation.kind == Kind::Write || operation.kind == Kind::Truncate;
}

bool one_in(unsigned many, Random& random) {
  return random() % many == 0;
}

/// Which operations a sync has made safe. Gone through from the end: a sync covers what was before
/// it, unless one that failed stands in between.
std::vector<bool> safe_operations(const Recording& recording, std::size_t count) {
  std::map<int, bool> file_synced;
  bool names_synced = false;
  std::vector<bool> safe(count, false);
  for (std::size_t i = count; i-- > 0;) {
    const Operation& operation = recording.operations[i];
    if (operation.kind == Kind::Sync) file_synced[operation.file] = !operation.failed;
    if (operation.kind == Kind::SyncFolder && !operation.failed) names_synced = true;
    if (is_of_data(operation)) safe[i] = file_synced[operation.file];
    if (is_of_names(operation)) safe[i] = names_synced;
  }
  return safe;
}

void grow(std::string& content, std::size_t size) {
  if (content.size() < size) content.resize(size, '\0');
}

void write(std::string& content, const Operation& write) {
  grow(content, write.offset + write.bytes.size());
  content.replace(write.offset, write.bytes.size(), write.bytes);
}

/// Each sector that the write touches is new, old or garbage; nothing beside the write changes.
void tear(std::string& content, const Operation& write, Random& random) {
  const std::size_t end = write.offset + write.bytes.size();
  grow(content, end);
  for (std::size_t at = write.offset; at < end;) {
    const std::size_t stop = std::min(end, (at / kSector + 1) * kSector);
    const auto fate = random() % 3;
    if (fate == 0) content.replace(at, stop - at, write.bytes, at - write.offset, stop - at);
    if (fate == 1) {
      for (std::size_t i = at; i < stop; ++i) content[i] = static_cast<char>(random());
    }
    at = stop;
  }
}

void change(std::string& content, const Operation& operation, bool safe, Unsynced unsynced,
            Random& random) {
  const bool keep = safe || unsynced == Unsynced::Kept;
  if (!keep && unsynced == Unsynced::Dropped) return;
  if (operation.kind == Kind::Truncate) {
    if (keep || one_in(2, random)) content.resize(operation.offset, '\0');
    return;
  }
  const auto fate = keep ? 0 : random() % 4;
  if (fate == 0) write(content, operation);
  if (fate == 1) tear(content, operation, random);
  if (fate == 2) grow(content, operation.offset + operation.bytes.size());
}

void change_names(std::map<std::string, int>& names, const Operation& operation) {
  if (operation.kind == Kind::Create) {
    names[operation.name] = operation.file;
    return;
  }
  const auto found = names.find(operation.name);
  if (found == names.end()) return;
  const int file = found->second;
  names.erase(found);
  if (operation.kind == Kind::Rename) names[operation.to] = file;
}

/// Garbage where the shared memory was: it is not durable, and must not be believed.
void add_shared_memory(std::map<std::string, std::string>& files, Random& random) {
  std::vector<std::string> databases;
  for (const auto& [name, content] : files) {
    if (name.size() > 4 && name.substr(name.size() - 4) == "-wal") {
      databases.push_back(name.substr(0, name.size() - 4));
    }
  }
  for (const std::string& name : databases) {
    std::string garbage(32768, '\0');
    for (char& byte : garbage) byte = static_cast<char>(random());
    if (one_in(3, random)) files[name + "-shm"] = std::move(garbage);
  }
}

}  // namespace

PowerCut random_cut(std::size_t after, Random& random) {
  constexpr Unsynced kAll[] = {Unsynced::Kept, Unsynced::Dropped, Unsynced::Mixed, Unsynced::Mixed};
  return {after, kAll[random() % 4], kAll[random() % 4], one_in(2, random)};
}

std::map<std::string, std::string> after_power_cut(const Recording& recording, const PowerCut& cut,
                                                   Random& random) {
  std::map<int, std::string> contents;
  std::map<std::string, int> names;
  for (const auto& [name, file] : recording.before) {
    names[name] = file.file;
    contents[file.file] = file.content;
  }
  const std::vector<bool> safe = safe_operations(recording, cut.after);
  bool names_end = false;
  for (std::size_t i = 0; i < cut.after; ++i) {
    const Operation& operation = recording.operations[i];
    if (is_of_data(operation)) {
      change(contents[operation.file], operation, safe[i], cut.data, random);
    } else if (is_of_names(operation)) {
      bool keep = safe[i] || cut.names == Unsynced::Kept;
      if (!keep && cut.names == Unsynced::Mixed && !names_end) keep = one_in(2, random);
      if (!keep && cut.names_in_order) names_end = true;
      if (keep) change_names(names, operation);
    }
  }
  std::map<std::string, std::string> files;
  for (const auto& [name, file] : names) files[name] = contents[file];
  add_shared_memory(files, random);
  return files;
}

}  // namespace hazgate::crash
