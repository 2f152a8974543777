#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>

namespace hazgate::journal {

/// A database page by page, each as its WAL has it, without SQLite: so that a page that is damaged costs
/// that page and no more. Nothing is written, no side file made.
/// Source  sqlite.org/fileformat2.html, 1 and 4
/// Thread  one at a time
class PageFile {
 public:
  /// Errors  it cannot be opened
  static tl::expected<PageFile, std::string> open(const std::string& path);
  PageFile(PageFile&& other) noexcept;
  PageFile& operator=(PageFile&&) = delete;
  ~PageFile();

  /// Page 1 begins as that of a database does; what the rest says of it is worth something then.
  bool has_header() const { return has_header_; }
  /// A WAL that has more in it than can be used: the end of what was written is not known.
  bool is_wal_torn() const { return is_wal_torn_; }
  std::uint32_t user_version() const { return user_version_; }
  std::uint32_t count() const { return count_; }
  std::uint32_t size() const { return size_; }
  std::uint32_t usable() const { return usable_; }  ///< of a page, without what is reserved [bytes]
  /// An entry of the pointer map says that the page holds nothing; false: it does, or nobody says so.
  bool is_free(std::uint32_t number);

  /// Valid until the next call; empty: there is no such page, or the disk does not give it.
  std::string_view page(std::uint32_t number);

 private:
  PageFile() = default;
  void read_wal(const std::string& path);
  void read_header();

  int file_ = -1, wal_ = -1;
  bool has_header_ = false, is_wal_torn_ = false, has_pointer_map_ = true;
  std::uint32_t size_ = 4096, usable_ = 4096, count_ = 0, user_version_ = 0;
  std::unordered_map<std::uint32_t, std::uint64_t> in_wal_;  ///< page -> offset there
  std::string page_;
};

}  // namespace hazgate::journal
