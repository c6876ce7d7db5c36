/* walras version: what a bug report needs. */
#include <gcrypt.h>
#include <libconfig.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/machine.h"
#include "numerics/elementary/dispatch.h"
#include "numerics/linear_program/linear_program.h"
#include "store/store.h"
#include "walras_version.h"

int cli_version(const cli_line *line) {
  (void)line;
  cli_machine machine;
  cli_machine_describe(&machine);
  printf("walras %s (commit %s)\n", WALRAS_VERSION, WALRAS_COMMIT);
  printf("compiler   %s, %s build\n", WALRAS_COMPILER, WALRAS_BUILD_TYPE);
  printf("MPI        %s\n", machine.mpi);
  printf("HDF5       %s\n", machine.hdf5);
  printf("libconfig  %d.%d.%d\n", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
  printf("libgcrypt  %s\n", gcry_check_version(NULL));
  printf("CLP        %s\n", walras_linear_program_solver());
  printf("vectors    %s (WALRAS_SIMD chooses; results do not depend on it)\n", walras_simd_path_name(walras_simd_path_get()));
  printf("store      format %d\n", WALRAS_STORE_FORMAT);
  return CLI_OK;
}
