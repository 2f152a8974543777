# hazgate_gtest: GoogleTest as every test program links it, and what a test may know of its build:
#
#   HAZGATE_WALK_STEPS   how many steps a random walk takes here. The emulated Cortex-M3 is some thirty
#                        times slower than the host (a judged sample with its state: 1 us), so its
#                        walks are shorter (CMakePresets.json). A digest that must be the same
#                        everywhere is taken after a number of steps that every build reaches.
set(HAZGATE_WALK_STEPS 200000 CACHE STRING "steps of each random walk in the tests")

add_library(hazgate_gtest INTERFACE)
target_compile_definitions(hazgate_gtest INTERFACE HAZGATE_WALK_STEPS=${HAZGATE_WALK_STEPS})

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Generic")
  find_package(GTest REQUIRED)
  include(GoogleTest)
  target_link_libraries(hazgate_gtest INTERFACE GTest::gmock GTest::gtest_main)
  return()
endif()

# Without an operating system: from the sources that the distribution ships (googletest).
set(sources /usr/src/googletest)
add_library(hazgate_gtest_bare STATIC
  ${sources}/googletest/src/gtest-all.cc
  ${sources}/googletest/src/gtest_main.cc
  ${sources}/googlemock/src/gmock-all.cc)
target_include_directories(hazgate_gtest_bare SYSTEM
  PRIVATE ${sources}/googletest ${sources}/googlemock
  PUBLIC ${sources}/googletest/include ${sources}/googlemock/include)
target_compile_definitions(hazgate_gtest_bare PUBLIC
  _GNU_SOURCE=1 GTEST_HAS_PTHREAD=0 GTEST_HAS_POSIX_RE=0 GTEST_HAS_STREAM_REDIRECTION=0
  GTEST_HAS_DEATH_TEST=0 GTEST_HAS_FILE_SYSTEM=0)
target_compile_definitions(hazgate_gtest_bare PRIVATE _POSIX_PATH_MAX=256)  # newlib has none
target_link_libraries(hazgate_gtest INTERFACE hazgate_gtest_bare)
