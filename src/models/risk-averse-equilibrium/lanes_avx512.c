#define RUN rae_lanes_run_avx512
#include "models/risk-averse-equilibrium/lanes.inc"
