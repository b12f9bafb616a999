/** All claims, in the order of the report. */
import type { Claim } from './sentence.ts';
import { seriesClaims } from './series.ts';
import { tlbClaims } from './tlb.ts';

export const claims: readonly Claim[] = [...seriesClaims, ...tlbClaims];
