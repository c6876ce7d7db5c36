# The commit and compiler that `walras version` and every store report.
find_package(Git QUIET)
set(WALRAS_COMMIT "unknown")
if(Git_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --dirty --abbrev=12 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
                  OUTPUT_VARIABLE walras_describe OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE walras_describe_result ERROR_QUIET)
  if(walras_describe_result EQUAL 0)
    set(WALRAS_COMMIT "${walras_describe}")
  endif()
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.h.in ${PROJECT_BINARY_DIR}/generated/walras_version.h @ONLY)
