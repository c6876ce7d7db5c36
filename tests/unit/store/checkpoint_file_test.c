#include "store/checkpoint_file.h"

#include <fcntl.h>

#include "unit/folder.h"

enum { BLOCK = 24, BLOCKS = 7, BYTES = 6 * BLOCK + 5, WORD_BYTES = 40 };

/* A state of one array in blocks, the last one short, and one that every process holds alike. */
typedef struct toy_state {
  char entities[BYTES], words[WORD_BYTES];
} toy_state;

static toy_state state_of(int salt) {
  toy_state state;
  for (int i = 0; i < BYTES; i++)
    state.entities[i] = (char)(31 * i + salt);
  for (int i = 0; i < WORD_BYTES; i++)
    state.words[i] = (char)(17 * i - salt);
  return state;
}

/* What one of several processes holds: blocks [first, end), and the words if it is the first. */
static void pieces_of(toy_state *state, int64_t first, int64_t end, bool words, walras_checkpoint_piece pieces[2]) {
  pieces[0] = (walras_checkpoint_piece){.name = "entities",
                                        .bytes = BYTES,
                                        .block_bytes = BLOCK,
                                        .first_block = first,
                                        .end_block = end,
                                        .data = state->entities + first * BLOCK};
  pieces[1] = (walras_checkpoint_piece){
      .name = "words", .bytes = WORD_BYTES, .block_bytes = 1 << 20, .end_block = words ? 1 : 0, .data = state->words};
}

static walras_checkpoint_mark mark_of(int64_t generation) {
  return (walras_checkpoint_mark){
      .experiment = 77, .trial = 5, .round = 3 * generation, .generation = generation, .seconds = 1.5};
}

