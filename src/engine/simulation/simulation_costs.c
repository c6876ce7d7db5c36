#include "engine/simulation/simulation.h"

/* Measured on a virtual machine with two cores of an AMD Zen 3, Debian 12, Open MPI 4.1.4, messages through shared memory, the store in the
 * page cache: tests/bench/run.sh coordinator (listening is two looks in vain); the overhead is what a trial of tests/bench/trivial.cfg takes
 * beside its own time, in processor seconds. Open MPI's ob1 looks through all peers, 1.9 ns each: twice in vain, and once in all to find what
 * there is. A network has a latency of some microseconds more, which the reserve of the groups hides. */
const walras_simulation_costs walras_simulation_costs_measured = {.report_seconds = 12e-6,
                                                                  .answer_seconds = 0.1e-6,
                                                                  .dataset_seconds = 0.65e-6,
                                                                  .trial_seconds = 14e-9,
                                                                  .byte_seconds = 0.8e-9,
                                                                  .listen_seconds = 0.7e-6,
                                                                  .peer_seconds = 6e-9,
                                                                  .latency_seconds = 2e-6,
                                                                  .transfer_seconds = 0.5e-9,
                                                                  .overhead_seconds = 0.5e-6};
