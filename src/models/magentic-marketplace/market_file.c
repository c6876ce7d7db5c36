/* Market files: JSON with consumers and businesses in order. Every mistake names its place. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/magentic-marketplace/market.h"

enum { FILE_MOST = 1 << 30, AMENITIES_MOST = 64 };

static walras_status read_text(const char *path, char **text, walras_error *error) {
  *text = NULL;
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "market_file: %s cannot be read: %s", path, strerror(errno));
  long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
  walras_status status = WALRAS_OK;
  if (size < 0 || size > FILE_MOST || fseek(file, 0, SEEK_SET) != 0)
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "market_file: %s is no file of at most 1 GiB", path);
  else if ((*text = malloc((size_t)size + 1)) == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for market_file %s", path);
  else if (fread(*text, 1, (size_t)size, file) != (size_t)size)
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "market_file: %s could not be read whole", path);
  else
    (*text)[size] = '\0';
  fclose(file);
  if (status != WALRAS_OK) {
    free(*text);
    *text = NULL;
  }
  return status;
}

/* cJSON counts the members of objects too. */
static bool has_entries(const cJSON *root, const char *key) {
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, key);
  return cJSON_IsArray(list) && cJSON_GetArraySize(list) > 0;
}

static walras_status parse(const char *path, cJSON **root, walras_error *error) {
  char *text;
  walras_status status = read_text(path, &text, error);
  if (status != WALRAS_OK)
    return status;
  const char *end = NULL;
  *root = cJSON_ParseWithOpts(text, &end, true);
  if (*root == NULL) {
    int line = 1;
    for (const char *c = text; end != NULL && c < end; c++)
      line += *c == '\n';
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "market_file: %s:%d: this is not valid JSON", path, line);
  } else if (!has_entries(*root, "consumers") || !has_entries(*root, "businesses")) {
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT,
                         "market_file: %s needs the lists \"consumers\" and \"businesses\", each with at least one entry", path);
    cJSON_Delete(*root);
    *root = NULL;
  }
  free(text);
  return status;
}

walras_status magentic_file_requests(const char *path, int64_t *requests, walras_error *error) {
  cJSON *root = NULL;
  const walras_status status = parse(path, &root, error);
  if (status == WALRAS_OK)
    *requests = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(root, "consumers"));
  cJSON_Delete(root);
  return status;
}

/* A word of the file: its number in the order words are met, and the last entry that named it. */
typedef struct word {
  const char *text;
  int64_t number, entry;
} word;

typedef struct word_list {
  void *tree; /* of words, by tsearch */
  int64_t count;
} word_list;

typedef struct file_reader {
  walras_trial *trial;
  const struct magentic_parameters *p;
  struct magentic_market *m;
  word_list items, amenities, consumers, businesses;
  int64_t entry; /* consumers and businesses read so far, with the one at hand */
} file_reader;

static int compare_words(const void *left, const void *right) {
  return strcmp(((const word *)left)->text, ((const word *)right)->text);
}

/* The word, entered when it is new; NULL when memory ran out. A balanced tree: ids and items often begin alike. */
static word *find_word(file_reader *r, word_list *list, const char *text) {
  const word key = {.text = text};
  word *const *found = tfind(&key, &list->tree, compare_words);
  if (found != NULL)
    return *found;
  word *added = walras_trial_allocate(r->trial, 1, sizeof *added);
  if (added == NULL)
    return NULL;
  *added = (word){.text = text, .number = list->count};
  if (tsearch(added, &list->tree, compare_words) == NULL) {
    WALRAS_TRIAL_FAIL(r->trial, WALRAS_ERROR_MEMORY, "out of memory for the words of market_file %s", r->p->market_file);
    return NULL;
  }
  list->count++;
  return added;
}

static void forget_words(word_list *list) {
  while (list->tree != NULL)
    tdelete(*(word **)list->tree, &list->tree, compare_words);
}

#define REJECT(r, ...) WALRAS_TRIAL_FAIL((r)->trial, WALRAS_ERROR_INPUT, __VA_ARGS__)

