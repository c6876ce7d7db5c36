#define DOTS walras_dots_avx2
#define TOGETHER 4
#define WIDTH 4
#include "numerics/preference_games/dots.inc"
