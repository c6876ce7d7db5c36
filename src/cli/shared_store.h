/** Whether the nodes of a run share the file system of its store. */
#ifndef WALRAS_CLI_SHARED_STORE_H
#define WALRAS_CLI_SHARED_STORE_H

#include <stdbool.h>

/** Collective over MPI_COMM_WORLD; `path` is absolute. True when this rank sees the file there that rank 0 sees. Where one does not, rank 0 warns
 *  once, with the first such rank. */
bool cli_sees_store(const char *path);

#endif
