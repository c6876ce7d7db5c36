# A prefix that needs no source tree: the program, the headers with a pkg-config file for models of one's own, configs and Python scripts.
install(TARGETS walras RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/walras DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY configs analysis DESTINATION ${CMAKE_INSTALL_DATADIR}/walras PATTERN "__pycache__" EXCLUDE)
install(PROGRAMS jobs/mpi-environment.sh jobs/python.sh jobs/install.sh jobs/submit DESTINATION ${CMAKE_INSTALL_DATADIR}/walras/jobs)
install(FILES jobs/packages-debian.txt jobs/job.sh jobs/slurm.sbatch jobs/pbs.sh jobs/flux.sh DESTINATION ${CMAKE_INSTALL_DATADIR}/walras/jobs)
install(FILES tests/plugin/zero_intelligence.c tests/plugin/zero_intelligence.cfg DESTINATION ${CMAKE_INSTALL_DATADIR}/walras/plugin)
install(FILES README.md LICENSE CHANGELOG.md CITATION.cff src/numerics/designs/LICENSE.joe-kuo DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The folder of a pkg-config file without libraries is the same on every system; its prefix moves with it.
configure_file(cmake/walras.pc.in ${PROJECT_BINARY_DIR}/generated/walras.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/generated/walras.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)

install(DIRECTORY ${PROJECT_BINARY_DIR}/manual/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
install(FILES ${PROJECT_BINARY_DIR}/manual/walras.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME walras)

# A modulefile knows its prefix by its own place, however many folders below it that is.
set(walras_modulefiles ${CMAKE_INSTALL_DATADIR}/modulefiles/walras)
string(REGEX REPLACE "[^/]+" ".." walras_modulefile_up ${walras_modulefiles})
configure_file(cmake/modulefile.in ${PROJECT_BINARY_DIR}/generated/modulefile @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/generated/modulefile DESTINATION ${walras_modulefiles} RENAME ${PROJECT_VERSION})
