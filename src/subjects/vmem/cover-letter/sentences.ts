/** All sentences that are judged, in the order of the report. */
import type { Sentence } from './sentence.ts';
import { seriesSentences } from './series.ts';
import { tlbSentences } from './tlb.ts';

export const sentences: readonly Sentence[] = [...seriesSentences, ...tlbSentences];
