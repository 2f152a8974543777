# Cortex-M3 without an operating system: Debian's gcc-arm-none-eabi with newlib. The board
# (firmware/board/mps2-an385) brings start and memory map; QEMU emulates it for the tests.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m3)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)  # nothing links without a board
# -Wno-psabi: else GCC notes at every std::span of doubles that its passing changed in GCC 7.
set(CMAKE_CXX_FLAGS_INIT "-mcpu=cortex-m3 -mthumb -ffunction-sections -fdata-sections -Wno-psabi")
set(CMAKE_CROSSCOMPILING_EMULATOR
  qemu-system-arm -M mps2-an385 -display none -monitor none -serial null
  -semihosting-config enable=on,target=native -kernel)
