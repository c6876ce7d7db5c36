#define RUN rae_lanes_run_avx512
#define WIDTH 8
#include "models/risk-averse-equilibrium/lanes.inc"
