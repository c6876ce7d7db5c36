#define KERNELS economist_bandit_baseline
#include "models/llm-economist/bandit.inc"
