#include "gateway/core/hazard/assessment.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hazgate::hazard {
namespace {

bool reaches(double value, double bound) {
  return value >= bound * (1.0 - kTolerance);
}

/// The term of one chemical, or what is wrong with it.
class Weighing {
 public:
  Weighing(const Chemical& chemical, std::size_t index, std::vector<Refusal>& refusals)
      : chemical_(chemical), index_(index), refusals_(refusals) {}

  Term term() {
    const bool positive = chemical_.tonnes > 0.0 && chemical_.tonnes <= kMostTonnes;  // no NaN is
    if (!positive) refuse(Reason::NotAQuantity);
    find_classes();
    Term term{.title = title(), .listed = listed(), .tonnes = chemical_.tonnes};
    if (named_) set_factors(term);
    if (term.critical_t <= 0.0) return term;
    term.ratio = term.tonnes / term.critical_t;
    term.product = term.beta * term.tonnes / term.critical_t;
    return term;
  }

 private:
  void refuse(Reason reason, const ListedSubstance* listed = nullptr, std::size_t element = 0) {
    refusals_.push_back({reason, index_, element, listed});
  }

  void find_classes() {
    for (std::size_t i = 0; i < chemical_.classes.size(); ++i) {
      if (const HazardClass* found = find_class(chemical_.classes[i])) {
        classes_.push_back(found);
      } else {
        refuse(Reason::UnknownClass, nullptr, i);
      }
    }
  }

  /// The row of table 1; `named_` says whether it is clear which chemical is meant at all.
  const ListedSubstance* listed() {
    const bool by_name = !chemical_.name.empty();
    const bool by_cas = !chemical_.cas.empty();
    if (!by_name && !by_cas) return unlisted();
    if (!chemical_.title.empty()) refuse(Reason::TitleBesideListed);
    const ListedSubstance* row = by_name ? listed_by_name() : listed_by_cas();
    if (by_name && by_cas) compare_cas(row);
    named_ = row != nullptr;
    return row;
  }

  const ListedSubstance* listed_by_name() {
    const ListedSubstance* row = find_by_name(chemical_.name);
    if (row == nullptr) refuse(Reason::UnknownName);
    return row;
  }

  const ListedSubstance* listed_by_cas() {
    const auto rows = find_by_cas(chemical_.cas);
    if (rows.size() == 1) return rows.front();
    if (rows.empty()) {
      refuse(Reason::UnknownCas);
    } else {
      refuse(Reason::SeveralRows, rows.front());
    }
    return nullptr;
  }

  /// A row without a CAS number (alkyls of aluminium) takes any that is of no other row.
  void compare_cas(const ListedSubstance* row) {
    const auto rows = find_by_cas(chemical_.cas);
    if (row == nullptr) {
      if (rows.empty()) refuse(Reason::UnknownCas);
      return;
    }
    const bool same = std::find(rows.begin(), rows.end(), row) != rows.end();
    const bool free = row->cas.empty() && rows.empty() && is_cas(chemical_.cas);
    if (!same && !free) refuse(Reason::NotThatCas, row);
  }

  const ListedSubstance* unlisted() {
    const ListedSubstance* row = find_by_name(chemical_.title);
    if (chemical_.title.empty() && chemical_.classes.empty()) {
      refuse(Reason::NotNamed);
    } else if (row != nullptr) {
      refuse(Reason::TitleOfListed, row);
    } else {
      named_ = true;
    }
    return nullptr;
  }

  std::string title() const {
    if (!chemical_.title.empty()) return chemical_.title;
    std::string symbols;
    for (const std::string& symbol : chemical_.classes)
      symbols += (symbols.empty() ? "" : ", ") + symbol;
    return symbols;
  }

  void set_factors(Term& term) {
    if (term.listed != nullptr) {
      term.critical_t = term.listed->critical_t;
      term.critical_from = {1, term.listed->row, term.listed->chinese};
    }
    if (term.listed != nullptr && term.listed->factor) {
      term.beta = term.listed->factor->beta;
      term.beta_from = {3, 0, term.listed->factor->name};
      return;
    }
    if (classes_.empty()) {
      // A class that is wrong is reported already.
      if (!chemical_.classes.empty()) return;
      refuse(term.listed != nullptr ? Reason::NoBetaClass : Reason::NoClass, term.listed);
      return;
    }
    if (term.listed == nullptr) {
      const HazardClass& lowest = **std::min_element(
          classes_.begin(), classes_.end(),
          [](const auto* a, const auto* b) { return a->critical_t < b->critical_t; });
      term.critical_t = lowest.critical_t;
      term.critical_from = {2, 0, lowest.symbol};
    }
    const HazardClass& highest =
        **std::max_element(classes_.begin(), classes_.end(),
                           [](const auto* a, const auto* b) { return a->beta < b->beta; });
    term.beta = highest.beta;
    term.beta_from = {4, 0, highest.symbol};
  }

  const Chemical& chemical_;
  const std::size_t index_;
  std::vector<Refusal>& refusals_;
  std::vector<const HazardClass*> classes_;
  bool named_ = false;
};

}  // namespace

bool is_major(double s) {
  return reaches(s, 1.0);
}

Level level_of(double r) {
  if (reaches(r, 100.0)) return Level::First;
  if (reaches(r, 50.0)) return Level::Second;
  if (reaches(r, 10.0)) return Level::Third;
  return Level::Fourth;
}

double alpha_of(std::int64_t people_within_500m) {
  constexpr std::array<std::pair<std::int64_t, double>, 4> kFrom = {
      {{100, 2.0}, {50, 1.5}, {30, 1.2}, {1, 1.0}}};
  for (const auto& [people, alpha] : kFrom) {
    if (people_within_500m >= people) return alpha;
  }
  return 0.5;
}

tl::expected<Assessment, std::vector<Refusal>> assess(const Unit& unit) {
  std::vector<Refusal> refusals;
  if (unit.people_within_500m < 0) refusals.push_back({Reason::NegativePeople});
  if (unit.chemicals.empty()) refusals.push_back({Reason::NoChemicals});
  Assessment assessment;
  for (std::size_t i = 0; i < unit.chemicals.size(); ++i) {
    assessment.terms.push_back(Weighing(unit.chemicals[i], i, refusals).term());
    assessment.s += assessment.terms.back().ratio;
    assessment.sum += assessment.terms.back().product;
  }
  if (!refusals.empty()) return tl::unexpected(std::move(refusals));
  assessment.major = is_major(assessment.s);
  assessment.alpha = alpha_of(unit.people_within_500m);
  assessment.r = assessment.alpha * assessment.sum;
  if (assessment.major) assessment.level = level_of(assessment.r);
  return assessment;
}

}  // namespace hazgate::hazard
