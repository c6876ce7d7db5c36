/* The claims as JSON. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/verify.h"
#include "store/digest.h"

/* Numbers that are not finite have no form in JSON. */
static void add_number(cJSON *object, const char *name, double number) {
  if (isfinite(number))
    cJSON_AddNumberToObject(object, name, number);
  else
    cJSON_AddNullToObject(object, name);
}

static void add_interval(cJSON *object, double expected, double estimate, double low, double high) {
  add_number(object, "expected", expected);
  add_number(object, "estimate", estimate);
  add_number(object, "low", low);
  add_number(object, "high", high);
}

static void add_entries(cJSON *object, const walras_evaluation *v) {
  cJSON *entries = cJSON_AddArrayToObject(object, "entries");
  for (int64_t i = 0; i < v->entry_count; i++) {
    const walras_claim_entry *entry = &v->entries[i];
    cJSON *one = cJSON_CreateObject();
    cJSON_AddStringToObject(one, "where", entry->where);
    add_interval(one, entry->expected, entry->estimate, entry->low, entry->high);
    cJSON_AddStringToObject(one, "verdict", walras_verdict_name(entry->verdict));
    cJSON_AddItemToArray(entries, one);
  }
}

static cJSON *claim_object(const walras_claim *claim, const walras_evaluation *v) {
  cJSON *object = cJSON_CreateObject();
  cJSON_AddStringToObject(object, "id", claim->id);
  cJSON_AddStringToObject(object, "statement", claim->statement);
  cJSON_AddStringToObject(object, "source", claim->source);
  cJSON_AddStringToObject(object, "kind", claim->kind);
  cJSON_AddStringToObject(object, "check", claim->check);
  cJSON_AddStringToObject(object, "metric", claim->metric);
  cJSON_AddStringToObject(object, "unit", v->unit);
  cJSON_AddStringToObject(object, "reason", claim->reason);
  cJSON_AddStringToObject(object, "where", v->where != NULL ? v->where : "");
  cJSON_AddBoolToObject(object, "informative", v->informative);
  cJSON_AddStringToObject(object, "verdict", walras_verdict_name(v->verdict));
  add_interval(object, v->expected, v->estimate, v->low, v->high);
  add_number(object, "minimum", v->minimum);
  add_number(object, "maximum", v->maximum);
  cJSON_AddStringToObject(object, "paper", v->paper);
  cJSON_AddStringToObject(object, "method", v->method);
  add_number(object, "points", (double)v->points);
  add_number(object, "values", (double)v->values);
  cJSON_AddStringToObject(object, "worst", v->worst);
  add_number(object, "more_replications", v->more_replications >= 0 ? (double)v->more_replications : (double)NAN);
  add_number(object, "adjusted_p", v->adjusted_p);
  if (v->entries != NULL)
    add_entries(object, v);
  return object;
}

static cJSON *whole_object(const cli_verification *v, const char *digest) {
  const walras_experiment *e = v->experiment;
  cJSON *root = cJSON_CreateObject();
  cJSON_AddStringToObject(root, "store", v->store);
  cJSON_AddStringToObject(root, "experiment", e->name);
  cJSON_AddStringToObject(root, "model", e->model->name);
  cJSON_AddStringToObject(root, "digest", digest);
  cJSON_AddNumberToObject(root, "confidence", WALRAS_CLAIM_CONFIDENCE);
  cJSON_AddBoolToObject(root, "complete", v->complete);
  cJSON *counts = cJSON_AddObjectToObject(root, "counts");
  for (int verdict = 0; verdict < 3; verdict++)
    add_number(counts, walras_verdict_name((walras_verdict)verdict), (double)v->counts[verdict]);
  add_number(counts, "informative", (double)v->informative);
  cJSON *claims = cJSON_AddArrayToObject(root, "claims");
  for (int64_t i = 0; i < e->claim_count; i++)
    if (v->shown[i])
      cJSON_AddItemToArray(claims, claim_object(&e->claims[i], &v->evaluations[i]));
  return root;
}

bool cli_verify_print_json(const cli_verification *v) {
  char digest[WALRAS_DIGEST_SIZE];
  walras_error error = {0};
  if (walras_store_digest(v->store, digest, &error) != WALRAS_OK) {
    cli_complain_error(&error);
    return false;
  }
  cJSON *root = whole_object(v, digest);
  char *text = cJSON_Print(root);
  cJSON_Delete(root);
  if (text == NULL) {
    cli_complain("out of memory");
    return false;
  }
  puts(text);
  cJSON_free(text);
  return true;
}
