#include "cli/crate.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "experiment/printable.h"

#define CRATE "https://w3id.org/ro/crate/1.1"
#define PROFILE "https://w3id.org/ro/wfrun/process/0.5"

/* The graph being built; a failure is remembered to the end. */
typedef struct graph {
  const crate_input *input;
  cJSON *entities;
  cJSON *root;
  bool failed;
} graph;

static cJSON *add_entity(graph *g, const char *id, const char *type) {
  cJSON *entity = cJSON_CreateObject();
  g->failed |= cJSON_AddStringToObject(entity, "@id", id) == NULL || cJSON_AddStringToObject(entity, "@type", type) == NULL;
  if (!cJSON_AddItemToArray(g->entities, entity)) {
    cJSON_Delete(entity);
    g->failed = true;
    return NULL;
  }
  return entity;
}

static void add_text(graph *g, cJSON *entity, const char *key, const char *text) {
  if (text != NULL && text[0] != '\0' && cJSON_AddStringToObject(entity, key, text) == NULL)
    g->failed = true;
}

/* One reference stands alone, several in an array: the compacted form of JSON-LD. */
static void add_reference(graph *g, cJSON *entity, const char *key, const char *id) {
  cJSON *reference = cJSON_CreateObject(), *present = cJSON_GetObjectItemCaseSensitive(entity, key);
  g->failed |= cJSON_AddStringToObject(reference, "@id", id) == NULL;
  bool added;
  if (present == NULL)
    added = cJSON_AddItemToObject(entity, key, reference);
  else if (cJSON_IsArray(present))
    added = cJSON_AddItemToArray(present, reference);
  else {
    cJSON *array = cJSON_CreateArray();
    cJSON *first = cJSON_DetachItemViaPointer(entity, present);
    added =
        cJSON_AddItemToArray(array, first) && cJSON_AddItemToArray(array, reference) && cJSON_AddItemToObject(entity, key, array);
  }
  g->failed |= !added;
}

static const char *text_of(const cJSON *session, const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(session, key);
  return cJSON_IsString(item) ? item->valuestring : NULL;
}

static long long number_of(const cJSON *session, const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(session, key);
  return cJSON_IsNumber(item) && item->valuedouble >= 0.0 && item->valuedouble < 1e15 ? (long long)item->valuedouble : 0;
}

/* ---- the crate itself ---- */

static void add_license(graph *g) {
  const char *license = g->input->license;
  if (license == NULL)
    return;
  if (strstr(license, "://") == NULL) {
    add_text(g, g->root, "license", license);
    return;
  }
  add_reference(g, g->root, "license", license);
  cJSON *entity = add_entity(g, license, "CreativeWork");
  const char *name = strrchr(license, '/') + 1;
  add_text(g, entity, "name", name[0] != '\0' ? name : license);
  add_text(g, entity, "description", "The licence of this crate");
}

