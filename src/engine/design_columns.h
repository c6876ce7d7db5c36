/** The design as datasets: one value per point for every parameter. */
#ifndef WALRAS_ENGINE_DESIGN_COLUMNS_H
#define WALRAS_ENGINE_DESIGN_COLUMNS_H

#include "engine/layout.h"

/** Adds /design/<parameter> for every parameter, and /design/label where points have labels. */
void walras_add_design(walras_layout *layout, const walras_layout_input *input);
/** Names of the parameters that differ between points, separated by blanks; NULL when none does. */
const char *walras_swept_names(walras_layout *layout, const walras_layout_input *input);

/* Of the layout under construction. Memory belongs to the layout; NULL marks it as failed. */
void *walras_layout_allocate(walras_layout *layout, int64_t count, size_t size);
char *walras_layout_text(walras_layout *layout, const char *format, ...) __attribute__((format(printf, 2, 3)));
walras_store_dataset *walras_layout_add(walras_layout *layout, const walras_store_dataset *dataset);
void walras_layout_text_attribute(walras_store_dataset *dataset, const char *name, const char *text);

#endif
