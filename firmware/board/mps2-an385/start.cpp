// From reset to main() and back to the host: vectors, memory, constructors, and an exit code that
// QEMU passes on (semihosting).
// Source  Armv7-M Architecture Reference Manual, B1.5; Semihosting for AArch32 and AArch64, 2.0

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

extern "C" {

// The memory map's (memory.ld).
extern std::uint32_t data_load[];
extern std::uint32_t data_start[];
extern std::uint32_t data_end[];
extern std::uint32_t bss_start[];
extern std::uint32_t bss_end[];
extern std::uint32_t stack_top[];
extern void (*init_array_start[])();
extern void (*init_array_end[])();

void initialise_monitor_handles();  // newlib's: opens standard input and output on the host
int main(int argc, char** argv);

// What the C++ library asks for where there is no loader and no file system.
void* __dso_handle = nullptr;
void _init() {}
void _fini() {}
int mkdir(const char*, unsigned) {
  return -1;
}

/// Ends the emulator with this exit code.
[[noreturn]] void _exit(int code) {
  constexpr int kSysExitExtended = 0x20;
  constexpr std::uint32_t kApplicationExit = 0x20026;
  const std::array<std::uint32_t, 2> block = {kApplicationExit, static_cast<std::uint32_t>(code)};
  register int operation asm("r0") = kSysExitExtended;
  register const std::uint32_t* argument asm("r1") = block.data();
  for (;;) asm volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
}

[[noreturn]] void reset() {
  std::copy(data_load, data_load + (data_end - data_start), data_start);
  std::fill(bss_start, bss_end, 0U);
  initialise_monitor_handles();
  std::for_each(init_array_start, init_array_end, [](void (*construct)()) { construct(); });
  static char name[] = "firmware";
  static char* arguments[] = {name, nullptr};
  std::exit(main(1, arguments));
}

/// Every fault and every interrupt that nobody asked for.
[[noreturn]] void fault() {
  constexpr int kFaultExitCode = 99;
  _exit(kFaultExitCode);
}

struct Vectors {
  std::uint32_t* stack;
  std::array<void (*)(), 15> system;
};
[[gnu::section(".vectors"), gnu::used]] const Vectors kVectors = {
    stack_top,
    {reset, fault, fault, fault, fault, fault, nullptr, nullptr, nullptr, nullptr, fault, fault,
     nullptr, fault, fault}};

}  // extern "C"