static const char *text_of(const cJSON *entry, const char *key) {
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, key));
}

static walras_status read_price(file_reader *r, const char *id, const cJSON *item, int64_t *units) {
  const double price = item->valuedouble;
  if (!cJSON_IsNumber(item) || !(price >= 0.0 && price <= 1e12))
    return REJECT(r, "market file %s: '%s': the price of '%s' must be a number from 0 to 10^12", r->p->market_file, id,
                  item->string);
  *units = (int64_t)rint(price * 100.0) * MAGENTIC_UNITS_PER_CENT;
  return WALRAS_OK;
}

/* The item's number. cJSON keeps both of two equal keys. */
static walras_status read_item(file_reader *r, const char *id, const cJSON *item, int64_t *number) {
  word *known = find_word(r, &r->items, item->string);
  if (known == NULL)
    return walras_trial_status(r->trial);
  if (known->entry == r->entry)
    return REJECT(r, "market file %s: '%s': the item '%s' stands there twice", r->p->market_file, id, item->string);
  known->entry = r->entry;
  *number = known->number;
  return WALRAS_OK;
}

static walras_status read_amenities(file_reader *r, const char *id, const cJSON *entry, uint64_t *mask) {
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(entry, "amenities"), *amenity;
  if (!cJSON_IsArray(list))
    return REJECT(r, "market file %s: '%s' needs a list of amenities", r->p->market_file, id);
  cJSON_ArrayForEach(amenity, list) {
    const char *name = cJSON_GetStringValue(amenity);
    const word *known = name != NULL ? find_word(r, &r->amenities, name) : NULL;
    if (name != NULL && known == NULL)
      return walras_trial_status(r->trial);
    if (known == NULL || known->number >= AMENITIES_MOST)
      return REJECT(r, "market file %s: '%s': an amenity is no word, or there are more than %d different ones", r->p->market_file,
                    id, AMENITIES_MOST);
    *mask |= UINT64_C(1) << known->number;
  }
  return WALRAS_OK;
}

static walras_status check_id(file_reader *r, const cJSON *entry, word_list *ids, const char *kind, const char **id) {
  const int64_t known = ids->count;
  *id = text_of(entry, "id");
  r->entry++;
  if (*id == NULL)
    return REJECT(r, "market file %s: %s number %lld has no id", r->p->market_file, kind, (long long)known + 1);
  if (find_word(r, ids, *id) == NULL)
    return walras_trial_status(r->trial);
  if (ids->count == known)
    return REJECT(r, "market file %s: the %s id '%s' stands there twice", r->p->market_file, kind, *id);
  return WALRAS_OK;
}

static walras_status read_consumer(file_reader *r, const cJSON *entry, int64_t request, int64_t *at) {
  struct magentic_market *m = r->m;
  const cJSON *items = cJSON_GetObjectItemCaseSensitive(entry, "items"), *item;
  const char *id;
  walras_status status = check_id(r, entry, &r->consumers, "consumer", &id);
  bool worth_something = false;
  m->item_start[request] = *at;
  if (status == WALRAS_OK && (!cJSON_IsObject(items) || items->child == NULL))
    status = REJECT(r, "market file %s: '%s' needs items with their reference prices", r->p->market_file, id);
  cJSON_ArrayForEach(item, items) {
    if (status == WALRAS_OK)
      status = read_item(r, id, item, &m->item[*at]);
    if (status != WALRAS_OK)
      return status;
    status = read_price(r, id, item, &m->item_reference[*at]);
    if (status == WALRAS_OK)
      worth_something = worth_something || m->item_reference[*at] > 0;
    (*at)++;
  }
  if (status == WALRAS_OK && !worth_something)
    status = REJECT(r, "market file %s: '%s': the reference prices sum to less than a cent", r->p->market_file, id);
  return status == WALRAS_OK ? read_amenities(r, id, entry, &m->required[request]) : status;
}

