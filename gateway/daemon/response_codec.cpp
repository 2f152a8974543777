#include "gateway/daemon/response_codec.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/daemon/response_bodies.hpp"

namespace hazgate::daemon {
namespace {

using emergency::record_id;

constexpr std::string_view kCall = "call";
constexpr std::string_view kErrand = "errand";
constexpr std::string_view kNeighbour = "neighbour";
constexpr std::string_view kClocks = "clocks";
constexpr std::string_view kAdvice = "advice";

std::string record_id(const emergency::NeighbourMemory& memory) {
  return memory.incident + '/' + memory.neighbour;
}
std::string record_id(const emergency::ClocksMemory& memory) {
  return memory.incident;
}
std::string record_id(const site::AdviceMemory& memory) {
  return memory.incident;
}

template <class Record>
void put(std::vector<site::Document>& documents, std::string_view kind,
         const std::vector<Record>& records) {
  for (const Record& record : records) {
    documents.push_back({std::string(kind), record_id(record), sealed(body_of(record))});
  }
}

template <class Record>
bool take(const site::Document& document, std::vector<Record>& records) {
  const auto object = unsealed(document.body);
  if (!object) return false;
  bool good = true;
  DocumentReader reader(*object, good);
  Record record;
  read(reader, record);
  if (!good || record_id(record) != document.id) return false;
  records.push_back(std::move(record));
  return true;
}

void put_away(std::vector<site::Document>& documents, const site::RestMemory& rest) {
  documents.push_back({std::string(kClocks), rest.incident, {}});
  documents.push_back({std::string(kAdvice), rest.incident, {}});
  for (const emergency::NeighbourMemory& told : rest.neighbours) {
    documents.push_back({std::string(kNeighbour), record_id(told), {}});
  }
  if (!rest.clocks && rest.neighbours.empty()) return;
  documents.push_back({std::string(site::kArchive), rest.incident, sealed(body_of(rest))});
}

/// Whether it could be read; none when it is not ours.
std::optional<bool> take(const site::Document& document, site::ResponseMemory& memory) {
  if (document.kind == kCall) return take(document, memory.calls);
  if (document.kind == kErrand) return take(document, memory.errands);
  if (document.kind == kNeighbour) return take(document, memory.neighbours);
  if (document.kind == kClocks) return take(document, memory.clocks);
  if (document.kind == kAdvice) return take(document, memory.advice);
  return std::nullopt;
}

}  // namespace

std::vector<site::Document> documents_of(const site::ResponseMemory& memory) {
  std::vector<site::Document> documents;
  put(documents, kCall, memory.calls);
  put(documents, kErrand, memory.errands);
  put(documents, kNeighbour, memory.neighbours);
  put(documents, kClocks, memory.clocks);
  put(documents, kAdvice, memory.advice);
  for (const std::string& id : memory.forgotten) {
    documents.push_back({std::string(kCall), id, {}});
    documents.push_back({std::string(kErrand), id, {}});
  }
  for (const site::RestMemory& rest : memory.at_rest) put_away(documents, rest);
  return documents;
}

site::ResponseMemory response_of(std::span<const site::Document> documents,
                                 std::size_t& unreadable) {
  std::map<std::pair<std::string_view, std::string_view>, const site::Document*> last;
  for (const site::Document& document : documents) last[{document.kind, document.id}] = &document;
  site::ResponseMemory memory;
  unreadable = 0;
  for (const site::Document& document : documents) {
    const bool counts = last[{document.kind, document.id}] == &document;
    if (counts && !document.body.empty() && !take(document, memory).value_or(true)) ++unreadable;
  }
  return memory;
}

}  // namespace hazgate::daemon
