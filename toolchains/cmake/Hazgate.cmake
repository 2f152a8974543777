# Flags, and the two functions every folder uses.

add_library(hazgate_flags INTERFACE)
target_include_directories(hazgate_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(hazgate_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -Werror=switch -fno-omit-frame-pointer
  -Wno-missing-field-initializers  # every member has a default; a designated initializer may rest
  -ffp-contract=off -fno-fast-math)  # the same bits on every processor
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 takes std::variant and std::optional inside containers for uninitialised at -O2
  # (GCC bug 105562 and its kin); the sanitizers look after the real thing.
  target_compile_options(hazgate_flags INTERFACE -Wno-maybe-uninitialized)
endif()
if(HAZGATE_SANITIZE)
  target_compile_options(hazgate_flags INTERFACE -fsanitize=${HAZGATE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(hazgate_flags INTERFACE -fsanitize=${HAZGATE_SANITIZE})
  if(HAZGATE_SANITIZE STREQUAL "thread")
    target_compile_options(hazgate_flags INTERFACE -Wno-tsan)
  endif()
endif()

# hazgate_library(NAME SOURCES ... [DEPENDS ...] [PRIVATE_DEPENDS ...])
# A static library of one folder. Without SOURCES it is header-only.
function(hazgate_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC hazgate_flags ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE hazgate_flags ${ARG_DEPENDS})
  endif()
endfunction()

# hazgate_test(NAME SOURCES ... DEPENDS ... [LABELS ...] [TIMEOUT seconds])
# A GoogleTest program whose cases are found by CTest. On a board it is one test: the emulator starts
# once.
function(hazgate_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE hazgate_flags ${ARG_DEPENDS} hazgate_gtest)
  if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
    target_link_libraries(${name} PRIVATE hazgate_board)
    add_test(NAME cortex-m3.${name} COMMAND ${name})
    set_tests_properties(cortex-m3.${name} PROPERTIES LABELS target TIMEOUT ${ARG_TIMEOUT})
    return()
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
