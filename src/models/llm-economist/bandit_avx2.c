#define KERNELS economist_bandit_avx2
#include "models/llm-economist/bandit.inc"
