#include <algorithm>

#include "gateway/core/site/call_name.hpp"
#include "gateway/daemon/letters.hpp"
#include "gateway/notify/texts/words.hpp"

namespace hazgate::daemon {
namespace {

namespace texts = notify::texts;
using texts::Word;

constexpr std::size_t kMostCodes = 3;

bool waits_for(const site::Site& site, const site::IncidentMemory& incident,
               const std::string& contact, Now now) {
  if (incident.ended || incident.closed) return false;
  const auto told = site.response().told(incident.id, now);
  return std::any_of(told.begin(), told.end(), [&](const auto& errand) {
    const auto name = site::call_name_from(errand.name);
    return errand.contact == contact && name && name->about != site::CallAbout::Clock &&
           name->about != site::CallAbout::AllClear &&
           name->about != site::CallAbout::NeighbourAllClear;
  });
}

}  // namespace

std::string_view language_of(const site::SiteSpec& spec, const site::ContactSpec& contact) {
  std::string_view name = contact.language;
  for (const auto& neighbour : spec.around.neighbours) {
    const auto& its = neighbour.contacts;
    const bool is_theirs = std::find(its.begin(), its.end(), contact.id) != its.end();
    if (name.empty() && is_theirs) name = neighbour.language;
  }
  return name.empty() ? std::string_view(spec.language) : name;
}

std::string answer_form(const site::Site& site, const site::ContactSpec& contact, Now now) {
  const texts::Language language =
      texts::language_from(language_of(site.spec(), contact)).value_or(texts::Language::ZhCn);
  std::string codes;
  std::size_t count = 0;
  bool is_drill = true;
  const auto incidents = site.incidents();
  for (auto it = incidents.rbegin(); it != incidents.rend() && count < kMostCodes; ++it) {
    if (!waits_for(site, *it, contact.id, now)) continue;
    codes += (count++ == 0 ? "" : " / ") + reply_code(it->id);
    is_drill = is_drill && it->drill;
  }
  if (count == 0) return std::string(say(Word::NothingToAnswer, language));
  std::string text(say(Word::NotUnderstood, language));
  constexpr std::string_view kCode = "{code}";
  text.replace(text.find(kCode), kCode.size(), codes);
  return is_drill ? std::string(say(Word::Drill, language)) + text : text;
}

}  // namespace hazgate::daemon