/* An optional number of a business within its limits; `value` keeps its default when the key is not there. */
static walras_status read_number(file_reader *r, const cJSON *entry, const char *id, const char *key, double least, double most,
                                 const char *expected, double *value) {
  const cJSON *number = cJSON_GetObjectItemCaseSensitive(entry, key);
  if (number == NULL)
    return WALRAS_OK;
  if (!cJSON_IsNumber(number) || !(number->valuedouble >= least && number->valuedouble <= most))
    return REJECT(r, "market file %s: '%s': %s must be %s", r->p->market_file, id, key, expected);
  *value = number->valuedouble;
  return WALRAS_OK;
}

static walras_status read_capacity(file_reader *r, const cJSON *entry, const char *id, int64_t business) {
  double capacity = 0.0;
  walras_status status = read_number(r, entry, id, "capacity", 0.0, 1e9, "a whole number from 0 (no limit) to 10^9", &capacity);
  if (status == WALRAS_OK && capacity != floor(capacity))
    status = REJECT(r, "market file %s: '%s': capacity must be a whole number", r->p->market_file, id);
  if (status != WALRAS_OK || capacity == 0.0)
    return status;
  if (r->m->capacity == NULL)
    r->m->capacity = walras_trial_allocate_zero(r->trial, r->m->businesses, sizeof *r->m->capacity);
  if (r->m->capacity == NULL)
    return walras_trial_status(r->trial);
  r->m->capacity[business] = (int64_t)capacity;
  return WALRAS_OK;
}

static walras_status read_attack(file_reader *r, const cJSON *entry, const char *id, int64_t business) {
  static const char *const kinds[] = {"none",          "authority",       "social_proof",
                                      "loss_aversion", "injection_basic", "injection_strong"};
  const char *attack = text_of(entry, "attack_kind");
  if (cJSON_GetObjectItemCaseSensitive(entry, "attack_kind") == NULL)
    return WALRAS_OK;
  for (int kind = 0; attack != NULL && kind < ATTACK_KINDS; kind++) {
    if (strcmp(attack, kinds[kind]) != 0)
      continue;
    r->m->attack[business] = (uint8_t)kind;
    return WALRAS_OK;
  }
  return REJECT(r, "market file %s: '%s': unknown attack_kind '%s'", r->p->market_file, id, attack != NULL ? attack : "");
}

static walras_status read_optional(file_reader *r, const cJSON *entry, const char *id, int64_t business) {
  walras_status status = read_number(r, entry, id, "rating", 0.0, 1.0, "a number from 0 to 1", &r->m->rating[business]);
  if (status == WALRAS_OK)
    status = read_number(r, entry, id, "latency_factor", 1e-9, 1e9, "a number from 1e-9 to 1e9", &r->m->latency_factor[business]);
  if (status == WALRAS_OK)
    status = read_capacity(r, entry, id, business);
  return status == WALRAS_OK ? read_attack(r, entry, id, business) : status;
}

static char *join_document(file_reader *r, const cJSON *entry, const cJSON *items) {
  const char *name = text_of(entry, "name"), *description = text_of(entry, "description");
  const cJSON *item;
  size_t size = 8 + (name != NULL ? strlen(name) : 0) + (description != NULL ? strlen(description) : 0);
  cJSON_ArrayForEach(item, items) size += strlen(item->string) + 2;
  char *text = walras_trial_allocate(r->trial, (int64_t)size, 1);
  if (text == NULL)
    return NULL;
  size_t used = (size_t)snprintf(text, size, "%s, %s, ", name != NULL ? name : "", description != NULL ? description : "");
  cJSON_ArrayForEach(item, items) used += (size_t)snprintf(text + used, size - used, "%s, ", item->string);
  return text;
}

