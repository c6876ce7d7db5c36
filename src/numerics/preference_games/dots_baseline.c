#define DOTS walras_dots_baseline
#define TOGETHER 2
#define WIDTH 2
#include "numerics/preference_games/dots.inc"
