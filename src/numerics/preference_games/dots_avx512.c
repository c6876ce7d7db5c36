#define DOTS walras_dots_avx512
#define TOGETHER 4
#define WIDTH 8
#include "numerics/preference_games/dots.inc"
