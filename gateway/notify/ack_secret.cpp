#include "gateway/notify/ack_secret.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <openssl/rand.h>
#include <optional>
#include <string_view>
#include <unistd.h>

#include <sys/stat.h>

#include "gateway/notify/digest.hpp"

namespace hazgate::notify {
namespace {

constexpr std::size_t kBytes = 32;
constexpr std::size_t kDigits = kBytes * 2;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

tl::unexpected<std::string> failure(const std::string& path, const std::string& what) {
  return tl::make_unexpected("the links' secret " + path + ": " + what);
}

std::string system_text() {
  return std::strerror(errno);
}

bool is_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/// Nothing: there is no such file.
std::optional<tl::expected<std::string, std::string>> read_secret(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) {
    if (errno == ENOENT) return std::nullopt;
    return failure(path, system_text());
  }
  struct stat about {};
  if (::fstat(file.number(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return failure(path, "is not a file");
  }
  if ((about.st_mode & 077U) != 0) {
    return failure(path,
                   "others may read it, and could acknowledge in anybody's name; delete it "
                   "(links that were sent become invalid)");
  }
  std::array<char, kDigits + 2> text{};
  const ssize_t size = ::read(file.number(), text.data(), text.size());
  const std::string_view digits(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const bool whole = digits.size() == kDigits + 1 && digits.back() == '\n' &&
                     std::all_of(digits.begin(), digits.end() - 1, is_digit);
  if (!whole) {
    return failure(path, "is damaged; delete it (links that were sent become invalid)");
  }
  return std::string(digits.substr(0, kDigits));
}

void sync_folder(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const Descriptor open(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open.number() >= 0) ::fsync(open.number());
}

/// Errors  a text; empty: it is there, made by us or by somebody else at the same time
std::string make_secret(const std::string& path) {
  std::array<char, kBytes> bytes{};
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), kBytes) != 1) {  // NOLINT
    return "no random numbers";
  }
  std::string draft = path + ".XXXXXX";
  const Descriptor file(::mkostemp(draft.data(), O_CLOEXEC));  // mode 0600
  if (file.number() < 0) return system_text();
  const std::string text = hex({bytes.data(), bytes.size()}) + "\n";
  const bool written =
      ::write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file.number()) == 0;
  const bool placed = written && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const std::string error = placed ? "" : system_text();
  ::unlink(draft.c_str());
  sync_folder(path);
  return error;
}

}  // namespace

tl::expected<std::string, std::string> ack_secret(const std::string& path) {
  if (auto secret = read_secret(path)) return *std::move(secret);
  if (const std::string error = make_secret(path); !error.empty()) {
    return failure(path, "cannot be made: " + error);
  }
  if (auto secret = read_secret(path)) return *std::move(secret);
  return failure(path, "is gone again");
}

}  // namespace hazgate::notify
