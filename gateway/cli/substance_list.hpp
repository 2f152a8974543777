#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/cli/listings.hpp"
#include "gateway/core/hazard/table1.hpp"
#include "gateway/core/hazard/table2.hpp"

/// `assess --list`: the substances and classes of GB 18218-2018.
/// Thread  any (pure)
namespace hazgate::cli {

struct Substances {
  std::vector<const hazard::ListedSubstance*> listed;
  std::vector<const hazard::HazardClass*> classes;
};

/// Those that have the pattern in a name, CAS number, symbol or description, whatever the case; * and ?
/// stand for anything and for one character. An empty pattern fits all.
Substances substances(std::string_view pattern);

/// Two tables, or a line that says that there are none.
std::string substances_text(const Substances& found, const Look& look);

/// A row of table 1 each, then a class each.
Items substance_items(const Substances& found);

}  // namespace hazgate::cli
