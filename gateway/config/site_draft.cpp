#include "gateway/config/site_draft.hpp"

namespace hazgate::config {

bool SiteDraft::is_doubtful(const std::string& id) const {
  return doubtful_.contains(id) || doubtful_.contains(id.substr(0, id.find('.')));
}

void SiteDraft::complain(const Reference& where, std::string problem, std::string remedy) {
  mistakes_.add(where.place, where.key, std::move(problem), std::move(remedy));
}

}  // namespace hazgate::config
