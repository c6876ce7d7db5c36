#define RUN rae_lanes_run_baseline
#define WIDTH 2
#include "models/risk-averse-equilibrium/lanes.inc"
