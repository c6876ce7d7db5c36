#include "engine/cost_clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "engine/clock.h"

static double processor_seconds(void) {
  struct timespec time;
  return clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 ? (double)time.tv_sec + 1e-9 * (double)time.tv_nsec : 0.0;
}

/* The second number of schedstat: nanoseconds on a run queue. */
static double waited_seconds(int file) {
  char text[96];
  unsigned long long ran, waited;
  const ssize_t length = file >= 0 ? pread(file, text, sizeof text - 1, 0) : 0;
  if (length <= 0)
    return 0.0;
  text[length] = '\0';
  return sscanf(text, "%llu %llu", &ran, &waited) == 2 ? 1e-9 * (double)waited : 0.0;
}

void walras_cost_clock_open(walras_cost_clock *clock) {
  clock->file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  walras_cost_clock_start(clock);
}

void walras_cost_clock_close(walras_cost_clock *clock) {
  if (clock->file >= 0)
    close(clock->file);
  clock->file = -1;
}

void walras_cost_clock_start(walras_cost_clock *clock) {
  clock->waited = waited_seconds(clock->file);
  clock->processor = processor_seconds();
  clock->wall = walras_clock();
}

double walras_cost_clock_read(const walras_cost_clock *clock, double *wall) {
  *wall = walras_clock() - clock->wall;
  const double processor = processor_seconds() - clock->processor;
  const double present = clock->file >= 0 ? *wall - (waited_seconds(clock->file) - clock->waited) : processor;
  const double cost = present > processor ? present : processor;
  return cost < *wall ? cost : *wall;
}
