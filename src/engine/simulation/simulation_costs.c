#include "engine/simulation/simulation.h"

const walras_simulation_costs walras_simulation_costs_measured = {.report_seconds = 2e-6,
                                                                  .answer_seconds = 1e-6,
                                                                  .batch_seconds = 3e-6,
                                                                  .dataset_seconds = 1e-6,
                                                                  .trial_seconds = 0.05e-6,
                                                                  .byte_seconds = 0.4e-9,
                                                                  .listen_seconds = 1e-6,
                                                                  .peer_seconds = 0.0,
                                                                  .latency_seconds = 2e-6,
                                                                  .transfer_seconds = 0.2e-9,
                                                                  .overhead_seconds = 0.3e-6};
