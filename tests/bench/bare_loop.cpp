// The reference of `./dev bench pipeline` and `tcp`: one libmodbus connection that reads the same registers
// of the same devices at the same period and throws them away. Prints CPU microseconds per poll,
// answers, requests, and answers per second.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <modbus/modbus.h>
#include <thread>

#include <sys/resource.h>

namespace {

double cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: bare_loop PORT UNITS REGISTERS PERIOD_MS ROUNDS\n");
    return 2;
  }
  const int port = std::atoi(argv[1]), units = std::atoi(argv[2]), registers = std::atoi(argv[3]);
  const std::chrono::milliseconds period{std::atoi(argv[4])};
  const int rounds = std::atoi(argv[5]);
  modbus_t* bus = modbus_new_tcp("127.0.0.1", port);
  if (bus == nullptr || modbus_connect(bus) != 0) {
    std::perror("bare_loop");
    return 3;
  }
  std::uint16_t words[125];
  long asked = 0, answered = 0;
  auto due = std::chrono::steady_clock::now();
  const auto begin = due;
  const double before = cpu_us();
  for (int round = 0; round < rounds; ++round) {
    for (int unit = 1; unit <= units; ++unit) {
      modbus_set_slave(bus, unit);
      ++asked;
      if (modbus_read_registers(bus, 0, registers, words) == registers) ++answered;
    }
    due += period;
    std::this_thread::sleep_until(due);
  }
  const double used = cpu_us() - before;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.3f %ld %ld %.1f\n", used / static_cast<double>(asked), answered, asked,
              static_cast<double>(answered) / took.count());
  modbus_close(bus);
  modbus_free(bus);
  return 0;
}
