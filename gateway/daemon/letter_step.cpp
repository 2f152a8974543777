#include "gateway/daemon/letter_step.hpp"

#include <initializer_list>
#include <utility>

#include "gateway/notify/texts/words.hpp"

namespace hazgate::daemon {
namespace {

namespace texts = notify::texts;
using texts::Word;

using Filling = std::pair<std::string_view, std::string>;

/// What a fact says is not looked at for words again.
std::string put(std::string_view sentence, std::initializer_list<Filling> facts) {
  std::string text(sentence);
  std::size_t from = 0;
  for (const auto& [word, fact] : facts) {
    const auto place = text.find(word, from);
    if (place == std::string::npos) continue;
    text.replace(place, word.size(), fact);
    from = place + fact.size();
  }
  return text;
}

std::string what_it_does(const site::SiteSpec& spec, const site::StepSpec& step,
                         texts::Language language) {
  switch (step.kind) {
    case site::StepKind::Write: {
      if (!step.point) break;
      const site::PointSpec& point = spec.points[at(*step.point)];
      const std::string& device = spec.devices[at(point.device)].name;
      const std::string name = point.name.empty() ? point.id : point.name + " (" + point.id + ")";
      return (device.empty() ? "" : device + " ") + name + " = " + hazgate::to_text(step.value);
    }
    case site::StepKind::Notify:
      return put(say(Word::TellRole, language), {{"{role}", step.role}});
    case site::StepKind::Neighbours:
      return std::string(say(Word::WarnNeighbours, language));
    case site::StepKind::Publish:
      break;
  }
  return std::string(say(Word::Publish, language));
}

}  // namespace

void tell_step(const site::SiteSpec& spec, const site::PlanSpec& plan,
               const site::IncidentMemory& incident, std::size_t step, texts::Language language,
               const std::function<std::string(WallTime)>& time_text, texts::Facts& facts) {
  if (step >= plan.steps.size() || step >= incident.steps.size()) return;
  const std::string number = std::to_string(step + 1);
  facts.text = put(say(Word::StepIs, language),
                   {{"{n}", number}, {"{what}", what_it_does(spec, plan.steps[step], language)}});
  const emergency::StepMemory& memory = incident.steps[step];
  if (memory.progress != emergency::StepProgress::Asked || incident.ended) {
    facts.decision = say(Word::StepAsksNoMore, language);
    return;
  }
  const auto window =
      std::chrono::duration_cast<WallTime::duration>(plan.steps[step].confirm_within);
  const std::string time = time_text(memory.since + window);
  facts.decision = put(say(Word::StepStarts, language),
                       {{"{time}", time}, {"{incident}", incident.id}, {"{n}", number}});
  facts.start_now =
      put(say(Word::StepStartNow, language), {{"{incident}", incident.id}, {"{n}", number}});
}

}  // namespace hazgate::daemon
