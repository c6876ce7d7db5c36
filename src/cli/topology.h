/** What this machine has for a program to run on. */
#ifndef WALRAS_CLI_TOPOLOGY_H
#define WALRAS_CLI_TOPOLOGY_H

/** What cannot be found out is 1 processor, 1 domain, 0 bytes. */
typedef struct cli_topology {
  int processors;      /**< that this process may use */
  int domains;         /**< NUMA domains that these belong to */
  double memory_bytes; /**< of the machine, or of this process's control group if that has less */
} cli_topology;

/** This machine's. `system` is the folder in which the kernel shows its processors, CLI_SYSTEM_FOLDER but for tests. */
cli_topology cli_topology_read(const char *system);

#endif
