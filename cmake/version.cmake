# The commit, its date and the compiler that `walras version`, every store and the manual report.
find_package(Git QUIET)
set(WALRAS_COMMIT "unknown")
set(WALRAS_DATE "")
function(walras_git variable)
  execute_process(COMMAND ${GIT_EXECUTABLE} ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
                  OUTPUT_VARIABLE output OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE result ERROR_QUIET)
  if(result EQUAL 0)
    set(${variable} "${output}" PARENT_SCOPE)
  endif()
endfunction()

# Only this folder's own repository: sources without one may lie inside another project's.
if(Git_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  walras_git(WALRAS_COMMIT describe --always --dirty --abbrev=12)
  walras_git(WALRAS_DATE log -1 --format=%cs)
  # Every commit and checkout is written there: the next build then asks again.
  walras_git(walras_head_log rev-parse --path-format=absolute --git-path logs/HEAD)
  if(walras_head_log AND EXISTS ${walras_head_log})
    set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${walras_head_log})
  endif()
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.h.in ${PROJECT_BINARY_DIR}/generated/walras_version.h @ONLY)
