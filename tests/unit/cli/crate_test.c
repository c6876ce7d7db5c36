#include "cli/crate.h"

#include <cjson/cJSON.h>

#include "unit/small_experiment.h"

#define SESSION(version, end)                                                                                                    \
  "{ \"command\": \"walras run x.cfg\", \"started\": \"2026-01-31T12:00:00Z\", \"host\": \"h\", \"ranks\": 2, \"threads\": 3,"   \
  " \"version\": \"" version "\", \"commit\": \"abc\", \"compiler\": \"GNU 12\", \"mpi\": \"Open MPI v4\"" end " }"
#define ENDED ", \"ended\": \"2026-01-31T13:00:00Z\", \"seconds\": 3600.5, \"trials\": 7"

/* The description of a folder with a store and a config, for these sessions. */
static cJSON *describe(const char *sessions) {
  small_experiment small = small_new(SMALL_CONFIG);
  crate_file files[] = {{.name = (char[]){"a b.h5"}, .id = (char[]){"a%20b.h5"}, .bytes = 12, .sha256 = "0123"},
                        {.name = (char[]){"in/c.cfg"}, .id = (char[]){"in/c.cfg"}, .bytes = 3, .sha256 = "4567"}};
  const crate_folder folder = {.files = files, .file_count = 2};
  const crate_part parts[] = {
      {.file = 0, .description = "store", .format = "application/x-hdf5", .written = true},
      {.file = 1, .description = "config", .format = "text/plain", .original = (char[]){"/home/c.cfg"}, .read = true}};
  cJSON *log = cJSON_Parse(sessions);
  const crate_input input = {.folder = &folder,
                             .parts = parts,
                             .part_count = 2,
                             .experiment = small.experiment,
                             .sessions = log,
                             .digest = "d",
                             .summary = "s"};
  char *text = crate_metadata(&input);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  cJSON *document = cJSON_Parse(text);
  CU_ASSERT_PTR_NOT_NULL_FATAL(document);
  free(text);
  cJSON_Delete(log);
  small_free(&small);
  return document;
}

static const cJSON *entity(const cJSON *document, const char *id) {
  const cJSON *found;
  cJSON_ArrayForEach(found, cJSON_GetObjectItem(document, "@graph")) if (strcmp(cJSON_GetObjectItem(found, "@id")->valuestring,
                                                                                id) == 0) return found;
  return NULL;
}

static const char *text_of(const cJSON *document, const char *id, const char *key) {
  const cJSON *item = cJSON_GetObjectItem(entity(document, id), key);
  if (cJSON_IsObject(item))
    item = cJSON_GetObjectItem(item, "@id");
  return cJSON_IsString(item) ? item->valuestring : "";
}

static void files_are_described_and_parts_of_the_root(void) {
  cJSON *document = describe("[" SESSION("1.0", ENDED) "]");
  CU_ASSERT_STRING_EQUAL(text_of(document, "a%20b.h5", "name"), "a b.h5");
  CU_ASSERT_STRING_EQUAL(text_of(document, "a%20b.h5", "contentSize"), "12");
  CU_ASSERT_STRING_EQUAL(text_of(document, "a%20b.h5", "identifier"), "#digest");
  CU_ASSERT_STRING_EQUAL(text_of(document, "in/c.cfg", "alternateName"), "/home/c.cfg");
  CU_ASSERT_STRING_EQUAL(text_of(document, "in/c.cfg", "sha256"), "4567");
  CU_ASSERT_EQUAL(cJSON_GetArraySize(cJSON_GetObjectItem(entity(document, "./"), "hasPart")), 2);
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-1", "result"), "a%20b.h5");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-1", "object"), "in/c.cfg");
  cJSON_Delete(document);
}

static void runs_of_one_program_share_it(void) {
  cJSON *document = describe("[" SESSION("1.0", ENDED) "," SESSION("1.1", ENDED) "," SESSION("1.0", ENDED) "]");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#walras-1", "softwareVersion"), "1.0+abc");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#walras-2", "softwareVersion"), "1.1+abc");
  CU_ASSERT_PTR_NULL(entity(document, "#walras-3"));
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-1", "instrument"), "#walras-1");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-2", "instrument"), "#walras-2");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-3", "instrument"), "#walras-1");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#walras-2", "softwareRequirements"), "#walras-2-mpi");
  CU_ASSERT_EQUAL(cJSON_GetArraySize(cJSON_GetObjectItem(entity(document, "./"), "mentions")), 3);
  cJSON_Delete(document);
}

static void a_run_without_an_end_has_failed(void) {
  cJSON *document = describe("[" SESSION("1.0", "") "," SESSION("1.0", ENDED) "]");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-1", "actionStatus"), "http://schema.org/FailedActionStatus");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-1", "error"), "the run did not come to its end");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-1", "endTime"), "");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-2", "actionStatus"), "http://schema.org/CompletedActionStatus");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-2", "endTime"), "2026-01-31T13:00:00Z");
  CU_ASSERT_STRING_EQUAL(text_of(document, "#run-2", "error"), "");
  cJSON_Delete(document);
}

WALRAS_UNIT_TESTS(UNIT(files_are_described_and_parts_of_the_root), UNIT(runs_of_one_program_share_it),
                  UNIT(a_run_without_an_end_has_failed))
