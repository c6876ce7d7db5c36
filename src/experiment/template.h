/** A commented config for a model. */
#ifndef WALRAS_EXPERIMENT_TEMPLATE_H
#define WALRAS_EXPERIMENT_TEMPLATE_H

#include "walras/model.h"

/** A config that runs the model with its defaults and lists every parameter with meaning, type, unit, range and default, each
 *  commented out except the required ones, which get a value inside their range. It parses as it stands (a required text or a
 *  constraint between required parameters may still need the user's values). Returns a new string, NULL when memory is exhausted. */
char *walras_experiment_template(const walras_model *model);

#endif
