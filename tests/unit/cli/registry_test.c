#include "cli_store.h"

static const char *compile(const char *name, const char *source) {
  char command[600], file[32];
  snprintf(file, sizeof file, "%s.c", name);
  const char *c = cli_config(file, source), *library = unit_path(name);
  snprintf(command, sizeof command, "cc -shared -fPIC -I'%s/include' -o '%s' '%s'", WALRAS_SOURCE_DIR, library, c);
  CU_ASSERT_EQUAL_FATAL(system(command), 0);
  return library;
}

static void refuses(const char *plugin, const char *format) {
  char message[512];
  snprintf(message, sizeof message, format, plugin);
  terminal_refuses(WALRAS("models", "--plugin", plugin), CLI_USAGE, message);
}

static void what_is_no_plugin_is_told_by_its_name(void) {
  refuses(unit_path("nowhere.so"), "plugin '%s' cannot be found");
  refuses(compile("empty.so", "int nothing;"), "plugin '%s' has no function walras_plugin_model() that returns a model");
  refuses(compile("null.so", "void *walras_plugin_model(void) { return 0; }"),
          "plugin '%s' has no function walras_plugin_model() that returns a model");
  const char *text = cli_config("text.so", "hello");
  const terminal *t = WALRAS("models", "--plugin", text);
  CU_ASSERT(t->code == CLI_USAGE && strstr(t->err, "cannot be loaded: ") != NULL);
}

/* Around its name, a model in as few words as a declaration takes. */
static const char before_name[] =
    "#include <walras/walras.h>\n"
    "struct q { int64_t n; };\n"
    "static void f(const void *p, walras_footprint *o) { (void)p; o->population = 1; }\n"
    "static walras_status r(walras_trial *t, const void *p) { (void)t; (void)p; return WALRAS_OK; }\n"
    "static const walras_parameter ps[] = { WALRAS_INTEGER(struct q, n, .standard = \"1\", .unit = \"1\", .doc = \"n\") };\n"
    "static const walras_metric ms[] = { { .name = \"k\", .unit = \"1\", .doc = \"k\" } };\n"
    "static const walras_model m = { WALRAS_MODEL_HEADER, .footprint = f, .run = r, .parameters_size = sizeof(struct q),\n"
    "  .parameters = ps, .parameter_count = 1, .metrics = ms, .metric_count = 1,\n"
    "  .title = \"T\", .family = \"aaa\", .reference = \"R\", .name = \"";
static const char after_name[] = "\" };\nconst walras_model *walras_plugin_model(void) { return &m; }\n";

static const char *compile_model(const char *file, const char *name) {
  char source[2048];
  snprintf(source, sizeof source, "%s%s%s", before_name, name, after_name);
  return compile(file, source);
}

static void a_good_plugin_joins_the_models_once(void) {
  const char *good = compile_model("good.so", "good-model");
  const terminal *t = WALRAS("models", "--plugin", good);
  CU_ASSERT(t->code == CLI_OK && terminal_says(t, "good-model") && terminal_says(t, "noise"));
  char message[512];
  snprintf(message, sizeof message, "plugin '%s': a model named 'good-model' exists already", good);
  terminal_refuses(WALRAS("models", "--plugin", good, "--plugin", good), CLI_USAGE, message);
}

static void an_unsound_declaration_is_told_with_its_plugin(void) {
  refuses(compile_model("bad.so", "Bad Model"),
          "plugin '%s': a model's name is 'Bad Model': it takes lower-case letters, digits and '-'");
}

/* What linking with -ffast-math does in many compilers. */
static void a_plugin_that_switches_off_subnormal_numbers_is_refused(void) {
#ifdef __SSE2__
  const unsigned before = __builtin_ia32_stmxcsr();
  const char *fast = compile("fast.so", "__attribute__((constructor)) static void set_fast_math(void) {\n"
                                        "  __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);\n"
                                        "}\n");
  refuses(fast,
          "plugin '%s' changes the arithmetic of every model, like flushing subnormal numbers to zero: build and link it without "
          "-ffast-math");
  __builtin_ia32_ldmxcsr(before);
#endif
}

WALRAS_UNIT_TESTS(UNIT(what_is_no_plugin_is_told_by_its_name), UNIT(a_good_plugin_joins_the_models_once),
                  UNIT(an_unsound_declaration_is_told_with_its_plugin),
                  UNIT(a_plugin_that_switches_off_subnormal_numbers_is_refused))
