/* Files and their includes. */
#include "laboratory.h"

static char folder[64];

static void new_folder(void) {
  strcpy(folder, "/tmp/walras-source-XXXXXX");
  CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

static void write_text(const char *name, const char *text) {
  laboratory_write(folder, name, text, strlen(text));
}

static void make_folder(const char *name) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
}

static void remove_folder(void) {
  char command[128];
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  CU_ASSERT_EQUAL(system(command), 0);
}

static walras_experiment *load(const char *name, walras_diagnostics *diagnostics) {
  char path[512];
  walras_experiment *experiment = NULL;
  *diagnostics = (walras_diagnostics){0};
  snprintf(path, sizeof path, "%s/%s", folder, name);
  (void)walras_experiment_load(path, &market_list, NULL, &experiment, diagnostics);
  return experiment;
}

/* The file must be refused with one message, in which %s stands for the folder wherever it occurs. */
static void refuses(const char *name, const char *format) {
  walras_diagnostics diagnostics;
  CU_ASSERT_PTR_NULL(load(name, &diagnostics));
  char expected[2048];
  size_t length = 0;
  for (const char *c = format; *c != '\0'; c++) {
    if (c[0] == '%' && c[1] == 's') {
      length += (size_t)sprintf(expected + length, "%s", folder);
      c++;
    } else
      expected[length++] = *c;
  }
  expected[length] = '\0';
  CU_ASSERT_EQUAL_FATAL(diagnostics.count, 1);
  CU_ASSERT_STRING_EQUAL(diagnostics.messages[0], expected);
  if (strcmp(diagnostics.messages[0], expected) != 0)
    printf("\n  expected: %s\n  got:      %s", expected, diagnostics.messages[0]);
  walras_diagnostics_clear(&diagnostics);
}

static void includes_are_found_beside_the_file_that_names_them(void) {
  new_folder();
  make_folder("parts");
  write_text("main.cfg", HEAD "parameters: {\n  @include \"parts/a.cfg\" # the market\n  noise = 0.5;\n};\n");
  write_text("parts/a.cfg", "agents = 7;\n@include \"b.cfg\"\n");
  write_text("parts/b.cfg", "buyers = 2;");
  walras_diagnostics diagnostics;
  walras_experiment *e = load("main.cfg", &diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->agents, 7);
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->buyers, 2);
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->noise, 0.5);
  walras_experiment_destroy(e);
  remove_folder();
}

static void mistakes_in_and_behind_an_include_name_their_own_line(void) {
  new_folder();
  write_text("main.cfg", HEAD "parameters: {\n  @include \"part.cfg\"\n  noise = 0.5;\n};\n");
  write_text("part.cfg", "# first\nagents = 7;\nbuyerz = 2;\n\n");
  refuses("main.cfg", "%s/part.cfg:3: unknown parameter 'buyerz' of model 'toy-market'; did you mean 'buyers'?");
  write_text("part.cfg", "# first\nagents = 7;\n");
  write_text("main.cfg", HEAD "parameters: {\n  @include \"part.cfg\"\n  noisy = 0.5;\n};\n");
  refuses("main.cfg", "%s/main.cfg:4: unknown parameter 'noisy' of model 'toy-market'; did you mean 'noise'?");
  write_text("main.cfg", HEAD "parameters: {\n  @include \"part.cfg\"\n agents = 3; };\n");
  refuses("main.cfg", "%s/main.cfg:4: duplicate key 'agents': it is given already on line 2 of %s/part.cfg");
  remove_folder();
}

static void includes_that_cannot_be_read_are_refused(void) {
  new_folder();
  make_folder("parts");
  write_text("main.cfg", HEAD "@include \"parts\"\n");
  refuses("main.cfg", "%s/main.cfg:2: '%s/parts' cannot be read: it is a directory");
  write_text("main.cfg", HEAD "@include \"none.cfg\"\n");
  refuses("main.cfg", "%s/main.cfg:2: '%s/none.cfg' cannot be read: No such file or directory");
  write_text("main.cfg", HEAD "parameters: { @include \"none.cfg\"\n };\n");
  refuses("main.cfg", "%s/main.cfg:2: expected @include \"file\" on a line of its own");
  write_text("main.cfg", HEAD "@include none.cfg\n");
  refuses("main.cfg", "%s/main.cfg:2: expected @include \"file\" on a line of its own");
  remove_folder();
}

static void include_cycles_end(void) {
  new_folder();
  write_text("main.cfg", HEAD "@include \"part.cfg\"\n");
  write_text("part.cfg", "\n@include \"./main.cfg\"\n");
  refuses("main.cfg", "%s/part.cfg:2: '%s/./main.cfg' includes itself");
  remove_folder();
}

static void files_that_are_none_are_refused(void) {
  new_folder();
  refuses("none.cfg", "%s/none.cfg: cannot be read: No such file or directory");
  make_folder("parts");
  refuses("parts", "%s/parts: cannot be read: it is a directory");
  laboratory_write(folder, "store.h5", "\211HDF\r\n\032\n\0\0", 10);
  refuses("store.h5", "%s/store.h5: is an HDF5 file, not a config; walras run --from repeats a store, walras resume finishes it");
  remove_folder();
}

static void the_size_is_capped(void) {
  new_folder();
  const size_t size = (1 << 20) + 1;
  char *text = malloc(size + 1);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  memset(text, '\n', size);
  memcpy(text, HEAD, sizeof HEAD - 1);
  laboratory_write(folder, "large.cfg", text, size);
  refuses("large.cfg", "%s/large.cfg: is larger than 1 MiB, the most that a config may have");
  laboratory_write(folder, "large.cfg", text, size - 1);
  walras_diagnostics diagnostics;
  walras_experiment *e = load("large.cfg", &diagnostics);
  CU_ASSERT_PTR_NOT_NULL(e);
  walras_experiment_destroy(e);
  free(text);
  remove_folder();
}

static void relative_paths_are_relative_to_the_config(void) {
  new_folder();
  write_text("main.cfg", HEAD "parameters: { data = \"values/a.csv\"; };\noutput: { store = \"out.h5\"; };\n");
  walras_diagnostics diagnostics;
  walras_experiment *e = load("main.cfg", &diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  char expected[256];
  snprintf(expected, sizeof expected, "%s/values/a.csv", folder);
  CU_ASSERT_STRING_EQUAL(laboratory_point(e, 0)->data, expected);
  snprintf(expected, sizeof expected, "%s/out.h5", folder);
  CU_ASSERT_STRING_EQUAL(e->store_path, expected);
  CU_ASSERT_STRING_EQUAL(e->config_folder, folder);
  CU_ASSERT_PTR_NOT_NULL(strstr(e->resolved_text, "data = \"values/a.csv\";"));
  CU_ASSERT_PTR_NULL(strstr(e->resolved_text, folder));
  CU_ASSERT_STRING_EQUAL(e->config_text, HEAD "parameters: { data = \"values/a.csv\"; };\noutput: { store = \"out.h5\"; };\n");
  walras_experiment_destroy(e);
  remove_folder();
}

WALRAS_UNIT_TESTS(UNIT(includes_are_found_beside_the_file_that_names_them),
                  UNIT(mistakes_in_and_behind_an_include_name_their_own_line), UNIT(includes_that_cannot_be_read_are_refused),
                  UNIT(include_cycles_end), UNIT(files_that_are_none_are_refused), UNIT(the_size_is_capped),
                  UNIT(relative_paths_are_relative_to_the_config))
