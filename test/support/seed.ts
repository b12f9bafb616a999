/**
 * Fixes the seed of every fast-check property, so that a failure can be reproduced; TABLEWALK_SEED
 * overrides it.
 */
import fc from 'fast-check';

const seed = Number(process.env['TABLEWALK_SEED'] ?? 20200722);
if (!Number.isSafeInteger(seed)) {
  throw new Error(`TABLEWALK_SEED is ${process.env['TABLEWALK_SEED']}; it must be a whole number`);
}
fc.configureGlobal({ seed });
