#pragma once

namespace hazgate::journal {

class Database;

/// Moves the rows of table `sample`, as versions 1 to 5 had it, into segments; outside of a transaction.
/// Done in slices of one segment, each a transaction of its own: what a power cut breaks off is gone on
/// with. The table stays behind, empty.
/// Errors  in the Database
void move_samples(Database& database);

}  // namespace hazgate::journal
