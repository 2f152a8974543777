#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "gateway/core/alarm/time.hpp"
#include "gateway/uplink/tls_files.hpp"

namespace hazgate::uplink {

struct Credentials {
  std::optional<WallTime> own_ends;  ///< when our certificate, or one of its chain, ends
};

/// Reads the files as a connection would: they parse, the key is the certificate's, nothing of ours
/// has expired. A file that is half written fails here.
/// Errors  a text for people, with the file's name
/// Thread  any; blocks on the disk
tl::expected<Credentials, std::string> read_credentials(const TlsFiles& files, WallTime now);

/// Changes when one of the files does: times, sizes and inodes. Never fails: a file that is missing
/// is a stamp of its own.
/// Thread  any; blocks on the disk
std::string stamp_of(const TlsFiles& files);

/// "2026-12-01 08:00:00 UTC"
std::string utc_text(WallTime at);

}  // namespace hazgate::uplink