static walras_status read_business(file_reader *r, const cJSON *entry, int64_t business, int64_t *at) {
  struct magentic_market *m = r->m;
  const cJSON *items = cJSON_GetObjectItemCaseSensitive(entry, "items"), *item;
  const char *id;
  walras_status status = check_id(r, entry, &r->businesses, "business", &id);
  m->menu_start[business] = *at;
  if (status == WALRAS_OK && !cJSON_IsObject(items))
    status = REJECT(r, "market file %s: '%s' needs items with their prices", r->p->market_file, id);
  cJSON_ArrayForEach(item, items) {
    if (status == WALRAS_OK)
      status = read_item(r, id, item, &m->menu_item[*at]);
    if (status != WALRAS_OK)
      return status;
    status = read_price(r, id, item, &m->menu_price[*at]);
    (*at)++;
  }
  if (status == WALRAS_OK)
    status = read_amenities(r, id, entry, &m->amenities[business]);
  if (status == WALRAS_OK)
    status = read_optional(r, entry, id, business);
  m->document[business] = status == WALRAS_OK ? join_document(r, entry, items) : NULL;
  return status;
}

/* The query of a consumer: item names, then amenities, or the request's own words. */
static walras_status write_query(file_reader *r, const cJSON *entry, int64_t request) {
  const cJSON *part;
  const char *own = text_of(entry, "request");
  if (r->p->query_mode == QUERY_REQUEST && own == NULL)
    return REJECT(r, "market file %s: query_mode = request, but '%s' has no request text", r->p->market_file,
                  text_of(entry, "id"));
  size_t size = 1 + (own != NULL ? strlen(own) : 0), used = 0;
  cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(entry, "items")) size += strlen(part->string) + 1;
  cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(entry, "amenities")) size += strlen(part->valuestring) + 1;
  char *text = walras_trial_allocate_zero(r->trial, (int64_t)size, 1);
  r->m->query[request] = text;
  if (text == NULL)
    return walras_trial_status(r->trial);
  if (r->p->query_mode == QUERY_REQUEST) {
    strcpy(text, own);
    return WALRAS_OK;
  }
  cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(entry, "items")) used +=
      (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", part->string);
  if (r->p->query_mode == QUERY_ITEMS_AMENITIES)
    cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(entry, "amenities")) used +=
        (size_t)snprintf(text + used, size - used, " %s", part->valuestring);
  return WALRAS_OK;
}

static int64_t count_items(const cJSON *list) {
  const cJSON *entry;
  int64_t count = 0;
  cJSON_ArrayForEach(entry, list) count += cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(entry, "items"));
  return count;
}

static walras_status read_all(file_reader *r, const cJSON *root) {
  const cJSON *consumers = cJSON_GetObjectItemCaseSensitive(root, "consumers"),
              *businesses = cJSON_GetObjectItemCaseSensitive(root, "businesses"), *entry;
  struct magentic_market *m = r->m;
  walras_status status = magentic_market_allocate(r->trial, m, cJSON_GetArraySize(consumers), cJSON_GetArraySize(businesses),
                                                  count_items(consumers), count_items(businesses));
  m->document = walras_trial_allocate_zero(r->trial, m->businesses, sizeof *m->document);
  m->query = walras_trial_allocate_zero(r->trial, m->requests, sizeof *m->query);
  if (m->document == NULL || m->query == NULL)
    return walras_trial_status(r->trial);
  int64_t at = 0, number = 0;
  cJSON_ArrayForEach(entry, consumers) {
    if (status == WALRAS_OK)
      status = read_consumer(r, entry, number, &at);
    if (status == WALRAS_OK)
      status = write_query(r, entry, number++);
  }
  m->item_start[m->requests] = at;
  at = number = 0;
  cJSON_ArrayForEach(entry, businesses) if (status == WALRAS_OK) status = read_business(r, entry, number++, &at);
  m->menu_start[m->businesses] = at;
  m->items = r->items.count;
  return status == WALRAS_OK ? walras_trial_status(r->trial) : status;
}

walras_status magentic_read_file(walras_trial *trial, const struct magentic_parameters *p, struct magentic_market *m) {
  file_reader r = {.trial = trial, .p = p, .m = m};
  cJSON *root = NULL;
  walras_status status = parse(p->market_file, &root, walras_trial_error(trial));
  if (status == WALRAS_OK)
    status = read_all(&r, root);
  forget_words(&r.items);
  forget_words(&r.amenities);
  forget_words(&r.consumers);
  forget_words(&r.businesses);
  cJSON_Delete(root);
  return status;
}
