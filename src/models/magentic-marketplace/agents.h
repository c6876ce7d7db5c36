/** Where the agents' backends meet: who plays the consumers' assistants and the businesses' services. */
#ifndef WALRAS_MAGENTIC_AGENTS_H
#define WALRAS_MAGENTIC_AGENTS_H

#include "models/magentic-marketplace/journey.h"

/** One backend: plays one round of a block of consumers, both sides of every conversation, and books what happened. */
struct magentic_agents {
  const char *name;           /**< says which one spoke */
  walras_block_function play; /**< its context is a magentic_round */
};

/** The backend for the modes of the parameters, or NULL where this version has none. */
const struct magentic_agents *magentic_agents_of(const struct magentic_parameters *parameters);

/** Refuses modes without a backend, and settings of language models that no backend would read. */
walras_status magentic_agents_check(const struct magentic_parameters *parameters, walras_error *error);

#endif
