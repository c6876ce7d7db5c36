/** The machine and the libraries that a run used: for the record of a store, never for results. */
#ifndef WALRAS_CLI_MACHINE_H
#define WALRAS_CLI_MACHINE_H

#include <stdint.h>

/** What cannot be found out is "unknown" or 0. */
typedef struct cli_machine {
  char host[64];
  char processor[96];   /**< its name: "AMD EPYC 7763 64-Core Processor" */
  char system[128];     /**< distribution, kernel and architecture */
  char mpi[64];         /**< "Open MPI v4.1.4" */
  char hdf5[24];        /**< "1.10.8" */
  int processors;       /**< logical processors of the machine that are online */
  int64_t memory_bytes; /**< physical memory of the machine */
} cli_machine;

/** Describes this process's own. */
void cli_machine_describe(cli_machine *machine);

#endif
