/* The claims as an aligned table; what does not hold says why and what would decide. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/colour.h"
#include "cli/verify.h"

enum { COLUMNS = 5, CELL = 192 };

/* The columns before the source, which ends the line. */
typedef struct table_row {
  char cells[COLUMNS][CELL];
  cli_colour colour; /* of the verdict, on a terminal */
} table_row;

static void ours_text(const walras_evaluation *v, char *text, size_t size) {
  if (isnan(v->estimate))
    snprintf(text, size, "no value");
  else if (isnan(v->low) || isnan(v->high))
    snprintf(text, size, "%.6g (no interval)", v->estimate);
  else if (v->high > v->low)
    snprintf(text, size, "%.6g [%.6g, %.6g]", v->estimate, v->low, v->high);
  else
    snprintf(text, size, "%.6g", v->estimate);
}

static cli_colour colour_of(const walras_evaluation *v) {
  if (v->informative)
    return CLI_PLAIN;
  return v->verdict == WALRAS_CLAIM_HOLDS ? CLI_GREEN : v->verdict == WALRAS_CLAIM_FAILS ? CLI_RED : CLI_YELLOW;
}

/* A failure stands out; what only informs stands in brackets. */
static table_row row_of(const walras_claim *claim, const walras_evaluation *v) {
  table_row row = {.colour = colour_of(v)};
  const bool stands_out = v->verdict == WALRAS_CLAIM_FAILS && !v->informative;
  snprintf(row.cells[0], CELL, v->informative ? "(%s)" : "%s", stands_out ? "FAILS" : walras_verdict_name(v->verdict));
  snprintf(row.cells[1], CELL, "%s", claim->id);
  snprintf(row.cells[2], CELL, "%s", v->paper);
  ours_text(v, row.cells[3], CELL);
  snprintf(row.cells[4], CELL, "%s", v->method);
  return row;
}

static void widen(int widths[COLUMNS], const table_row *row) {
  for (int c = 0; c < COLUMNS; c++) {
    const int length = (int)strlen(row->cells[c]);
    widths[c] = length > widths[c] ? length : widths[c];
  }
}

static void print_row(const int widths[COLUMNS], const table_row *row, const char *source) {
  for (int c = 0; c < COLUMNS; c++) {
    const cli_colour colour = c == 0 ? row->colour : CLI_PLAIN;
    printf("%s%-*s%s  ", colour != CLI_PLAIN ? cli_colour_code(stdout, colour) : "", widths[c], row->cells[c],
           colour != CLI_PLAIN ? cli_colour_code(stdout, CLI_PLAIN) : "");
  }
  puts(source);
}

/* Why a claim is undecided, and what would change that. */
static void print_remedy(const walras_evaluation *v) {
  if (v->values == 0)
    printf("; no trial has a value");
  else if (isnan(v->low))
    printf("; there is no interval");
  else if (v->more_replications > 0)
    printf("; about %lld more replication%s would decide", (long long)v->more_replications, cli_plural(v->more_replications));
  else
    printf("; no number of replications is foreseen to decide");
}

/* What a reader needs who wants to know why a claim does not hold. */
static void print_details(const walras_claim *claim, const walras_evaluation *v) {
  const char *where = v->where != NULL ? v->where : "";
  printf("%12s%s\n", "", claim->statement);
  printf("%12s%s of %s%s%s; %lld value%s", "", claim->check, claim->metric, where[0] != '\0' ? " where " : "", where,
         (long long)v->values, cli_plural(v->values));
  if (v->worst[0] != '\0')
    printf("; shown: %s", v->worst);
  if (!isnan(v->p))
    printf("; p = %.3g, adjusted %.3g", v->p, v->adjusted_p);
  if (v->verdict == WALRAS_CLAIM_UNDECIDED)
    print_remedy(v);
  puts("");
}

void cli_verify_print_table(const cli_verification *v) {
  const walras_experiment *e = v->experiment;
  const table_row heading = {.cells = {"verdict", "claim", "paper", "ours [95 %]", "method"}};
  int widths[COLUMNS] = {0};
  widen(widths, &heading);
  for (int64_t i = 0; i < e->claim_count; i++) {
    const table_row row = row_of(&e->claims[i], &v->evaluations[i]);
    if (v->shown[i])
      widen(widths, &row);
  }
  print_row(widths, &heading, "source");
  for (int64_t i = 0; i < e->claim_count; i++) {
    const table_row row = row_of(&e->claims[i], &v->evaluations[i]);
    if (!v->shown[i])
      continue;
    print_row(widths, &row, e->claims[i].source);
    if (v->evaluations[i].verdict != WALRAS_CLAIM_HOLDS)
      print_details(&e->claims[i], &v->evaluations[i]);
  }
  printf("claims: %lld hold, %lld fail, %lld undecided", (long long)v->counts[WALRAS_CLAIM_HOLDS],
         (long long)v->counts[WALRAS_CLAIM_FAILS], (long long)v->counts[WALRAS_CLAIM_UNDECIDED]);
  if (v->informative > 0)
    printf(", %lld informative", (long long)v->informative);
  puts("");
}
