#include "gateway/journal/page_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <sys/stat.h>

namespace hazgate::journal {
namespace {

constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::uint32_t kWalHeader = 32, kFrameHeader = 24;
constexpr std::uint32_t kWalMagic = 0x377f0682;  // the last bit: sums of big-endian words

std::uint32_t word(const char* bytes, bool big = true) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[big ? i : 3 - i]);
    value = value << 8U | byte;
  }
  return value;
}

bool read_at(int file, char* into, std::size_t size, std::uint64_t at) {
  std::size_t got = 0;
  while (got < size) {
    const ssize_t count = ::pread(file, into + got, size - got, static_cast<off_t>(at + got));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    got += static_cast<std::size_t>(count);
  }
  return true;
}

std::uint64_t size_of(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

bool is_page_size(std::uint32_t size) {
  return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

/// The running sum of a WAL (4.2 there).
struct Sum {
  std::uint32_t first = 0, second = 0;

  void add(std::string_view bytes, bool big) {
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
      first += word(&bytes[i], big) + second;
      second += word(&bytes[i + 4], big) + first;
    }
  }
  bool is(const char* written) const {
    return first == word(written) && second == word(written + 4);
  }
};

}  // namespace

tl::expected<PageFile, std::string> PageFile::open(const std::string& path) {
  PageFile pages;
  pages.file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (pages.file_ < 0) {
    return tl::unexpected("cannot read " + path + ": " + std::strerror(errno));
  }
  std::array<char, 100> head{};
  if (read_at(pages.file_, head.data(), head.size(), 0) &&
      std::memcmp(head.data(), kMagic.data(), kMagic.size()) == 0) {
    const std::uint32_t size = word(&head[14]) & 0xffffU;
    if (is_page_size(size == 1 ? 65536 : size)) pages.size_ = size == 1 ? 65536 : size;
  }
  pages.usable_ = pages.size_;
  pages.read_wal(path + "-wal");
  const std::uint64_t in_file = (size_of(pages.file_) + pages.size_ - 1) / pages.size_;
  pages.count_ = std::max(
      pages.count_, static_cast<std::uint32_t>(std::min<std::uint64_t>(in_file, UINT32_MAX - 1)));
  pages.read_header();
  return pages;
}

PageFile::PageFile(PageFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      wal_(std::exchange(other.wal_, -1)),
      has_header_(other.has_header_),
      is_wal_torn_(other.is_wal_torn_),
      has_pointer_map_(other.has_pointer_map_),
      size_(other.size_),
      usable_(other.usable_),
      count_(other.count_),
      user_version_(other.user_version_),
      in_wal_(std::move(other.in_wal_)) {}

PageFile::~PageFile() {
  if (file_ >= 0) ::close(file_);
  if (wal_ >= 0) ::close(wal_);
}

/// Frames count up to the last commit whose sums are right.
void PageFile::read_wal(const std::string& path) {
  wal_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (wal_ < 0 || size_of(wal_) == 0) return;
  std::array<char, kWalHeader> head{};
  is_wal_torn_ = true;
  if (!read_at(wal_, head.data(), head.size(), 0)) return;
  const bool big = (word(head.data()) & 1U) != 0;
  Sum sum;
  sum.add({head.data(), 24}, big);
  if ((word(head.data()) & ~1U) != kWalMagic || !sum.is(&head[24])) return;
  const std::uint32_t size = word(&head[8]);
  if (!is_page_size(size)) return;
  size_ = usable_ = size;
  is_wal_torn_ = false;
  std::unordered_map<std::uint32_t, std::uint64_t> pending;
  std::string frame(kFrameHeader + size, '\0');
  for (std::uint64_t at = kWalHeader; read_at(wal_, frame.data(), frame.size(), at);
       at += frame.size()) {
    if (std::memcmp(&frame[8], &head[16], 8) != 0) return;  // of an earlier round
    sum.add({frame.data(), 8}, big);
    sum.add({&frame[kFrameHeader], size}, big);
    if (!sum.is(&frame[16])) {
      is_wal_torn_ = true;
      return;
    }
    pending[word(frame.data())] = at + kFrameHeader;
    const std::uint32_t pages_after = word(&frame[4]);
    if (pages_after == 0) continue;
    for (const auto& [number, place] : pending) in_wal_[number] = place;
    pending.clear();
    count_ = pages_after;
  }
}

void PageFile::read_header() {
  const std::string_view first = page(1);
  if (first.size() < 100 || first.substr(0, kMagic.size()) != kMagic) return;
  has_header_ = true;
  user_version_ = word(&first[60]);
  has_pointer_map_ = word(&first[52]) != 0;
  const auto reserved = static_cast<unsigned char>(first[20]);
  if (size_ - reserved >= 480) usable_ = size_ - reserved;
}

bool PageFile::is_free(std::uint32_t number) {
  if (!has_pointer_map_ || number < 3) return false;
  const std::uint32_t per_map = usable_ / 5;
  const std::uint32_t map = (number - 2) / (per_map + 1) * (per_map + 1) + 2;
  if (number == map) return true;
  const std::string_view entries = page(map);
  const std::size_t at = std::size_t{5} * (number - map - 1);
  return at + 5 <= entries.size() && entries[at] == 2 && word(&entries[at + 1]) == 0;
}

std::string_view PageFile::page(std::uint32_t number) {
  if (number == 0 || number > count_) return {};
  page_.resize(size_);
  const auto found = in_wal_.find(number);
  const bool got = found != in_wal_.end()
                       ? read_at(wal_, page_.data(), size_, found->second)
                       : read_at(file_, page_.data(), size_, std::uint64_t{number - 1} * size_);
  return got ? std::string_view(page_) : std::string_view();
}

}  // namespace hazgate::journal
