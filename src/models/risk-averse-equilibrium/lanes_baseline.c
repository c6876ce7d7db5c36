#define RUN rae_lanes_run_baseline
#include "models/risk-averse-equilibrium/lanes.inc"
