#pragma once

#include <string>
#include <string_view>

namespace hazgate::model {
class TableReader;
}

/// Files that the site file names: a relative path begins at the site file. What is wrong with one
/// becomes a mistake, and what a file holds is never in it.
namespace hazgate::config {

/// The first line of the file that `key` names, without blanks around. Empty: the key is missing, or
/// the file is wrong; others must not be able to read it, a group may.
/// `secret`: what is in it, for messages: "the password"
std::string read_secret(model::TableReader& reader, std::string_view key, std::string_view secret);

/// The path of the certificates that `key` names; empty: the key is missing.
std::string read_certificates(model::TableReader& reader, std::string_view key);

/// The path of a secret that the gateway makes itself when it is not there; nobody else may read it.
std::string read_kept_secret(model::TableReader& reader, std::string_view key,
                             std::string_view usual);

}  // namespace hazgate::config
