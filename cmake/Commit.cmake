# SPDX-License-Identifier: Apache-2.0
# undercast_commit(TARGET NAME): makes the header NAME with the commit of the sources and its day; without git, no commit
# and the day of the configuration (SOURCE_DATE_EPOCH, where that is set). It is made again when the commit changes.
set(UNDERCAST_COMMIT_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
if(CMAKE_SCRIPT_MODE_FILE)
  set(found)
  if(EXISTS ${SOURCES}/.git)  # a folder above may be another project's
    execute_process(COMMAND git log -1 --format=%h,%cs WORKING_DIRECTORY ${SOURCES} OUTPUT_VARIABLE found
                    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  if(NOT found MATCHES "^([^,]+),(.+)$")
    set(commit "")
    set(day ${TODAY})
  else()
    set(commit ${CMAKE_MATCH_1})
    set(day ${CMAKE_MATCH_2})
  endif()
  file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
// SPDX-License-Identifier: Apache-2.0
#pragma once
namespace undercast {
inline constexpr const char *kCommit = "@commit@", *kCommitDate = "@day@";
}
]])
  file(TOUCH ${OUTPUT})
  return()
endif()

function(undercast_commit target name)
  set(header ${PROJECT_BINARY_DIR}/generated/${name})
  string(TIMESTAMP today "%Y-%m-%d" UTC)
  # Each commit and checkout writes a line into this log.
  set(log)
  if(EXISTS ${PROJECT_SOURCE_DIR}/.git)
    execute_process(COMMAND git rev-parse --git-path logs/HEAD WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
                    OUTPUT_VARIABLE log OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    get_filename_component(log "${log}" ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
    if(NOT EXISTS ${log})
      set(log)
    endif()
  endif()
  add_custom_command(OUTPUT ${header} COMMAND ${CMAKE_COMMAND} -DSOURCES=${PROJECT_SOURCE_DIR} -DTODAY=${today}
                     -DOUTPUT=${header} -P ${UNDERCAST_COMMIT_SCRIPT} DEPENDS ${log} ${UNDERCAST_COMMIT_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${header})
endfunction()
