// Prints the samples of a journal, a line each: number (0: kept at home), time [ms], device.
//
// usage: journal_samples FILE

#include <cstdio>
#include <string>

#include "gateway/journal/archive.hpp"

int main(int argc, char** argv) {
  using namespace hazgate;
  if (argc != 2) return 2;
  const auto archive = journal::Archive::open(argv[1]);
  if (!archive) {
    std::fprintf(stderr, "%s\n", archive.error().c_str());
    return 1;
  }
  const auto extent = (*archive)->extent();
  if (!extent) return (*archive)->error().empty() ? 0 : 1;
  auto samples = (*archive)->samples(*extent);
  while (const auto* sample = samples.next()) {
    const auto layout = (*archive)->layout(sample->layout);
    if (!layout) return 1;
    std::printf("%llu %lld %s\n", static_cast<unsigned long long>(sample->seq),
                static_cast<long long>(unix_ms(sample->t)), layout->device.c_str());
  }
  return (*archive)->error().empty() && (*archive)->damaged_blocks() == 0 ? 0 : 1;
}
