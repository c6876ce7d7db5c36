/* A placement for people and for the record of a run. */
#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/placement.h"

enum { LIST_SIZE = 64 };

typedef struct text_buffer {
  char *text;
  size_t size, used;
} text_buffer;

__attribute__((format(printf, 2, 3))) static void add(text_buffer *buffer, const char *format, ...) {
  va_list arguments;
  if (buffer->used >= buffer->size)
    return;
  va_start(arguments, format);
  const int length = vsnprintf(buffer->text + buffer->used, buffer->size - buffer->used, format, arguments);
  va_end(arguments);
  buffer->used += length > 0 ? (size_t)length : 0;
}

static void threads_of(const cli_node_kind *kind, int *least, int *most) {
  *least = *most = kind->threads[0];
  for (int rank = 1; rank < kind->ranks; rank++) {
    *least = kind->threads[rank] < *least ? kind->threads[rank] : *least;
    *most = kind->threads[rank] > *most ? kind->threads[rank] : *most;
  }
}

static cpu_set_t processors_of(const cli_node_kind *kind, bool *shared) {
  cpu_set_t all = kind->masks[0];
  *shared = kind->ranks > 1;
  for (int rank = 1; rank < kind->ranks; rank++) {
    *shared = *shared && CPU_EQUAL(&kind->masks[rank], &kind->masks[0]);
    CPU_OR(&all, &all, &kind->masks[rank]);
  }
  return all;
}

/* The processors of each rank, of many ranks the first and the last ones'. */
static void add_masks(text_buffer *buffer, const cli_node_kind *kind) {
  enum { SHOWN = 4 };
  char list[LIST_SIZE];
  for (int rank = 0; rank < kind->ranks; rank++) {
    if (kind->ranks > SHOWN && rank == SHOWN - 1) {
      add(buffer, " | ...");
      rank = kind->ranks - 1;
    }
    add(buffer, "%s%s", rank > 0 ? " | " : "", cli_processors_print(&kind->masks[rank], list, sizeof list));
  }
}

static void add_kind(text_buffer *buffer, const cli_node_kind *kind) {
  char list[LIST_SIZE];
  bool shared;
  int least, most;
  const cpu_set_t all = processors_of(kind, &shared);
  threads_of(kind, &least, &most);
  add(buffer, "%s", kind->host);
  if (kind->nodes == 2)
    add(buffer, " and %s", kind->last_host);
  else if (kind->nodes > 2)
    add(buffer, " to %s (%d nodes)", kind->last_host, kind->nodes);
  add(buffer, ": %d rank%s x %d", kind->ranks, cli_plural(kind->ranks), least);
  if (most > least)
    add(buffer, "-%d", most);
  add(buffer, " thread%s on processor%s ", cli_plural(most), cli_plural(CPU_COUNT(&all)));
  if (shared || kind->ranks == 1)
    add(buffer, "%s%s", cli_processors_print(&all, list, sizeof list), shared ? ", shared" : "");
  else
    add_masks(buffer, kind);
}

void cli_placement_print(const cli_placement *placement, char *text, size_t size) {
  text_buffer buffer = {text, size, 0};
  text[0] = '\0';
  for (int kind = 0; kind < placement->kind_count; kind++) {
    add(&buffer, "%s", kind > 0 ? "; " : "");
    add_kind(&buffer, &placement->kinds[kind]);
  }
  if (placement->other_nodes > 0)
    add(&buffer, "; %d rank%s on %d other node%s", placement->other_ranks, cli_plural(placement->other_ranks),
        placement->other_nodes, cli_plural(placement->other_nodes));
}

/* ---- the record ---- */

static void add_each(cJSON *object, const cli_node_kind *kind) {
  char list[LIST_SIZE];
  cJSON *processors = cJSON_AddArrayToObject(object, "processors");
  for (int rank = 0; rank < kind->ranks; rank++)
    cJSON_AddItemToArray(processors, cJSON_CreateString(cli_processors_print(&kind->masks[rank], list, sizeof list)));
  cJSON_AddItemToObject(object, "threads", cJSON_CreateIntArray(kind->threads, kind->ranks));
}

static void add_summary(cJSON *object, const cli_node_kind *kind) {
  char list[LIST_SIZE];
  bool shared;
  int threads[2];
  const cpu_set_t all = processors_of(kind, &shared);
  cJSON *processors = cJSON_AddArrayToObject(object, "processors");
  cJSON_AddItemToArray(processors, cJSON_CreateString(cli_processors_print(&all, list, sizeof list)));
  threads_of(kind, &threads[0], &threads[1]);
  cJSON_AddItemToObject(object, "threads", cJSON_CreateIntArray(threads, threads[0] == threads[1] ? 1 : 2));
}

/* The first `kinds` kinds by themselves, whatever else there is in one object at the end. */
static cJSON *make_json(const cli_placement *placement, int kinds, void (*add_ranks)(cJSON *, const cli_node_kind *)) {
  cJSON *array = cJSON_CreateArray();
  int nodes = placement->other_nodes, ranks = placement->other_ranks;
  for (int number = 0; number < placement->kind_count; number++) {
    const cli_node_kind *kind = &placement->kinds[number];
    cJSON *object = number < kinds ? cJSON_CreateObject() : NULL;
    if (object == NULL) {
      nodes += kind->nodes;
      ranks += kind->nodes * kind->ranks;
      continue;
    }
    cJSON_AddStringToObject(object, "host", kind->host);
    cJSON_AddNumberToObject(object, "nodes", kind->nodes);
    cJSON_AddNumberToObject(object, "ranks", kind->ranks);
    add_ranks(object, kind);
    cJSON_AddItemToArray(array, object);
  }
  cJSON *rest = nodes > 0 ? cJSON_CreateObject() : NULL;
  cJSON_AddNumberToObject(rest, "nodes", nodes);
  cJSON_AddNumberToObject(rest, "ranks", ranks);
  cJSON_AddItemToArray(array, rest);
  return array;
}

static bool fits(const cJSON *json) {
  char text[CLI_PLACEMENT_JSON + 8]; /* the room that cJSON asks for beyond what it prints */
  return cJSON_PrintPreallocated((cJSON *)json, text, sizeof text, false);
}

cJSON *cli_placement_json(const cli_placement *placement) {
  cJSON *json = make_json(placement, placement->kind_count, add_each);
  for (int kinds = placement->kind_count; kinds >= 0 && !fits(json); kinds--) {
    cJSON_Delete(json);
    json = make_json(placement, kinds, add_summary);
  }
  return json;
}
