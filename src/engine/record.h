/** How a trial's record is laid out in memory: one flat row of bytes, one field per stored dataset. */
#ifndef WALRAS_ENGINE_RECORD_H
#define WALRAS_ENGINE_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"

/** One dataset's piece of a record. */
typedef struct walras_record_field {
  int metric;             /**< position in the model's metric table */
  int column;             /**< of a table; WALRAS_FIELD_VALUES otherwise, WALRAS_FIELD_ENTRIES for a table's number of entries */
  int64_t dataset;        /**< number in the store layout */
  size_t offset;          /**< in the record, bytes; a multiple of 8 */
  size_t bytes;           /**< of the row of one trial; a multiple of 8 */
  int64_t length;         /**< values in the row: the longest over all points */
  walras_value_type type; /**< every value is 8 bytes: double or int64_t */
} walras_record_field;

enum { WALRAS_FIELD_VALUES = -1, WALRAS_FIELD_ENTRIES = -2 };

struct walras_record_layout {
  const walras_model *model;
  size_t bytes; /**< of one record: the sum over all fields */
  int64_t field_count;
  walras_record_field *fields;
  int64_t *first_field; /**< [metric_count + 1] fields of each metric are consecutive; an unstored metric has none */
};

/** Derives the fields from the model and all its points; `dataset` numbers are filled by the store layout later.
 *  A metric that is absent at every point, or of a kind that the output leaves out, gets no field. The caller destroys it. */
walras_status walras_record_layout_create(const walras_model *model, int64_t points, const void *const *parameters, bool series,
                                          bool histograms, bool tables, walras_record_layout **layout, walras_error *error);
void walras_record_layout_destroy(walras_record_layout *layout);

/** The CRC-32 of a finished trial: that of its rows, in the order of the fields, continued over all else that the store says of it. */
uint32_t walras_record_crc(uint32_t crc_of_rows, double wall_seconds, int32_t error_code, uint8_t status);

/** Fills a record with what "not recorded" means: NaN for reals, 0 for integers. */
void walras_record_clear(const walras_record_layout *layout, void *record);

#endif
