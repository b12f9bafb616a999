/** All claims, in the order of the report. */
import type { Claim } from './claims-claim.ts';
import { seriesClaims } from './claims-series.ts';
import { tlbClaims } from './claims-tlb.ts';

export const claims: readonly Claim[] = [...seriesClaims, ...tlbClaims];
