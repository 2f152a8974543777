#include "drivers/model/mistakes.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace hazgate::model {

std::string to_text(const Mistake& mistake) {
  std::string text = mistake.place.file;
  if (mistake.place.line > 0) {
    text += ":" + std::to_string(mistake.place.line) + ":" + std::to_string(mistake.place.column);
  }
  text += ": ";
  if (!mistake.key.empty()) text += mistake.key + ": ";
  text += mistake.problem;
  if (!mistake.remedy.empty()) text += "; " + mistake.remedy;
  return text;
}

void Mistakes::add(Place place, std::string key, std::string problem, std::string remedy) {
  const bool known = std::any_of(list_.begin(), list_.end(), [&](const Mistake& each) {
    return each.place.line == place.line && each.place.column == place.column && each.key == key &&
           each.problem == problem && each.place.file == place.file;
  });
  if (known) return;
  list_.push_back({std::move(place), std::move(key), std::move(problem), std::move(remedy)});
}

std::vector<Mistake> Mistakes::sorted() const {
  std::vector<Mistake> sorted = list_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Mistake& a, const Mistake& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
  return sorted;
}

}  // namespace hazgate::model
