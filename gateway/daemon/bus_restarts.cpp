#include "gateway/daemon/bus_restarts.hpp"

#include <boost/json.hpp>

#include "gateway/daemon/document_reader.hpp"

namespace hazgate::daemon {
namespace {

constexpr const char* kKind = "watchdog";
constexpr const char* kId = "buses";

std::optional<unsigned> count_from(const site::Document& document) {
  const auto body = unsealed(document.body);
  if (!body) return std::nullopt;
  bool good = true;
  DocumentReader reader(*body, good);
  const auto count = reader.count<unsigned>("restarts");
  return good ? std::optional(count) : std::nullopt;
}

}  // namespace

void BusRestarts::restore(const std::vector<site::Document>& documents) {
  for (const site::Document& document : documents) {
    if (document.kind == kKind && document.id == kId) {
      count_ = count_from(document).value_or(kMost);
    }
  }
}

site::Document BusRestarts::add() {
  ++count_;
  return document();
}

std::optional<site::Document> BusRestarts::look(Tick now, bool any_bus_hangs) {
  if (any_bus_hangs || !all_go_since_) all_go_since_ = now;
  if (count_ == 0 || now - *all_go_since_ < kForgotten) return std::nullopt;
  count_ = 0;
  return document();
}

site::Document BusRestarts::document() const {
  return {kKind, kId, count_ == 0 ? std::string() : sealed({{"restarts", count_}})};
}

}  // namespace hazgate::daemon
