#include "gateway/config/named_file.hpp"

#include <cerrno>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <system_error>

#include <sys/stat.h>

#include "drivers/model/reader.hpp"

namespace hazgate::config {
namespace {

using model::TableReader;

constexpr unsigned kOthers = S_IRWXO | S_IWGRP;       // a group of its own may read
constexpr unsigned kAllButOwner = S_IRWXO | S_IRWXG;  // as notify::ack_secret() wants it
constexpr std::size_t kMostSecretBytes = 1024;

std::string beside(const TableReader& reader, const std::string& path) {
  return (std::filesystem::absolute(reader.file()).parent_path() / path)
      .lexically_normal()
      .string();
}

/// Nothing when the key is missing, or names no file, which is a mistake.
std::optional<std::string> read_path(TableReader& reader, std::string_view key) {
  const auto given = reader.text(key);
  if (!given) return std::nullopt;
  if (!given->empty()) return beside(reader, *given);
  reader.mistake(key, "names no file", "write the file's path, or leave the key out");
  return std::nullopt;
}

/// What is wrong with the file; empty: nothing. `forbidden`: rights that nobody may have.
std::string trouble_of(const std::string& file, unsigned forbidden) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) {
    return file + " cannot be read: " + std::generic_category().message(errno);
  }
  if (!S_ISREG(about.st_mode)) return file + " is not a file";
  if ((about.st_mode & forbidden) != 0) {
    return fmt::format("others may get at {} (its mode is {:04o})", file, about.st_mode & 07777U);
  }
  return {};
}

std::string trimmed(const std::string& text) {
  constexpr const char* kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::string read_secret(TableReader& reader, std::string_view key, std::string_view secret) {
  const auto file = read_path(reader, key);
  if (!file) return {};
  const std::string remedy =
      fmt::format("write {} into its first line and give it to hazgated alone (chmod 600)", secret);
  if (std::string trouble = trouble_of(*file, kOthers); !trouble.empty()) {
    reader.mistake(key, std::move(trouble), remedy);
    return {};
  }
  std::ifstream stream(*file);
  std::string line;
  if (!stream) {
    reader.mistake(key, *file + " cannot be read", remedy);
    return {};
  }
  std::getline(stream, line);
  line = trimmed(line);
  if (line.empty() || line.size() > kMostSecretBytes) {
    reader.mistake(
        key, *file + (line.empty() ? " begins with an empty line" : " begins with too long a line"),
        remedy);
    return {};
  }
  return line;
}

std::string read_certificates(TableReader& reader, std::string_view key) {
  const auto file = read_path(reader, key);
  if (!file) return {};
  std::string trouble = trouble_of(*file, 0);
  if (trouble.empty() && std::ifstream(*file).peek() == std::ifstream::traits_type::eof()) {
    trouble = *file + " cannot be read, or is empty";
  }
  if (!trouble.empty()) {
    reader.mistake(key, std::move(trouble), "check the path and the permissions");
  }
  return *file;
}

std::string read_kept_secret(TableReader& reader, std::string_view key, std::string_view usual) {
  std::string file =
      reader.has(key) ? read_path(reader, key).value_or("") : beside(reader, std::string(usual));
  struct stat about {};
  if (file.empty() || ::stat(file.c_str(), &about) != 0) return file;
  if (std::string trouble = trouble_of(file, kAllButOwner); !trouble.empty()) {
    reader.mistake(key, std::move(trouble),
                   "delete it: the gateway makes another, and links that were sent become invalid");
  }
  return file;
}

}  // namespace hazgate::config