/* As a group of `size` writes it: the first makes the file, all fill it, the first signs it. */
static void write_by(const char *path, int size, toy_state *state, const walras_checkpoint_mark *mark, bool sign) {
  walras_checkpoint_piece pieces[8][2];
  walras_checkpoint_file files[8];
  for (int rank = 0; rank < size; rank++) {
    pieces_of(state, BLOCKS * rank / size, BLOCKS * (rank + 1) / size, rank == 0, pieces[rank]);
    files[rank] =
        (walras_checkpoint_file){.path = path, .mark = mark, .pieces = pieces[rank], .count = 2, .threads = 1 + rank % 2};
    CU_ASSERT_EQUAL_FATAL(walras_checkpoint_open(&files[rank], rank == 0, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_checkpoint_write(&files[rank], NULL), WALRAS_OK);
  }
  if (sign)
    CU_ASSERT_EQUAL(walras_checkpoint_finish(&files[0], NULL), WALRAS_OK);
  for (int rank = 0; rank < size; rank++)
    walras_checkpoint_close(&files[rank]);
}

/* As a group of `size` reads it; the first status that is not OK. */
static walras_status read_by(const char *path, int size, toy_state *state, const walras_checkpoint_mark *mark, bool load,
                             walras_error *error) {
  walras_status worst = WALRAS_OK;
  for (int rank = 0; rank < size && worst == WALRAS_OK; rank++) {
    walras_checkpoint_piece pieces[2];
    pieces_of(state, BLOCKS * rank / size, BLOCKS * (rank + 1) / size, true, pieces);
    walras_checkpoint_file file = {.path = path, .mark = mark, .pieces = pieces, .count = 2, .threads = 2};
    worst = walras_checkpoint_open_to_read(&file, error);
    if (worst == WALRAS_OK)
      worst = walras_checkpoint_read(&file, load, error);
    walras_checkpoint_close(&file);
  }
  return worst;
}

static void a_state_is_read_by_any_number_of_processes(void) {
  const char *path = unit_path("any.a");
  for (int writers = 1; writers <= 7; writers++) {
    toy_state state = state_of(writers);
    const walras_checkpoint_mark mark = mark_of(writers);
    walras_checkpoint_mark seen;
    write_by(path, writers, &state, &mark, true);
    CU_ASSERT_TRUE(walras_checkpoint_look(path, &seen));
    CU_ASSERT_EQUAL(memcmp(&seen, &mark, sizeof mark), 0);
    for (int readers = 1; readers <= 7; readers++) {
      toy_state loaded = {{0}, {0}};
      CU_ASSERT_EQUAL(read_by(path, readers, &loaded, &mark, false, NULL), WALRAS_OK);
      CU_ASSERT(loaded.entities[1] == 0 && loaded.words[1] == 0); /* a check alone changes nothing */
      CU_ASSERT_EQUAL(read_by(path, readers, &loaded, &mark, true, NULL), WALRAS_OK);
      CU_ASSERT_EQUAL(memcmp(&loaded, &state, sizeof state), 0);
    }
  }
}

static void before_it_is_signed_a_file_holds_the_checkpoint_before_or_none(void) {
  const char *path = unit_path("unsigned.a");
  toy_state first = state_of(1), second = state_of(2), loaded;
  const walras_checkpoint_mark before = mark_of(1), after = mark_of(3);
  walras_checkpoint_mark seen;
  walras_error error = {0};
  write_by(path, 2, &first, &before, false);
  CU_ASSERT_FALSE(walras_checkpoint_look(path, &seen));
  CU_ASSERT_EQUAL(read_by(path, 1, &loaded, &before, true, &error), WALRAS_ERROR_INPUT);
  unit_expect_message(error.message, "the checkpoint %s has no whole header", path);
  write_by(path, 2, &first, &before, true);
  write_by(path, 3, &second, &after, false); /* written over, not signed: the old header, and blocks that are not its own */
  walras_error_clear(&error);
  CU_ASSERT_TRUE(walras_checkpoint_look(path, &seen) && seen.generation == 1);
  CU_ASSERT_EQUAL(read_by(path, 2, &loaded, &before, false, &error), WALRAS_ERROR_INPUT);
  unit_expect_message(error.message, "the checkpoint %s is damaged in 'entities'", path);
}

/* The same state again, one generation later: every block is equal, and still not taken for the other's. */
static void blocks_of_another_generation_do_not_match(void) {
  const char *path = unit_path("generation.a");
  toy_state state = state_of(4), loaded;
  const walras_checkpoint_mark before = mark_of(1), after = mark_of(3);
  write_by(path, 1, &state, &before, true);
  write_by(path, 1, &state, &after, false);
  CU_ASSERT_EQUAL(read_by(path, 1, &loaded, &before, false, NULL), WALRAS_ERROR_INPUT);
}

/* Every byte of the file, each with one bit turned: found, or in the padding and without effect. */
static void a_turned_bit_anywhere_is_found(void) {
  const char *path = unit_path("bit.a");
  toy_state state = state_of(9), loaded;
  const walras_checkpoint_mark mark = mark_of(2);
  write_by(path, 2, &state, &mark, true);
  const int file = open(path, O_RDWR);
  CU_ASSERT_FATAL(file >= 0);
  const off_t size = lseek(file, 0, SEEK_END);
  int found = 0, harmless = 0;
  for (off_t at = 0; at < size; at++) {
    unsigned char byte, turned;
    CU_ASSERT_EQUAL(pread(file, &byte, 1, at), 1);
    turned = byte ^ (unsigned char)(1u << (at % 8));
    CU_ASSERT_EQUAL(pwrite(file, &turned, 1, at), 1);
    memset(&loaded, 0, sizeof loaded);
    if (read_by(path, 1, &loaded, &mark, true, NULL) != WALRAS_OK)
      found++;
    else if (memcmp(&loaded, &state, sizeof state) == 0)
      harmless++;
    CU_ASSERT_EQUAL(pwrite(file, &byte, 1, at), 1);
  }
  close(file);
  CU_ASSERT_EQUAL(found + harmless, (int)size);
  CU_ASSERT(found >= (int)sizeof state + 4096); /* state and header */
}

static void a_file_cut_short_anywhere_is_found(void) {
  const char *path = unit_path("cut.a");
  toy_state state = state_of(9), loaded;
  const walras_checkpoint_mark mark = mark_of(2);
  walras_checkpoint_mark seen;
  write_by(path, 1, &state, &mark, true);
  struct stat whole;
  CU_ASSERT_EQUAL_FATAL(stat(path, &whole), 0);
  for (off_t size = whole.st_size - 4096; size >= 0; size -= 97) {
    CU_ASSERT_EQUAL(truncate(path, size), 0);
    CU_ASSERT_NOT_EQUAL(read_by(path, 1, &loaded, &mark, false, NULL), WALRAS_OK);
    walras_checkpoint_look(path, &seen);
  }
  CU_ASSERT_FALSE(walras_checkpoint_look(path, &seen));
}

static void a_model_that_keeps_other_state_is_told_the_first_difference(void) {
  const char *path = unit_path("other.a");
  toy_state state = state_of(3);
  const walras_checkpoint_mark mark = mark_of(1), other = mark_of(2);
  walras_checkpoint_piece pieces[2];
  walras_error error = {0};
  write_by(path, 1, &state, &mark, true);
  walras_checkpoint_file file = {.path = path, .mark = &mark, .pieces = pieces, .count = 1, .threads = 1};
  pieces_of(&state, 0, BLOCKS, true, pieces);
  CU_ASSERT_EQUAL(walras_checkpoint_open_to_read(&file, &error), WALRAS_ERROR_STATE);
  unit_expect_message(error.message, "the checkpoint %s holds 2 pieces of state, the model keeps 1", path);
  walras_error_clear(&error);
  file.count = 2;
  pieces[1].name = "prices";
  CU_ASSERT_EQUAL(walras_checkpoint_open_to_read(&file, &error), WALRAS_ERROR_STATE);
  unit_expect_message(error.message, "the checkpoint %s holds 'words' where the model keeps 'prices'", path);
  walras_error_clear(&error);
  pieces_of(&state, 0, BLOCKS, true, pieces);
  pieces[0].block_bytes = 12;
  CU_ASSERT_EQUAL(walras_checkpoint_open_to_read(&file, &error), WALRAS_ERROR_STATE);
  unit_expect_message(error.message,
                      "the checkpoint %s holds 'entities' with 149 bytes in blocks of 24, the model keeps 149 in blocks of 12",
                      path);
  walras_error_clear(&error);
  file.mark = &other;
  CU_ASSERT_EQUAL(walras_checkpoint_open_to_read(&file, &error), WALRAS_ERROR_STATE);
  unit_expect_message(error.message, "the checkpoint %s is not that of trial 5 any more", path);
}

static void what_cannot_be_opened_or_would_overflow_is_an_error_with_the_path(void) {
  toy_state state = state_of(1);
  const walras_checkpoint_mark mark = mark_of(1);
  walras_checkpoint_piece pieces[2];
  walras_error error = {0};
  pieces_of(&state, 0, BLOCKS, true, pieces);
  const char *path = unit_path("missing/slot-0.a");
  walras_checkpoint_file file = {.path = path, .mark = &mark, .pieces = pieces, .count = 2, .threads = 1};
  CU_ASSERT_EQUAL(walras_checkpoint_open(&file, true, &error), WALRAS_ERROR_IO);
  unit_expect_message(error.message, "the checkpoint %s could not be created: No such file or directory", path);
  CU_ASSERT_EQUAL(file.file, -1);
  pieces[0].bytes = INT64_MAX;
  CU_ASSERT_EQUAL(walras_checkpoint_bytes(pieces, 2), -1);
  walras_error_clear(&error);
  file.path = unit_path("huge.a");
  CU_ASSERT_EQUAL(walras_checkpoint_open(&file, true, &error), WALRAS_ERROR_IO);
  unit_expect_message(error.message, "the checkpoint %s could not be created: File too large", file.path);
  walras_checkpoint_mark seen;
  CU_ASSERT_FALSE(walras_checkpoint_look(file.path, &seen));
}

WALRAS_UNIT_TESTS(UNIT(a_state_is_read_by_any_number_of_processes),
                  UNIT(before_it_is_signed_a_file_holds_the_checkpoint_before_or_none),
                  UNIT(blocks_of_another_generation_do_not_match), UNIT(a_turned_bit_anywhere_is_found),
                  UNIT(a_file_cut_short_anywhere_is_found), UNIT(a_model_that_keeps_other_state_is_told_the_first_difference),
                  UNIT(what_cannot_be_opened_or_would_overflow_is_an_error_with_the_path))
