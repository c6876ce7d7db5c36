#define STEP(name) magentic_##name##_avx2
#include "models/magentic-marketplace/steps.inc"
