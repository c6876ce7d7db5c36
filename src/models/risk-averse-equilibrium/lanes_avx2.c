#define RUN rae_lanes_run_avx2
#include "models/risk-averse-equilibrium/lanes.inc"
