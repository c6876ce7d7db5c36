/* walras version: what a bug report needs. */
#include <H5public.h>
#include <gcrypt.h>
#include <libconfig.h>
#include <mpi.h>
#include <string.h>

#include "cli/cli.h"
#include "numerics/elementary/dispatch.h"
#include "store/store.h"
#include "walras_version.h"

int cli_version(const cli_line *line) {
  (void)line;
  char mpi[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  unsigned major = 0, minor = 0, release = 0;
  if (MPI_Get_library_version(mpi, &length) != MPI_SUCCESS)
    strcpy(mpi, "unknown");
  mpi[strcspn(mpi, ",\n")] = '\0';
  H5get_libversion(&major, &minor, &release);
  printf("walras %s (commit %s)\n", WALRAS_VERSION, WALRAS_COMMIT);
  printf("compiler   %s, %s build\n", WALRAS_COMPILER, WALRAS_BUILD_TYPE);
  printf("MPI        %s\n", mpi);
  printf("HDF5       %u.%u.%u\n", major, minor, release);
  printf("libconfig  %d.%d.%d\n", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
  printf("libgcrypt  %s\n", gcry_check_version(NULL));
  printf("vectors    %s (WALRAS_SIMD chooses; results do not depend on it)\n", walras_simd_path_name(walras_simd_path_get()));
  printf("store      format %d\n", WALRAS_STORE_FORMAT);
  return CLI_OK;
}
