#include "disk.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace hazgate::crash {
namespace {

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_lasting(const std::string& name) {
  return !ends_with(name, "-shm") && !ends_with(name, ".lock");
}

}  // namespace

Disk& Disk::under_this_process() {
  static Disk& disk = *new Disk;  // outlives every close() at the end of the program
  return disk;
}

void Disk::watch(const std::string& folder) {
  auto files = read_folder(folder);
  const std::lock_guard lock(mutex_);
  folder_ = folder;
  recording_ = {};
  names_.clear();
  handles_.clear();
  for (auto& [name, content] : files) {
    if (!is_lasting(name)) continue;
    names_[name] = ++files_;
    recording_.before[name] = {files_, std::move(content)};
  }
}

Recording Disk::stop() {
  const std::lock_guard lock(mutex_);
  folder_.clear();
  handles_.clear();
  fault_.reset();
  return std::exchange(recording_, {});
}

std::size_t Disk::position() const {
  const std::lock_guard lock(mutex_);
  return recording_.operations.size();
}

void Disk::fail(const Fault& fault) {
  const std::lock_guard lock(mutex_);
  fault_ = fault;
  calls_ = 0;
  struck_ = false;
}

void Disk::mend() {
  const std::lock_guard lock(mutex_);
  fault_.reset();
}

bool Disk::struck() const {
  const std::lock_guard lock(mutex_);
  return struck_;
}

void Disk::lie(Lie lie) {
  const std::lock_guard lock(mutex_);
  lie_ = lie;
}

std::optional<std::string> Disk::name_of(const char* path) const {
  const std::lock_guard lock(mutex_);
  const std::string text = path;
  if (folder_.empty() || text.size() <= folder_.size() + 1) return std::nullopt;
  if (text.compare(0, folder_.size(), folder_) != 0 || text[folder_.size()] != '/') {
    return std::nullopt;
  }
  return text.substr(folder_.size() + 1);
}

bool Disk::is_folder(const char* path) const {
  const std::lock_guard lock(mutex_);
  return !folder_.empty() && (folder_ == path || folder_ + "/" == path);
}

const Disk::Handle* Disk::handle(int descriptor) const {
  const auto found = handles_.find(descriptor);
  return found == handles_.end() ? nullptr : &found->second;
}

int Disk::judge(Call call) {
  if (!fault_ || fault_->call != call) return 0;
  ++calls_;
  if (calls_ < fault_->first || calls_ > fault_->last) return 0;
  struck_ = true;
  return fault_->error;
}

int Disk::verdict(Call call, int descriptor) {
  const std::lock_guard lock(mutex_);
  return handle(descriptor) != nullptr ? judge(call) : 0;
}

int Disk::verdict(Call call, const char* path) {
  if (!name_of(path) && !is_folder(path)) return 0;
  const std::lock_guard lock(mutex_);
  return judge(call);
}

void Disk::opened(int descriptor, const std::string& name, bool is_new, bool emptied) {
  const std::lock_guard lock(mutex_);
  if (folder_.empty()) return;
  Handle& handle = handles_[descriptor] = {name, -1};
  if (!is_lasting(name)) return;
  if (is_new) {
    names_[name] = ++files_;
    recording_.operations.push_back(
        {.kind = Operation::Kind::Create, .file = files_, .name = name});
  }
  handle.file = names_[name];
  if (emptied && !is_new) {
    recording_.operations.push_back({.kind = Operation::Kind::Truncate, .file = handle.file});
  }
}

void Disk::opened_folder(int descriptor) {
  const std::lock_guard lock(mutex_);
  handles_[descriptor] = {};
}

void Disk::closed(int descriptor) {
  const std::lock_guard lock(mutex_);
  handles_.erase(descriptor);
}

void Disk::wrote(int descriptor, std::uint64_t offset, const void* bytes, std::size_t size) {
  const std::lock_guard lock(mutex_);
  const Handle* file = handle(descriptor);
  if (file == nullptr || file->file < 0) return;
  recording_.operations.push_back({.kind = Operation::Kind::Write,
                                   .file = file->file,
                                   .offset = offset,
                                   .bytes = {static_cast<const char*>(bytes), size}});
}

void Disk::truncated(int descriptor, std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  const Handle* file = handle(descriptor);
  if (file == nullptr || file->file < 0) return;
  recording_.operations.push_back(
      {.kind = Operation::Kind::Truncate, .file = file->file, .offset = size});
}

bool Disk::synced(int descriptor, bool failed) {
  const std::lock_guard lock(mutex_);
  const Handle* file = handle(descriptor);
  if (file == nullptr) return false;
  const bool folder = file->name.empty();
  if (folder && lie_ == Lie::FolderSync) return true;
  if (ends_with(file->name, "-wal") && lie_ == Lie::WalSync) return true;
  if (!folder && file->file < 0) return true;
  recording_.operations.push_back(
      {.kind = folder ? Operation::Kind::SyncFolder : Operation::Kind::Sync,
       .file = file->file,
       .failed = failed});
  return true;
}

void Disk::removed(const char* path) {
  const auto name = name_of(path);
  if (!name || !is_lasting(*name)) return;
  const std::lock_guard lock(mutex_);
  names_.erase(*name);
  recording_.operations.push_back({.kind = Operation::Kind::Remove, .name = *name});
}

void Disk::renamed(const char* from, const char* to) {
  const auto old_name = name_of(from), new_name = name_of(to);
  if (!old_name || !new_name || !is_lasting(*old_name)) return;
  const std::lock_guard lock(mutex_);
  names_[*new_name] = names_[*old_name];
  names_.erase(*old_name);
  recording_.operations.push_back(
      {.kind = Operation::Kind::Rename, .name = *old_name, .to = *new_name});
}

std::map<std::string, std::string> read_folder(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

void write_folder(const std::string& folder, const std::map<std::string, std::string>& files) {
  std::filesystem::create_directory(folder);
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::filesystem::remove(entry.path());
  }
  for (const auto& [name, content] : files) {
    std::ofstream(folder + "/" + name, std::ios::binary) << content;
  }
}

}  // namespace hazgate::crash
