/** SIGTERM, SIGINT and SIGUSR1 ask a run to end early; a second SIGINT ends it at once. */
#ifndef WALRAS_CLI_STOP_SIGNALS_H
#define WALRAS_CLI_STOP_SIGNALS_H

/** Installs the handlers. Before MPI_Init. */
void cli_stop_signals_install(void);

#endif
