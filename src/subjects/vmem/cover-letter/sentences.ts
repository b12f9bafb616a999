/** All sentences that are judged, in the order of the report. */
import type { VmemSentence } from './sentence.ts';
import { seriesSentences } from './series.ts';
import { tlbSentences } from './tlb.ts';

export const sentences: readonly VmemSentence[] = [...seriesSentences, ...tlbSentences];
