#pragma once

#include "drivers/model/reader.hpp"
#include "gateway/core/ledger/terms.hpp"

namespace hazgate::config {

/// [ledger]: what is left out stays as it is in `terms`.
void read_ledger(model::TableReader& reader, ledger::Terms& terms);

}  // namespace hazgate::config
