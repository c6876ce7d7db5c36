# What `walras models` says of the last verification of each paper: configs/verdicts.json, which analysis/verdicts.py writes, as bytes in a header.
set(walras_verdicts_file ${PROJECT_SOURCE_DIR}/configs/verdicts.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${walras_verdicts_file})
file(READ ${walras_verdicts_file} walras_verdicts_bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," walras_verdicts_bytes "${walras_verdicts_bytes}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/verdicts.h.in ${PROJECT_BINARY_DIR}/generated/walras_verdicts.h @ONLY)
