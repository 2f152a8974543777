// The telling of people alone: 50 incidents of 500 contacts. Prints lines "figure value unit"; times are
// CPU time of the one thread.
#include "gateway/core/emergency/errands.hpp"

#include <cstdio>
#include <ctime>

namespace {

using namespace hazgate;
using namespace hazgate::emergency;
using std::chrono::seconds;

constexpr std::size_t kContacts = 500, kIncidents = 50;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

Now at(int second) {
  return {.tick = Tick{seconds{second}}, .wall = from_unix_ms(1'700'000'000'000) + seconds{second}};
}

std::vector<Person> people() {
  std::vector<Person> list;
  for (std::size_t i = 0; i < kContacts; ++i) {
    list.push_back({"contact-" + std::to_string(i), {Via::Sms, Via::Email}});
  }
  return list;
}

}  // namespace

int main() {
  Errands errands(people());
  CallSpec spec{.ack_within = seconds{120}, .at_once = kContacts};
  for (std::size_t i = 0; i < kContacts; ++i) spec.people.push_back(i);
  ErrandOrders orders;
  double from = cpu_ms();
  for (std::size_t i = 0; i < kIncidents; ++i) {
    errands.begin("leak-" + std::to_string(i), "tell", spec, at(0), orders);
  }
  std::printf("begin-500 %.3f ms\n", (cpu_ms() - from) / kIncidents);

  from = cpu_ms();
  constexpr int kLooks = 100'000;
  ErrandOrders none;
  std::size_t seen = 0;
  for (int i = 0; i < kLooks; ++i) {
    errands.run(at(1), none);
    seen += errands.deadline() ? 1 : 0;
  }
  std::printf("look-nothing-due %.1f ns\n", (cpu_ms() - from) * 1e6 / kLooks);

  from = cpu_ms();
  ErrandOrders failed;
  for (const MessageOrder& message : orders.messages) {
    errands.receipt(message.ticket, ReceiptKind::Failed, "no signal", at(2), failed);
  }
  const auto count = static_cast<double>(orders.messages.size());
  std::printf("receipt-failed %.2f us\n", (cpu_ms() - from) * 1e3 / count);

  from = cpu_ms();
  ErrandOrders late;
  errands.run(at(62), late);
  std::printf("run-all-25000-due %.1f ms\n", cpu_ms() - from);

  from = cpu_ms();
  Errands again(people());
  ErrandOrders resumed;
  again.restore(orders.calls, late.errands, errands.next_ticket(), at(63), resumed);
  std::printf("restore-25000 %.1f ms\n", cpu_ms() - from);

  from = cpu_ms();
  for (std::size_t i = 0; i < kIncidents; ++i) {
    errands.acknowledged("leak-" + std::to_string(i), {}, at(64), resumed);
  }
  std::printf("acknowledge-500 %.3f ms\n", (cpu_ms() - from) / kIncidents);
  const bool right = orders.messages.size() == kContacts * kIncidents && seen == kLooks &&
                     failed.messages.size() == orders.messages.size() &&
                     late.messages.size() == orders.messages.size() && !errands.deadline();
  return right ? 0 : 1;
}
