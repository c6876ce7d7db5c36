#define RUN rae_lanes_run_avx2
#define WIDTH 4
#include "models/risk-averse-equilibrium/lanes.inc"
