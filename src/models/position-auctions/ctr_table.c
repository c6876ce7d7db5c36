/* Tables of log-odds as CSV: what a click-through estimator of one's own writes. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/position-auctions/parameters.h"

typedef struct table_reader {
  const char *path;
  int64_t line, rows, columns, most_rows;
  double *logits; /* NULL = only counted */
  walras_error *error;
} table_reader;

#define REJECT(r, ...) WALRAS_FAIL((r)->error, WALRAS_ERROR_INPUT, __VA_ARGS__)

static const char *skip_blanks(const char *text) {
  return text + strspn(text, " \t\r");
}

/* One number and the comma or line end after it. NULL after a report. */
static const char *read_cell(table_reader *r, const char *text, int64_t column, double *logit) {
  char *end = NULL;
  *logit = strtod(text, &end);
  const char *rest = skip_blanks(end);
  if (end == text || (*rest != ',' && *rest != '\n' && *rest != '\0')) {
    REJECT(r, "ctr_file: %s:%lld: column %lld is no number", r->path, (long long)r->line, (long long)column + 1);
    return NULL;
  }
  if (!(*logit <= LOGIT_MOST)) {
    REJECT(r, "ctr_file: %s:%lld: column %lld: a log-odds is a number of at most %d, or -inf", r->path, (long long)r->line,
           (long long)column + 1, LOGIT_MOST);
    return NULL;
  }
  return *rest == ',' ? rest + 1 : rest;
}

static walras_status read_line(table_reader *r, const char *line) {
  int64_t columns = 0;
  const char *text = skip_blanks(line);
  if (*text == '#' || *text == '\n' || *text == '\0')
    return WALRAS_OK;
  if (r->rows == r->most_rows)
    return REJECT(r, "ctr_file: %s:%lld: more than %lld rows", r->path, (long long)r->line, (long long)r->most_rows);
  for (bool more = true; more; columns++) {
    double logit;
    const char *rest = read_cell(r, text, columns, &logit);
    if (rest == NULL)
      return WALRAS_ERROR_INPUT;
    more = rest[-1] == ',';
    text = rest;
    if (r->logits != NULL && columns < r->columns)
      r->logits[r->rows * r->columns + columns] = logit;
  }
  if (r->rows == 0 && r->logits == NULL)
    r->columns = columns;
  if (columns != r->columns)
    return REJECT(r, "ctr_file: %s:%lld: %lld columns, the first line has %lld", r->path, (long long)r->line, (long long)columns,
                  (long long)r->columns);
  r->rows++;
  return WALRAS_OK;
}

walras_status position_read_table(const char *path, int64_t *advertisers, int64_t *positions, double *logits,
                                  walras_error *error) {
  table_reader r = {.path = path, .logits = logits, .error = error};
  r.columns = logits != NULL ? *positions : 0;
  r.most_rows = logits != NULL ? *advertisers : INT32_MAX;
  char *line = NULL;
  size_t size = 0;
  walras_status status = WALRAS_OK;
  FILE *file = fopen(path, "r");
  if (file == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "ctr_file: %s cannot be read: %s", path, strerror(errno));
  while (status == WALRAS_OK && getline(&line, &size, file) >= 0) {
    r.line++;
    status = read_line(&r, line);
  }
  if (status == WALRAS_OK && ferror(file))
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "ctr_file: %s could not be read whole", path);
  free(line);
  fclose(file);
  if (status != WALRAS_OK)
    return status;
  if (r.rows == 0 || (logits != NULL && r.rows != *advertisers))
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "ctr_file: %s has %lld rows of log-odds%s", path, (long long)r.rows,
                       r.rows == 0 ? "" : ", another number than when the experiment was read");
  *advertisers = r.rows;
  *positions = r.columns;
  return WALRAS_OK;
}
