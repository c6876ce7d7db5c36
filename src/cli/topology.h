/** What this machine has for a program to run on. */
#ifndef WALRAS_CLI_TOPOLOGY_H
#define WALRAS_CLI_TOPOLOGY_H

/** What cannot be found out is 1 processor, 1 domain, 0 bytes. */
typedef struct cli_topology {
  int processors;      /**< that this process may use */
  int domains;         /**< NUMA domains that these belong to */
  double memory_bytes; /**< of the machine, or of this process's control group if that has less */
} cli_topology;

/** This machine's. `nodes` is the folder of NUMA domains, "/sys/devices/system/node" but for tests. */
cli_topology cli_topology_read(const char *nodes);

enum { CLI_PROCESSORS_MOST = 4096 };
/** Marks in `has` [CLI_PROCESSORS_MOST] the processors of a list such as "0-3,8,10-11"; false when it is none. */
int cli_parse_processors(const char *list, unsigned char *has);

#define CLI_TOPOLOGY_NODES "/sys/devices/system/node"

#endif