static void add_root(graph *g) {
  const walras_experiment *e = g->input->experiment;
  char date[32] = "";
  const time_t now = time(NULL);
  struct tm parts;
  if (gmtime_r(&now, &parts) == NULL || strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
    g->failed = true;
  cJSON *descriptor = add_entity(g, "ro-crate-metadata.json", "CreativeWork");
  add_reference(g, descriptor, "conformsTo", CRATE);
  add_reference(g, descriptor, "about", "./");
  g->root = add_entity(g, "./", "Dataset");
  add_reference(g, g->root, "conformsTo", PROFILE);
  add_text(g, g->root, "name", e->name);
  add_text(g, g->root, "description", g->input->summary);
  add_text(g, g->root, "datePublished", date);
  cJSON *profile = add_entity(g, PROFILE, "CreativeWork");
  add_text(g, profile, "name", "Process Run Crate");
  add_text(g, profile, "version", "0.5");
  add_license(g);
  add_reference(g, g->root, "citation", "#reference");
  cJSON *reference = add_entity(g, "#reference", "CreativeWork");
  add_text(g, reference, "name", e->model->reference);
  add_text(g, reference, "description", "What the model follows");
}

/* ---- files ---- */

static void add_part(graph *g, const crate_part *part) {
  const crate_file *file = &g->input->folder->files[part->file];
  const char *slash = strrchr(file->name, '/');
  char bytes[32], name[256];
  snprintf(bytes, sizeof bytes, "%lld", (long long)file->bytes);
  snprintf(name, sizeof name, "%s", slash != NULL ? slash + 1 : file->name);
  cJSON *entity = add_entity(g, file->id, "File");
  add_text(g, entity, "name", config_make_printable(name));
  add_text(g, entity, "alternateName", part->original);
  add_text(g, entity, "description", part->description);
  add_text(g, entity, "encodingFormat", part->format);
  add_text(g, entity, "contentSize", bytes);
  add_text(g, entity, "sha256", file->sha256);
  add_reference(g, g->root, "hasPart", file->id);
  if (part == &g->input->parts[g->input->store])
    add_reference(g, entity, "identifier", "#digest");
}

static void add_digest(graph *g) {
  cJSON *digest = add_entity(g, "#digest", "PropertyValue");
  add_text(g, digest, "name", "walras digest");
  add_text(g, digest, "description",
           "SHA-256 over the resolved experiment and every result: equal for any machine, ranks, threads and restarts");
  add_text(g, digest, "value", g->input->digest);
}

/* ---- software ---- */

static bool is_same_text(const char *a, const char *b) {
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The first session of the same program: one entity for all. */
static int program_of(const cJSON *sessions, int session) {
  static const char *const keys[] = {"version", "commit", "compiler", "mpi", "hdf5"};
  const cJSON *mine = cJSON_GetArrayItem(sessions, session);
  int first = 0;
  for (; first < session; first++) {
    const cJSON *other = cJSON_GetArrayItem(sessions, first);
    bool same = true;
    for (size_t i = 0; same && i < sizeof keys / sizeof *keys; i++)
      same = is_same_text(text_of(mine, keys[i]), text_of(other, keys[i]));
    if (same)
      break;
  }
  return first;
}

static void add_requirement(graph *g, cJSON *program, const char *id, const char *library, const char *name,
                            const char *version) {
  char full[96];
  if (version == NULL)
    return;
  snprintf(full, sizeof full, "%s-%s", id, library);
  add_reference(g, program, "softwareRequirements", full);
  cJSON *entity = add_entity(g, full, "SoftwareApplication");
  add_text(g, entity, "name", name);
  add_text(g, entity, "softwareVersion", version);
}

static void add_program(graph *g, const cJSON *session, const char *id) {
  const char *version = text_of(session, "version"), *commit = text_of(session, "commit"),
             *compiler = text_of(session, "compiler");
  char full[160], description[160];
  cJSON *program = add_entity(g, id, "SoftwareApplication");
  add_text(g, program, "name", "walras");
  /* Semantic versioning's build metadata: what follows the plus is the commit. */
  snprintf(full, sizeof full, "%s%s%s", version != NULL ? version : "unknown", commit != NULL ? "+" : "",
           commit != NULL ? commit : "");
  add_text(g, program, "softwareVersion", full);
  snprintf(description, sizeof description,
           "Experiments on markets, mechanisms and aligned decision-making; commit %s, compiled by %s",
           commit != NULL ? commit : "unknown", compiler != NULL ? compiler : "an unknown compiler");
  add_text(g, program, "description", description);
  add_requirement(g, program, id, "mpi", "MPI library", text_of(session, "mpi"));
  add_requirement(g, program, id, "hdf5", "HDF5", text_of(session, "hdf5"));
}

/* ---- runs ---- */

static void describe(const cJSON *session, char *text, size_t size) {
  const char *command = text_of(session, "command"), *host = text_of(session, "host"), *processor = text_of(session, "processor");
  snprintf(text, size, "%s (on %s%s%s; ranks: %lld, threads of each: %lld; trials: %lld; seconds: %lld)",
           command != NULL ? command : "walras", host != NULL ? host : "an unknown host", processor != NULL ? ", " : "",
           processor != NULL ? processor : "", number_of(session, "ranks"), number_of(session, "threads"),
           number_of(session, "trials"), number_of(session, "seconds"));
}

/* A session whose end is not in the log was killed, or crashed. */
static void add_end(graph *g, cJSON *action, const cJSON *session) {
  const char *ended = text_of(session, "ended");
  add_text(g, action, "endTime", ended);
  add_reference(g, action, "actionStatus",
                ended != NULL ? "http://schema.org/CompletedActionStatus" : "http://schema.org/FailedActionStatus");
  if (ended == NULL)
    add_text(g, action, "error", "the run did not come to its end");
}

static const char *agent_id(const graph *g) {
  return g->input->agent_uri != NULL ? g->input->agent_uri : "#agent";
}

static void add_run(graph *g, int number) {
  const crate_input *input = g->input;
  const cJSON *session = cJSON_GetArrayItem(input->sessions, number);
  const int program = program_of(input->sessions, number);
  char id[32], software[32], name[320], description[1024];
  snprintf(id, sizeof id, "#run-%d", number + 1);
  snprintf(software, sizeof software, "#walras-%d", program + 1);
  snprintf(name, sizeof name, "Run %d of %d of %.256s", number + 1, cJSON_GetArraySize(input->sessions), input->experiment->name);
  describe(session, description, sizeof description);
  if (program == number)
    add_program(g, session, software);
  cJSON *action = add_entity(g, id, "CreateAction");
  add_reference(g, g->root, "mentions", id);
  add_text(g, action, "name", name);
  add_text(g, action, "description", description);
  add_text(g, action, "startTime", text_of(session, "started"));
  add_end(g, action, session);
  add_reference(g, action, "instrument", software);
  if (input->agent != NULL)
    add_reference(g, action, "agent", agent_id(g));
  for (int64_t i = 0; i < input->part_count; i++) {
    const char *file = input->folder->files[input->parts[i].file].id;
    if (input->parts[i].read)
      add_reference(g, action, "object", file);
    if (input->parts[i].written)
      add_reference(g, action, "result", file);
  }
}

static void add_agent(graph *g) {
  if (g->input->agent == NULL)
    return;
  cJSON *entity = add_entity(g, agent_id(g), "Person");
  add_text(g, entity, "name", g->input->agent);
  add_reference(g, g->root, "author", agent_id(g));
}

char *crate_metadata(const crate_input *input) {
  cJSON *document = cJSON_CreateObject(), *context = cJSON_AddArrayToObject(document, "@context");
  graph g = {.input = input, .entities = cJSON_AddArrayToObject(document, "@graph")};
  g.failed = !cJSON_AddItemToArray(context, cJSON_CreateString(CRATE "/context")) ||
             !cJSON_AddItemToArray(context, cJSON_CreateString("https://w3id.org/ro/terms/workflow-run/context"));
  add_root(&g);
  for (int64_t i = 0; i < input->part_count; i++)
    add_part(&g, &input->parts[i]);
  add_digest(&g);
  for (int session = 0; session < cJSON_GetArraySize(input->sessions); session++)
    add_run(&g, session);
  add_agent(&g);
  char *text = g.failed ? NULL : cJSON_Print(document);
  cJSON_Delete(document);
  return text;
}
