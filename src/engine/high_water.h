/** The most memory that this process has had. */
#ifndef WALRAS_ENGINE_HIGH_WATER_H
#define WALRAS_ENGINE_HIGH_WATER_H

/** Resident bytes at their highest since this program began; 0 when the system does not tell. */
double walras_high_water(void);
/** Resident bytes now; 0 when the system does not tell. */
double walras_resident(void);
/** Bytes of private memory that this process may write, resident or not: what RLIMIT_DATA limits. 0 when the system does not tell. */
double walras_data_bytes(void);

#endif
